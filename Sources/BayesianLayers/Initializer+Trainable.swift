import Base
import Layers
import Tensors

extension Initializer {
  /// A normal weight.
  ///
  /// It starts with means like those of a deterministic layer, by default Glorot's. Edward2's own
  /// default is `.nearZero`, with which deep networks start dead; rectified networks should use
  /// `.heNormal`.
  ///
  /// Reference: Tran et al., "Bayesian Layers: A Module for Neural Network Uncertainty", NeurIPS
  /// 2019, section 2.1; Blundell et al., "Weight Uncertainty in Neural Networks", ICML 2015,
  /// section 3.2.
  ///
  /// - Parameters:
  ///   - mean: Makes the initial means.
  ///   - stddev: The initial standard deviation σ₀, positive and finite, and how elements share it.
  ///   - constraint: Maps unconstrained numbers to standard deviations.
  /// - Returns: An initializer of a ``TrainableNormal``.
  public static func trainableNormal(
    mean: InitialValues = .glorotUniform, stddev: InitialStddev = 0.05,
    constraint: Constraint = .softplus
  ) -> Initializer {
    Initializer { shape, generator in
      TrainableNormal(
        mean: mean(shape, using: &generator), stddev: stddev, constraint: constraint)
    }
  }

  /// A log-normal weight, always positive.
  ///
  /// - Parameters:
  ///   - logMean: Makes the initial means of the logarithms.
  ///   - logStddev: The initial standard deviation of each logarithm, positive and finite.
  /// - Returns: An initializer of a ``TrainableLogNormal``.
  public static func trainableLogNormal(
    logMean: InitialValues = .zeros, logStddev: Scalar = 0.05
  ) -> Initializer {
    Initializer { shape, generator in
      TrainableLogNormal(logMean: logMean(shape, using: &generator), logStddev: logStddev)
    }
  }

  /// A weight that is one of several points, chosen once per pass.
  ///
  /// - Parameters:
  ///   - componentCount: The number of points.
  ///   - values: Makes each point.
  /// - Returns: An initializer of a ``MixtureOfDeltas``.
  public static func mixtureOfDeltas(
    componentCount: Int = 5, _ values: InitialValues = .glorotUniform
  ) -> Initializer {
    Initializer { shape, generator in
      let points = (0..<componentCount).map { _ in values(shape, using: &generator) }
      return MixtureOfDeltas(points: stacked(points, axis: 0))
    }
  }
}
