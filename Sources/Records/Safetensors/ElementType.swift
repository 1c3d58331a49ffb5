/// The type of a stored tensor's elements.
///
/// The cases are in the order of the reference implementation, which determines the layout of
/// files.
public enum ElementType: String, CaseIterable, Codable, Hashable, Sendable {
  /// A byte that is 0 or 1.
  case bool = "BOOL"
  /// A 4-bit float.
  case float4 = "F4"
  /// A 6-bit float with 2 exponent bits.
  case float6e2m3 = "F6_E2M3"
  /// A 6-bit float with 3 exponent bits.
  case float6e3m2 = "F6_E3M2"
  /// An unsigned byte.
  case uint8 = "U8"
  /// A signed byte.
  case int8 = "I8"
  /// An 8-bit float with 5 exponent bits.
  case float8e5m2 = "F8_E5M2"
  /// An 8-bit float with 4 exponent bits.
  case float8e4m3 = "F8_E4M3"
  /// An 8-bit power of two.
  case float8e8m0 = "F8_E8M0"
  /// An 8-bit float with 4 exponent bits, without infinities and negative zero.
  case float8e4m3fnuz = "F8_E4M3FNUZ"
  /// An 8-bit float with 5 exponent bits, without infinities and negative zero.
  case float8e5m2fnuz = "F8_E5M2FNUZ"
  /// A signed 16-bit integer.
  case int16 = "I16"
  /// An unsigned 16-bit integer.
  case uint16 = "U16"
  /// A half-precision float.
  case float16 = "F16"
  /// The upper half of a single-precision float.
  case bfloat16 = "BF16"
  /// A signed 32-bit integer.
  case int32 = "I32"
  /// An unsigned 32-bit integer.
  case uint32 = "U32"
  /// A single-precision float.
  case float32 = "F32"
  /// A complex number of two single-precision floats.
  case complex64 = "C64"
  /// A double-precision float.
  case float64 = "F64"
  /// A signed 64-bit integer.
  case int64 = "I64"
  /// An unsigned 64-bit integer.
  case uint64 = "U64"

  /// The number of bits of an element.
  public var bitWidth: Int {
    switch self {
    case .float4: 4
    case .float6e2m3, .float6e3m2: 6
    case .bool, .uint8, .int8, .float8e5m2, .float8e4m3, .float8e8m0, .float8e4m3fnuz,
      .float8e5m2fnuz:
      8
    case .int16, .uint16, .float16, .bfloat16: 16
    case .int32, .uint32, .float32: 32
    case .complex64, .float64, .int64, .uint64: 64
    }
  }

  /// Returns the number of bytes that elements of this type and the given shape take.
  ///
  /// - Returns: The number of bytes, or `nil` if it cannot be represented or is not whole.
  func byteCount(of shape: [Int]) -> Int? {
    // A length of zero makes the product zero, but the other lengths must still multiply without
    // overflow for every reader to agree.
    var elements = 1
    for length in shape {
      let (product, overflow) = elements.multipliedReportingOverflow(by: length)
      if overflow { return nil }
      elements = product
    }
    let (bits, overflow) = bitWidth.multipliedReportingOverflow(by: elements)
    return overflow || bits % 8 != 0 ? nil : bits / 8
  }
}
