import Base
import BayesianLayers
import Distributions
import Layers
import Tensors

/// The last layer before a stochastic state, which maps hidden units to a distribution.
struct LatentHead: Module {
  private let output: any DenseLayer
  private let kind: Kind

  private enum Kind: Sendable {
    case gaussian(minimumStddev: Scalar)
    case categorical(groups: Int, categories: Int)
    case point
  }

  /// Creates a head whose layer is made by `estimator`.
  init(
    _ configuration: WorldModelConfiguration, estimator: Estimator,
    using generator: inout SeededGenerator
  ) {
    switch (configuration.dynamics, configuration.latent) {
    case (.deterministic, _): kind = .point
    case (_, .gaussian): kind = .gaussian(minimumStddev: configuration.minimumStddev)
    case (_, .categorical):
      kind = .categorical(
        groups: configuration.stochasticSize, categories: configuration.categoryCount)
    }
    output = estimator.dense(
      configuration.hiddenSize, configuration.latentOutputSize,
      kernelInitializer: configuration.weightPosterior,
      kernelRegularizer: configuration.weightRegularizer, using: &generator)
  }

  /// Returns the distribution given hidden units of shape `[batch, hiddenSize]`.
  func callAsFunction(_ hidden: Tensor, in pass: inout ForwardPass) -> LatentDistribution {
    let values = output(hidden, in: &pass)
    switch kind {
    case .gaussian(let minimumStddev):
      let size = values.shape[1] / 2
      let stddev = softplus(values.columns(size..<2 * size)) + minimumStddev
      return .gaussian(Normal(mean: values.columns(0..<size), stddev: stddev))
    case .categorical(let groups, let categories):
      return .categorical(
        OneHotCategorical(logits: values.reshaped([values.shape[0], groups, categories])))
    case .point:
      return .point(values)
    }
  }
}
