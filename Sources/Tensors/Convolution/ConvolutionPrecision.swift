/// The precision of the factors in a convolution's products.
///
/// Sums, outputs and the weights that learn keep the precision of ``Scalar`` in any case.
public enum ConvolutionPrecision: String, CaseIterable, Codable, Hashable, Sendable {
  /// Factors are used as they are.
  case full
  /// Factors are rounded to the nearest number with 8 significant bits, ties to even.
  ///
  /// The relative error of a product of sums is about 2⁻⁹. Where the processor cannot multiply such
  /// numbers, they are rounded all the same and multiplied in full precision: no faster, but the
  /// same numbers up to the order of summation.
  case bfloat16

  /// Returns the factors of this precision nearest to the elements of `x`, off the tape.
  func rounding(_ x: Tensor) -> Tensor {
    guard self == .bfloat16 else { return x.detached }
    return Tensor(shape: x.shape) { result in
      for index in 0..<x.count {
        result[index] = Scalar(roundedToBFloat16(Float(x.elements[index])))
      }
    }
  }
}

/// Returns the number with 8 significant bits that is nearest to `x`, ties to even.
@inline(__always)
private func roundedToBFloat16(_ x: Float) -> Float {
  guard x.isFinite else { return x }
  let bits = x.bitPattern
  return Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16) & 1) & 0xffff_0000)
}
