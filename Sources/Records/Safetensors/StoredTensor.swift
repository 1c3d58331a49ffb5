import Base
import Tensors

/// A tensor as it is stored in a file: raw little-endian elements of some type.
public struct StoredTensor: Hashable, Sendable {
  /// The type of the elements.
  public let elementType: ElementType
  /// The length of each axis; empty for a scalar.
  public let shape: [Int]
  /// The elements in row-major order, little-endian.
  public let bytes: ArraySlice<UInt8>

  /// Creates a stored tensor from raw bytes.
  ///
  /// - Precondition: There are as many bytes as the type and the shape require.
  public init(elementType: ElementType, shape: [Int], bytes: ArraySlice<UInt8>) {
    let expected = elementType.byteCount(of: shape)
    require(
      expected == bytes.count,
      "\(elementType.rawValue) of shape \(shape) takes"
        + " \(expected.map(String.init) ?? "no whole number of") bytes, not \(bytes.count)")
    (self.elementType, self.shape, self.bytes) = (elementType, shape, bytes)
  }

  /// Stores bytes, such as those of frames.
  public init(bytes elements: [UInt8], shape: [Int]) {
    self.init(elementType: .uint8, shape: shape, bytes: elements[...])
  }

  /// Stores integers.
  public init(integers elements: [Int64], shape: [Int]) {
    self.init(elementType: .int64, shape: shape, bytes: littleEndianBytes(of: elements)[...])
  }

  /// Stores integers.
  public init(unsignedIntegers elements: [UInt64], shape: [Int]) {
    self.init(elementType: .uint64, shape: shape, bytes: littleEndianBytes(of: elements)[...])
  }

  /// Stores floats, in single precision whatever the precision of tensors.
  public init(floats elements: [Float], shape: [Int]) {
    self.init(
      elementType: .float32, shape: shape,
      bytes: littleEndianBytes(of: elements.map(\.bitPattern))[...])
  }

  /// Stores a tensor in its own precision.
  public init(_ tensor: Tensor) {
    let isDouble = MemoryLayout<Scalar>.size == 8
    self.init(
      elementType: isDouble ? .float64 : .float32, shape: tensor.shape,
      bytes: littleEndianBytes(of: tensor.scalars.map(\.bitPattern))[...])
  }

  /// The elements as a tensor, or `nil` if they are not real floating-point numbers of at least 16
  /// bits.
  public var tensor: Tensor? {
    let scalars: [Scalar]
    switch elementType {
    case .float32: scalars = integers(UInt32.self).map { Scalar(Float(bitPattern: $0)) }
    case .float64: scalars = integers(UInt64.self).map { Scalar(Double(bitPattern: $0)) }
    case .bfloat16:
      scalars = integers(UInt16.self).map { Scalar(Float(bitPattern: UInt32($0) << 16)) }
    case .float16: scalars = integers(UInt16.self).map { Scalar(singlePrecision(ofHalf: $0)) }
    default: return nil
    }
    return Tensor(scalars, shape: shape)
  }

  /// The elements as integers, or `nil` if their type does not fit into signed 64-bit integers.
  public var integers: [Int64]? {
    switch elementType {
    case .bool, .uint8: bytes.map(Int64.init)
    case .int8: bytes.map { Int64(Int8(bitPattern: $0)) }
    case .int16: integers(Int16.self).map(Int64.init)
    case .uint16: integers(UInt16.self).map(Int64.init)
    case .int32: integers(Int32.self).map(Int64.init)
    case .uint32: integers(UInt32.self).map(Int64.init)
    case .int64: integers(Int64.self)
    default: nil
    }
  }

  /// The elements of a tensor of unsigned 64-bit integers, otherwise `nil`.
  public var unsignedIntegers: [UInt64]? {
    elementType == .uint64 ? integers(UInt64.self) : nil
  }

  /// The elements of a tensor of single-precision floats, otherwise `nil`.
  public var floats: [Float]? {
    elementType == .float32 ? integers(UInt32.self).map { Float(bitPattern: $0) } : nil
  }

  /// The elements of a tensor of double-precision floats, otherwise `nil`.
  public var doubles: [Double]? {
    elementType == .float64 ? integers(UInt64.self).map { Double(bitPattern: $0) } : nil
  }

  /// Reads the elements one by one, since they may not be aligned.
  private func integers<Integer: FixedWidthInteger>(_: Integer.Type) -> [Integer] {
    bytes.withUnsafeBytes { raw in
      let width = MemoryLayout<Integer>.size
      return (0..<raw.count / width).map { index in
        Integer(littleEndian: raw.loadUnaligned(fromByteOffset: index * width, as: Integer.self))
      }
    }
  }
}

/// Returns the value of a half-precision number, given its bits.
///
/// `Float16` is not available on every processor that Swift runs on.
func singlePrecision(ofHalf bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let (exponent, mantissa) = (UInt32(bits >> 10 & 0x1F), UInt32(bits & 0x3FF))
  switch exponent {
  case 0: return Float(bitPattern: sign | (Float(mantissa) * 0x1p-24).bitPattern)
  case 31: return Float(bitPattern: sign | 0x7F80_0000 | mantissa << 13)
  default: return Float(bitPattern: sign | (exponent + 112) << 23 | mantissa << 13)
  }
}
