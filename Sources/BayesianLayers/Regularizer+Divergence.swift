import Base
import Distributions
import Layers
import Tensors

extension Regularizer {
  /// The divergence of a log-normal weight from a log-normal prior, in closed form.
  ///
  /// - Parameters:
  ///   - logMean: The mean of the prior's logarithm.
  ///   - logStddev: The standard deviation of the prior's logarithm, positive and finite.
  ///   - scale: The factor by which the divergence is multiplied.
  /// - Returns: A regularizer of weights with a `LogNormal` distribution.
  public static func logNormalKLDivergence(
    logMean: Scalar = 0, logStddev: Scalar = 1, scale: Scalar = 1
  ) -> Regularizer {
    requirePositive("logStddev", logStddev)
    return Regularizer { _, _ in
      DistributionPenalty { (posterior: LogNormal) in
        let prior = LogNormal(logMean: Tensor(logMean), logStddev: Tensor(logStddev))
        return scaled(posterior.klDivergence(to: prior).sum(), by: scale)
      }
    }
  }

  /// The divergence of a normal weight from the log-uniform prior, up to a constant.
  ///
  /// With α = σ² / μ², the variance of the noise in units of the weight, it is approximately
  ///
  ///     KL = Σ [k₁ − k₁ · sigmoid(k₂ + k₃ log α) + log(1 + 1/α) / 2]
  ///
  /// which goes to zero as α grows and is never negative. It is intended for variational dropout: a
  /// weight with a large α carries no information.
  ///
  /// Reference: Molchanov, Ashukha and Vetrov, "Variational Dropout Sparsifies Deep Neural
  /// Networks", ICML 2017, eq. 14, whose constant is chosen to make the limit zero.
  ///
  /// - Parameter scale: The factor by which the divergence is multiplied.
  /// - Returns: A regularizer of weights with a `Normal` distribution.
  public static func logUniformKLDivergence(scale: Scalar = 1) -> Regularizer {
    Regularizer { _, _ in
      DistributionPenalty { (posterior: Normal) in
        let logAlpha = posterior.logNoiseRatio
        let step = sigmoid(1.87320 + 1.48695 * logAlpha)
        let divergence =
          0.63576 * (1 - step) + 0.5 * softplus(-logAlpha)
        return scaled(divergence.sum(), by: scale)
      }
    }
  }

  /// An estimate of a weight's divergence from any prior, from the draw that the layer used.
  ///
  ///     scale · Σ [log q(w) − log p(w)],  w ~ q
  ///
  /// The estimate is unbiased but noisy, and may be negative. It needs only a density of the
  /// posterior; use it where there is no closed form. In a pass of mean weights, which draws
  /// nothing, it makes a draw of its own.
  ///
  /// - Parameters:
  ///   - scale: The factor by which the divergence is multiplied.
  ///   - prior: Makes the prior of a weight of a given shape.
  /// - Returns: A regularizer of weights with a distribution.
  public static func monteCarloKLDivergence(
    scale: Scalar = 1, to prior: @escaping @Sendable (_ shape: [Int]) -> any Distribution
  ) -> Regularizer {
    Regularizer { _, _ in MonteCarloDivergence(scale: scale, prior: prior) }
  }
}

/// A closed-form penalty on weights with one kind of distribution.
private struct DistributionPenalty<Kind: Distribution>: Penalty {
  let function: (Kind) -> Tensor

  func loss(of weight: Weight, in pass: inout ForwardPass) -> Tensor {
    function(weight.distribution(of: Kind.self, for: "the penalty on", in: &pass))
  }
}

/// The difference of two log densities at the draw.
private struct MonteCarloDivergence: Penalty {
  let scale: Scalar
  let prior: ([Int]) -> any Distribution

  func loss(of weight: Weight, in pass: inout ForwardPass) -> Tensor {
    guard let posterior = weight.distribution(in: &pass) else {
      fatalError("a weight of shape \(weight.shape) has draws but no density to estimate with")
    }
    let draw =
      pass.weights == .sampled ? weight(in: &pass) : posterior.sample(using: &pass.generator)
    let (own, others) = (
      posterior.logProbability(of: draw), prior(weight.shape).logProbability(of: draw)
    )
    return scaled(own.sum() - others.sum(), by: scale)
  }
}

extension Weight {
  /// Returns the distribution of this weight, which must be of a certain kind.
  ///
  /// - Parameters:
  ///   - kind: The kind.
  ///   - user: A description of what needs it, as in "the penalty on" this weight.
  ///   - pass: The pass that the weight is used in.
  /// - Returns: The distribution, with gradients to its parameters.
  func distribution<Kind: Distribution>(
    of kind: Kind.Type, for user: String, in pass: inout ForwardPass
  ) -> Kind {
    let distribution = distribution(in: &pass)
    guard let distribution = distribution as? Kind else {
      let found = distribution.map { "a \(type(of: $0))" } ?? "no"
      fatalError(
        "\(user) a weight of shape \(shape) needs a \(kind) distribution, but the weight has"
          + " \(found) distribution")
    }
    return distribution
  }

  /// Returns the normal distribution of this weight, which its penalty needs.
  func normalDistribution(in pass: inout ForwardPass) -> Normal {
    distribution(of: Normal.self, for: "the penalty on", in: &pass)
  }
}

extension Normal {
  /// The variance of each weight in units of its squared mean, log(σ² / μ²), clamped to ±8.
  var logNoiseRatio: Tensor {
    let ratio = 2 * log(stddev) - log(square(mean) + 1e-8)
    return ratio.clamped(to: -8...8)
  }
}

/// Stops the program unless a constant of a distribution is positive and finite.
func requirePositive(_ name: String, _ value: Scalar) {
  require(value > 0 && value.isFinite, "\(name) is \(value), but has to be positive and finite")
}

/// Returns `loss` times `scale`.
func scaled(_ loss: Tensor, by scale: Scalar) -> Tensor {
  scale == 1 ? loss : scale * loss
}
