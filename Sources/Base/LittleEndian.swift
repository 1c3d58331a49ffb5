/// Returns the bytes of an integer, the lowest first.
@inlinable
package func littleEndianBytes(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

/// Returns the bytes of integers one after the other, of each the lowest first.
@inlinable
package func littleEndianBytes(of numbers: [some FixedWidthInteger]) -> [UInt8] {
  numbers.map(\.littleEndian).withUnsafeBytes { Array($0) }
}
