/// The 32-bit cyclic redundancy check with Castagnoli's polynomial.
///
/// It is reflected, with polynomial 0x82F63B78, and all bits are inverted before and after. It
/// detects every single flipped bit and every burst of up to 32 bits.
///
/// Reference: Castagnoli, Bräuer and Herrmann, "Optimization of Cyclic Redundancy-Check Codes with
/// 24 and 32 Parity Bits", IEEE Transactions on Communications 41, 1993. Eight bytes at a time as
/// in Kounavis and Berry, "A Systematic Approach to Building High Performance Software-Based CRC
/// Generators", ISCC 2005.
public enum CRC32C {
  /// Table `k` maps a byte to its remainder after `k` more zero bytes; each has 256 entries.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var remainder = UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1
      }
      tables[byte] = remainder
    }
    for index in 256..<tables.count {
      let previous = tables[index - 256]
      tables[index] = previous >> 8 ^ tables[Int(previous & 0xFF)]
    }
    return tables
  }()

  /// Returns the checksum of bytes.
  public static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.withContiguousStorageIfAvailable { checksum(UnsafeRawBufferPointer($0)) }
      ?? Array(bytes).withUnsafeBytes { checksum($0) }
  }

  /// Returns the checksum as TensorFlow's records store it: rotated by 15 bits and offset, so that
  /// the checksum of bytes that contain checksums is not predictable.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let plain = checksum(bytes)
    return (plain >> 15 | plain << 17) &+ 0xA282_EAD8
  }

  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var remainder = ~UInt32(0)
      var index = 0
      while index + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        let mixed = word ^ UInt64(remainder)
        remainder = 0
        for place in 0..<8 {
          let byte = Int(truncatingIfNeeded: mixed >> (8 * place) & 0xFF)
          remainder ^= tables[(7 - place) << 8 | byte]
        }
        index += 8
      }
      while index < bytes.count {
        remainder =
          remainder >> 8 ^ tables[Int(UInt8(truncatingIfNeeded: remainder) ^ bytes[index])]
        index += 1
      }
      return ~remainder
    }
  }
}
