import Base
import RealModule
import Tensors

/// Noise whose power falls with frequency as 1 / fᵝ: smooth in time for large β, white for β = 0.
///
/// The amplitudes of the spectrum are independent normal numbers scaled by f^(−β/2); their inverse
/// Fourier transform, normalized to unit variance, is a linear map that is computed once, so that
/// drawing many sequences is one matrix product.
///
/// Reference: Timmer and König, "On Generating Power Law Noise", Astronomy and Astrophysics 300,
/// 1995; in planning: Pinneri et al., "Sample-efficient Cross-Entropy Method for Real-time
/// Planning", CoRL 2020, section 3.1, [arXiv:2008.06389](https://arxiv.org/abs/2008.06389).
public struct ColoredNoise {
  /// The number of steps of a sequence.
  public let length: Int
  /// The exponent β with which power falls with frequency.
  public let exponent: Double
  /// The map from white noise to steps: `[length, length]`, with rows of norm 1.
  private let transform: Tensor

  /// Creates noise of a given length and exponent.
  public init(length: Int, exponent: Double) {
    (self.length, self.exponent) = (length, exponent)
    transform = Self.transform(length: length, exponent: exponent)
  }

  /// Returns independent sequences, each of unit variance at every step.
  ///
  /// - Parameters:
  ///   - width: The number of sequences.
  ///   - generator: The source of the white noise.
  /// - Returns: Of shape `[length, width]`.
  public func sequences(_ width: Int, using generator: inout SeededGenerator) -> Tensor {
    let white = Tensor(standardNormal: [length, width], using: &generator)
    return exponent == 0 ? white : matmul(transform, white)
  }

  /// Returns the real Fourier basis, with a column per frequency and phase, scaled by the spectrum.
  private static func transform(length: Int, exponent: Double) -> Tensor {
    var columns: [(Int) -> Double] = []
    // The lowest frequency stands in for zero, whose power would be infinite.
    func scale(_ frequency: Int) -> Double {
      Double.pow(Double(max(frequency, 1)) / Double(length), -exponent / 2)
    }
    for frequency in 0...length / 2 {
      let angle = 2 * Double.pi * Double(frequency) / Double(length)
      let isPaired = frequency > 0 && 2 * frequency < length
      let amplitude = scale(frequency) * (isPaired ? Double.sqrt(2) : 1)
      columns.append { amplitude * Double.cos(angle * Double($0)) }
      if isPaired { columns.append { amplitude * Double.sin(angle * Double($0)) } }
    }
    var elements: [Scalar] = []
    for step in 0..<length {
      let row = columns.map { $0(step) }
      let norm = Double.sqrt(row.reduce(0) { $0 + $1 * $1 })
      elements += row.map { Scalar($0 / norm) }
    }
    return Tensor(elements, shape: [length, length])
  }
}
