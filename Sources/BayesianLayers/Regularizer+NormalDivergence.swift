import Base
import Distributions
import Layers
import RealModule
import Tensors

extension Regularizer {
  /// The divergence of a normal weight from a normal prior, in closed form.
  ///
  ///     scale · Σ [log(σₚ / σ) + (σ² + (μ − μₚ)²) / (2 σₚ²) − 1/2]
  ///
  /// - Parameters:
  ///   - mean: The prior's mean μₚ.
  ///   - stddev: The prior's standard deviation σₚ, positive and finite.
  ///   - scale: The factor by which the divergence is multiplied.
  /// - Returns: A regularizer of weights with a `Normal` distribution.
  public static func normalKLDivergence(
    mean: Scalar = 0, stddev: Scalar = 1, scale: Scalar = 1
  ) -> Regularizer {
    requirePositive("stddev", stddev)
    return Regularizer { _, _ in
      NormalDivergence(mean: mean, stddev: stddev, scale: scale)
    }
  }

  /// The divergence of a normal weight from the normal prior with the weight's own means.
  ///
  /// Only the standard deviations are pulled towards the prior's; weights are not pulled towards
  /// zero.
  ///
  /// - Parameters:
  ///   - stddev: The prior's standard deviation, positive and finite.
  ///   - scale: The factor by which the divergence is multiplied.
  /// - Returns: A regularizer of weights with a `Normal` distribution.
  public static func normalKLDivergenceWithTiedMean(
    stddev: Scalar = 1, scale: Scalar = 1
  ) -> Regularizer {
    requirePositive("stddev", stddev)
    return Regularizer { _, _ in
      NormalDivergence(mean: nil, stddev: stddev, scale: scale)
    }
  }

  /// The divergence of a normal weight from a normal prior whose standard deviation is learned.
  ///
  /// Each weight has its own prior, which learns the size of its elements.
  ///
  /// - Parameters:
  ///   - mean: The prior's mean.
  ///   - stddev: The prior's initial standard deviation, positive and finite.
  ///   - scale: The factor by which the divergence is multiplied.
  /// - Returns: A regularizer of weights with a `Normal` distribution.
  public static func trainableNormalKLDivergence(
    mean: Scalar = 0, stddev: Scalar = 1, scale: Scalar = 1
  ) -> Regularizer {
    requirePositive("stddev", stddev)
    return Regularizer { _, _ in
      TrainablePriorDivergence(mean: mean, stddev: stddev, scale: scale)
    }
  }

  /// The divergence of a normal weight from the normal prior that fits it best.
  ///
  /// The prior's variance has an inverse-gamma prior, and is set to
  ///
  ///     v* = (Σ (σ² + μ²) + 2 β) / (n + 2 α + 2)
  ///
  /// which minimizes the divergence from Normal(0, v) plus −log InverseGamma(v; α, β); this sum is
  /// the loss.
  ///
  /// Reference: Wu et al., "Deterministic Variational Inference for Robust Bayesian Neural
  /// Networks", ICLR 2019, section 4.
  ///
  /// - Parameters:
  ///   - alpha: The shape α of the variance's prior, positive and finite.
  ///   - beta: The scale β of the variance's prior, positive and finite.
  ///   - scale: The factor by which the loss is multiplied.
  /// - Returns: A regularizer of weights with a `Normal` distribution.
  public static func empiricalBayesNormalKLDivergence(
    alpha: Scalar = 2.01, beta: Scalar = 0.101, scale: Scalar = 1
  ) -> Regularizer {
    requirePositive("alpha", alpha)
    requirePositive("beta", beta)
    return Regularizer { _, _ in
      EmpiricalBayesDivergence(alpha: alpha, beta: beta, scale: scale)
    }
  }
}

/// The divergence from a prior that is not learned.
private struct NormalDivergence: Penalty {
  /// The prior's mean, or `nil` for the weight's own.
  let mean: Scalar?
  let stddev: Scalar
  let scale: Scalar

  func loss(of weight: Weight, in pass: inout ForwardPass) -> Tensor {
    let posterior = weight.normalDistribution(in: &pass)
    let prior = Normal(mean: mean.map { Tensor($0) } ?? posterior.mean, stddev: Tensor(stddev))
    return scaled(posterior.klDivergence(to: prior).sum(), by: scale)
  }
}

/// The divergence from a prior whose standard deviation is learned.
private struct TrainablePriorDivergence: Penalty {
  let unconstrainedStddev: Parameter
  let mean: Scalar
  let scale: Scalar

  init(mean: Scalar, stddev: Scalar, scale: Scalar) {
    unconstrainedStddev = Parameter(Tensor(Constraint.softplus.inverse(of: stddev)))
    (self.mean, self.scale) = (mean, scale)
  }

  func loss(of weight: Weight, in pass: inout ForwardPass) -> Tensor {
    let stddev = Constraint.softplus(pass.value(of: unconstrainedStddev))
    let prior = Normal(mean: Tensor(mean), stddev: stddev)
    return scaled(
      weight.normalDistribution(in: &pass).klDivergence(to: prior).sum(), by: scale)
  }
}

/// The divergence from the best-fitting prior, plus the cost of its variance.
private struct EmpiricalBayesDivergence: Penalty {
  let alpha: Scalar
  let beta: Scalar
  let scale: Scalar

  func loss(of weight: Weight, in pass: inout ForwardPass) -> Tensor {
    let posterior = weight.normalDistribution(in: &pass)
    let squares = (square(posterior.mean) + square(posterior.stddev)).sum()
    let count = Scalar(weight.shape.reduce(1, *))
    let variance = (squares + 2 * beta) / (count + 2 * alpha + 2)
    let prior = Normal(mean: Tensor(0), stddev: sqrt(variance))
    // −log of the inverse-gamma density at the variance.
    let logNormalizer = Scalar.logGamma(alpha) - alpha * .log(beta)
    let cost =
      (alpha + 1) * log(variance) + beta / variance + logNormalizer
    return scaled(posterior.klDivergence(to: prior).sum() + cost, by: scale)
  }
}
