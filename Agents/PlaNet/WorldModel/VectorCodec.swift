import Base
import BayesianLayers
import Layers
import Tensors

/// Embeds observations that are vectors, such as joint angles and velocities, by two dense layers.
public struct VectorEncoder: Layer {
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
public struct VectorHead: Layer {
  private let hidden: [any DenseLayer]
  private let output: any DenseLayer
  private let outputSize: Int

  /// Creates a head from features to `outputSize` numbers, of layers that `estimator` makes.
  public init(
    _ configuration: WorldModelConfiguration, hiddenSizes: [Int], outputSize: Int,
    estimator: Estimator = .deterministic, using generator: inout SeededGenerator
  ) {
    func dense(
      _ inputSize: Int, _ outputSize: Int, _ activation: Activation,
      using generator: inout SeededGenerator
    ) -> any DenseLayer {
      estimator.dense(
        inputSize, outputSize, activation: activation,
        kernelInitializer: configuration.weightPosterior,
        kernelRegularizer: configuration.weightRegularizer, using: &generator)
    }
    var size = configuration.featureSize
    var layers: [any DenseLayer] = []
    for next in hiddenSizes {
      layers.append(dense(size, next, configuration.activation, using: &generator))
      size = next
    }
    hidden = layers
    output = dense(size, outputSize, .identity, using: &generator)
    self.outputSize = outputSize
  }

  /// Returns what states predict, of shape `[..., outputSize]`; each is an example by itself.
  public func callAsFunction(_ features: Tensor, in pass: inout ForwardPass) -> Tensor {
    let leading = Array(features.shape.dropLast())
    let rows = features.reshaped([leading.reduce(1, *), features.shape[leading.count]])
    let units = hidden.reduce(rows) { units, layer in layer(units, in: &pass) }
    return output(units, in: &pass).reshaped(leading + [outputSize])
  }
}
