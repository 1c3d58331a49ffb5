import Base
import Tensors

/// A recipe for a new weight: the kind of its distribution and the initial values.
///
/// The initializer determines whether a weight is random: a layer with `.glorotUniform` kernels is
/// deterministic, the same layer with `.trainableNormal()` kernels is Bayesian. Add your own recipe
/// as a static member in an extension:
///
/// ```swift
/// extension Initializer {
///   static let implicit = Initializer { shape, generator in
///     ImplicitPosterior(shape: shape.lengths, using: &generator)
///   }
/// }
/// ```
///
/// Reference: Tran et al., "Bayesian Layers: A Module for Neural Network Uncertainty", NeurIPS
/// 2019, section 2.1.
public struct Initializer: Sendable {
  let makePosterior: @Sendable (WeightShape, inout SeededGenerator) -> any Posterior

  /// Creates an initializer from a function that makes the posterior of a weight.
  public init(
    _ makePosterior:
      @escaping @Sendable (WeightShape, inout SeededGenerator) -> any Posterior
  ) {
    self.makePosterior = makePosterior
  }

  /// The same recipe without randomness: a point weight that starts at the mean of the random one.
  public var atMean: Initializer {
    Initializer { shape, generator in
      let posterior = makePosterior(shape, &generator)
      var pass = ForwardPass.inference(weights: .mean, using: SeededGenerator(seed: 0))
      return PointPosterior(posterior.sample(in: &pass).broadcast(to: shape.lengths))
    }
  }

  /// A point weight with the given initial values.
  public static func point(_ values: InitialValues) -> Initializer {
    Initializer { shape, generator in PointPosterior(values(shape, using: &generator)) }
  }

  /// A point weight whose elements all start as `value`.
  public static func constant(_ value: Scalar) -> Initializer { point(.constant(value)) }

  /// A point weight of zeros.
  public static let zeros = point(.zeros)

  /// A point weight of ones.
  public static let ones = point(.ones)

  /// A point weight of ``InitialValues/truncatedNormal(mean:stddev:)``.
  public static func truncatedNormal(mean: Scalar = 0, stddev: Scalar = 1) -> Initializer {
    point(.truncatedNormal(mean: mean, stddev: stddev))
  }

  /// A point weight of ``InitialValues/glorotUniform``.
  public static let glorotUniform = point(.glorotUniform)

  /// A point weight of ``InitialValues/glorotNormal``.
  public static let glorotNormal = point(.glorotNormal)

  /// A point weight of ``InitialValues/heUniform``.
  public static let heUniform = point(.heUniform)

  /// A point weight of ``InitialValues/heNormal``.
  public static let heNormal = point(.heNormal)

  /// A point weight of ``InitialValues/orthogonal(gain:)``.
  public static func orthogonal(gain: Scalar = 1) -> Initializer { point(.orthogonal(gain: gain)) }
}
