import Base
import Testing

@Suite struct ByteTests {
  @Test func digitsAreAsManyAsTheTypeHas() {
    #expect(hexadecimal(UInt8(10)) == "0a" && hexadecimal(UInt64.max) == "ffffffffffffffff")
    #expect(hexadecimal(UInt32(0xE306_9283)) == "e3069283")
  }

  @Test func theLowestByteIsTheFirst() {
    #expect(littleEndianBytes(UInt32(0x0102_0304)) == [4, 3, 2, 1])
    #expect(littleEndianBytes(of: [Int16(-2), 258]) == [0xFE, 0xFF, 2, 1])
    #expect(littleEndianBytes(of: [UInt64]()).isEmpty)
  }
}
