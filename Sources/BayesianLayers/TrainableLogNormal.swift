import Distributions
import Layers
import Tensors

/// A log-normal distribution over a positive weight, such as a scale.
public struct TrainableLogNormal: ExplicitPosterior {
  /// The means of the logarithms, of the shape of the weight.
  public let logMean: Parameter
  /// ρ, where softplus(ρ) is the standard deviation of the logarithm.
  public let unconstrainedLogStddev: Parameter

  /// Creates a trainable log-normal distribution.
  ///
  /// - Parameters:
  ///   - logMean: The initial means of the logarithms.
  ///   - logStddev: The initial standard deviation of each logarithm, positive and finite.
  public init(logMean: Tensor, logStddev: Scalar) {
    requirePositive("logStddev", logStddev)
    self.logMean = Parameter(logMean)
    unconstrainedLogStddev = Parameter(
      Tensor(repeating: Constraint.softplus.inverse(of: logStddev), shape: logMean.shape))
  }

  /// Returns the log-normal distribution, with gradients to its parameters.
  ///
  /// - Parameter pass: The source of the parameters on its tape.
  /// - Returns: A `LogNormal`.
  public func distribution(in pass: inout ForwardPass) -> any Distribution {
    LogNormal(
      logMean: pass.value(of: logMean),
      logStddev: Constraint.softplus(pass.value(of: unconstrainedLogStddev)))
  }
}
