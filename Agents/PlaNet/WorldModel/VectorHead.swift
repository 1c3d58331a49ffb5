import Base
import BayesianLayers
import Layers
import Tensors

/// A head that maps states to the means of a vector, through hidden layers: observations or
/// rewards.
struct VectorHead: Layer {
  private let hidden: [any DenseLayer]
  private let output: any DenseLayer
  private let outputSize: Int

  /// Creates a head from features to `outputSize` numbers, with layers that `estimator` makes.
  init(
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

  /// Returns the predictions for states, of shape `[..., outputSize]`; each state is a separate
  /// example.
  func callAsFunction(_ features: Tensor, in pass: inout ForwardPass) -> Tensor {
    let leading = Array(features.shape.dropLast())
    let rows = features.reshaped([leading.reduce(1, *), features.shape[leading.count]])
    let units = hidden.reduce(rows) { units, layer in layer(units, in: &pass) }
    return output(units, in: &pass).reshaped(leading + [outputSize])
  }
}
