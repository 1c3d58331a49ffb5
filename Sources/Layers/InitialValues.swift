import Base
import Tensors

/// A recipe for the initial values of a weight, or of the means of its distribution.
///
/// The generator is an argument of the recipe and not part of it, so that weights of equal shape
/// start with different values. Add your own recipe as a static member in an extension.
///
/// In the formulas, *fan-in* and *fan-out* are the sizes of a ``WeightShape``.
public struct InitialValues: Sendable {
  let make: @Sendable (WeightShape, inout SeededGenerator) -> Tensor

  /// Creates a recipe from a function that makes the values of a weight of a given shape.
  public init(_ make: @escaping @Sendable (WeightShape, inout SeededGenerator) -> Tensor) {
    self.make = make
  }

  /// Returns values for a weight.
  ///
  /// - Parameters:
  ///   - shape: The shape of the weight.
  ///   - generator: The source of randomness.
  /// - Returns: A tensor of that shape.
  public func callAsFunction(
    _ shape: WeightShape, using generator: inout SeededGenerator
  ) -> Tensor {
    make(shape, &generator)
  }

  /// The same value everywhere.
  public static func constant(_ value: Scalar) -> InitialValues {
    InitialValues { shape, _ in Tensor(repeating: value, shape: shape.lengths) }
  }

  /// Zeros.
  public static let zeros = constant(0)

  /// Ones.
  public static let ones = constant(1)

  /// Draws from a normal distribution, redrawing values beyond two of its standard deviations.
  ///
  /// - Parameters:
  ///   - mean: The mean μ.
  ///   - stddev: The standard deviation σ before truncation to μ ± 2 σ, which makes it 0.88 σ.
  /// - Returns: The recipe.
  public static func truncatedNormal(mean: Scalar = 0, stddev: Scalar = 1) -> InitialValues {
    InitialValues { shape, generator in
      let scalars = (0..<elementCount(of: shape.lengths)).map { _ in
        mean + stddev * Scalar(truncatedNormalNumber(using: &generator))
      }
      return Tensor(scalars, shape: shape.lengths)
    }
  }

  /// Uniform draws from ±√(6 / (fan-in + fan-out)).
  ///
  /// Reference: Glorot and Bengio, "Understanding the Difficulty of Training Deep Feedforward
  /// Neural Networks", AISTATS 2010, eq. 16.
  public static let glorotUniform = InitialValues { shape, generator in
    uniform(shape, limit: (6 / Scalar(shape.inputSize + shape.outputSize)).squareRoot(), &generator)
  }

  /// Truncated normal draws of variance 2 / (fan-in + fan-out).
  ///
  /// Reference: Glorot and Bengio, "Understanding the Difficulty of Training Deep Feedforward
  /// Neural Networks", AISTATS 2010, eq. 12.
  public static let glorotNormal = InitialValues { shape, generator in
    let variance = 2 / Scalar(shape.inputSize + shape.outputSize)
    return scaledNormal(shape, stddev: variance.squareRoot(), &generator)
  }

  /// Uniform draws from ±√(6 / fan-in), for rectified layers.
  ///
  /// Reference: He et al., "Delving Deep into Rectifiers", ICCV 2015, eq. 10.
  public static let heUniform = InitialValues { shape, generator in
    uniform(shape, limit: (6 / Scalar(shape.inputSize)).squareRoot(), &generator)
  }

  /// Truncated normal draws of variance 2 / fan-in, for rectified layers.
  ///
  /// Reference: He et al., "Delving Deep into Rectifiers", ICCV 2015, eq. 10.
  public static let heNormal = InitialValues { shape, generator in
    scaledNormal(shape, stddev: (2 / Scalar(shape.inputSize)).squareRoot(), &generator)
  }

  /// Truncated normal draws with a standard deviation of 10⁻⁵ before truncation.
  ///
  /// Edward2's Bayesian layers start with these means. A layer with such weights passes almost
  /// nothing on, so a deep network of them starts dead: it is meant for comparison, not for
  /// training.
  public static let nearZero = truncatedNormal(stddev: 1e-5)
}

private func uniform(
  _ shape: WeightShape, limit: Scalar, _ generator: inout SeededGenerator
) -> Tensor {
  Tensor(uniform: shape.lengths, in: -limit..<limit, using: &generator)
}

/// Returns draws that have the standard deviation `stddev` after truncation.
private func scaledNormal(
  _ shape: WeightShape, stddev: Scalar, _ generator: inout SeededGenerator
) -> Tensor {
  // The standard deviation of a standard normal cut off at ±2.
  InitialValues.truncatedNormal(stddev: stddev / 0.879_625_661_034_239_78)(
    shape, using: &generator)
}

private func truncatedNormalNumber(using generator: inout SeededGenerator) -> Double {
  while true {
    let number = generator.nextNormal()
    if abs(number) <= 2 { return number }
  }
}
