import Base
import Layers
import Tensors

/// Embeds observations that are vectors, such as joint angles and velocities, by two dense layers.
public struct VectorEncoder: Module {
  private let layers: [Dense]
  /// The number of components of an embedded observation.
  public let embeddingSize: Int

  /// Creates an encoder of observations of `observationSize` components.
  public init(
    _ configuration: WorldModelConfiguration, observationSize: Int,
    using generator: inout SeededGenerator
  ) {
    let (hidden, activation) = (configuration.hiddenSize, configuration.activation)
    layers = [
      Dense(observationSize, hidden, activation: activation, using: &generator),
      Dense(hidden, hidden, activation: activation, using: &generator),
    ]
    embeddingSize = hidden
  }

  /// Returns embedded observations, of shape `[..., embeddingSize]`.
  public func callAsFunction(_ observations: Tensor, in pass: inout ForwardPass) -> Tensor {
    layers.reduce(observations) { output, layer in layer(output, in: &pass) }
  }
}

/// Maps states to the means of a vector, through hidden layers: observations or rewards.
public struct VectorHead: Module {
  private let hidden: [Dense]
  private let output: Dense

  /// Creates a head from features to `outputSize` numbers.
  public init(
    _ configuration: WorldModelConfiguration, hiddenSizes: [Int], outputSize: Int,
    using generator: inout SeededGenerator
  ) {
    var size = configuration.featureSize
    var layers: [Dense] = []
    for next in hiddenSizes {
      layers.append(Dense(size, next, activation: configuration.activation, using: &generator))
      size = next
    }
    hidden = layers
    output = Dense(size, outputSize, using: &generator)
  }

  /// Returns what states predict, of shape `[..., outputSize]`.
  public func callAsFunction(_ features: Tensor, in pass: inout ForwardPass) -> Tensor {
    output(hidden.reduce(features) { output, layer in layer(output, in: &pass) }, in: &pass)
  }
}
