import Records
import Testing

@Suite struct ChecksumTests {
  /// The check value of the polynomial, and those of RFC 3720, appendix B.4.
  @Test func cyclicRedundancyCheckHasItsKnownValues() {
    #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
    #expect(CRC32C.checksum([]) == 0)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(0..<32) == 0x46DD_794E)
  }

  @Test func filesOfAnotherSizeOrChecksumAreRefused() throws {
    let files = VolatileFileSystem()
    let bytes: [UInt8] = [1, 2, 3]
    let checksum = CRC32C.checksum(bytes)
    try files.replace("a", by: bytes)
    #expect(try files.read("a", size: 3, checksum: checksum) == bytes)
    for (size, sum) in [(4, checksum), (3, checksum ^ 1)] {
      let error = #expect(throws: DataError.self) {
        try files.read("a", size: size, checksum: sum, remedy: "look elsewhere")
      }
      #expect(error?.file == "a" && error?.remedy == "look elsewhere")
    }
  }

  /// The examples of FIPS 180-4.
  @Test func secureHashHasItsKnownValues() {
    #expect(
      SHA256.hexadecimalDigest([])
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hexadecimalDigest("abc".utf8)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hexadecimalDigest(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      SHA256.hexadecimalDigest(repeatElement(UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
