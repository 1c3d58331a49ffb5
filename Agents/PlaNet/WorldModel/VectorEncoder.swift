import Base
import BayesianLayers
import Layers
import Tensors

/// An encoder that embeds vector observations, such as joint angles and velocities, by two dense
/// layers.
struct VectorEncoder: Layer {
  private let layers: [Dense]
  /// The number of components of an embedded observation.
  let embeddingSize: Int

  /// Creates an encoder of observations of `observationSize` components.
  init(
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
  func callAsFunction(_ observations: Tensor, in pass: inout ForwardPass) -> Tensor {
    layers.reduce(observations) { output, layer in layer(output, in: &pass) }
  }
}
