import CKernels

/// The precision of the factors in a convolution's products.
///
/// Sums, outputs and learned weights keep the precision of ``Scalar`` in any case.
public enum ConvolutionPrecision: String, CaseIterable, Codable, Hashable, Sendable {
  /// Factors are used as they are.
  case full
  /// Factors are rounded to the nearest number with 8 significant bits, ties to even.
  ///
  /// The relative error of each factor is at most 2⁻⁸. If the processor cannot multiply such
  /// numbers, they are still rounded and then multiplied in full precision: this is no faster, but
  /// gives the same numbers up to the order of summation. See ``isNative``.
  case bfloat16

  /// Whether the processor has instructions that make this precision fast.
  public var isNative: Bool {
    switch self {
    case .full: true
    case .bfloat16: OneDNN.multipliesBFloat16
    }
  }

  /// Returns the factors of this precision nearest to the elements of `x`, off the tape.
  func rounding(_ x: Tensor) -> Tensor {
    guard self == .bfloat16 else { return x.detached }
    return Tensor(shape: x.shape) { roundToBFloat16(x.elements, x.count, $0) }
  }
}
