import Records
import Tensors
import Testing

/// Files as no careful writer makes them: what must be read, and what must be refused.
@Suite struct SafetensorsOddFilesTests {
  private static let tensor = #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#

  struct OddFile: CustomTestStringConvertible, Sendable {
    var name: String
    var header: String
    var data = 4
    var testDescription: String { name }
  }

  static let accepted = [
    OddFile(name: "unaligned header", header: "{\(tensor)}"),
    OddFile(name: "trailing spaces", header: "{\(tensor)}     "),
    OddFile(name: "trailing newlines", header: "{\(tensor)}\n\n"),
    OddFile(name: "leading space", header: " {\(tensor)}"),
    OddFile(
      name: "names in any order",
      header: #"{"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]},"#
        + #""c":{"data_offsets":[0,2],"shape":[2],"dtype":"U8"}}"#),
    OddFile(
      name: "misaligned floats",
      header: #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#, data: 5),
    OddFile(
      name: "empty tensor",
      header: #"{"e":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]}}"#, data: 0),
    OddFile(
      name: "scalar", header: #"{"e":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#),
    OddFile(name: "nothing", header: "{}", data: 0),
    OddFile(name: "only metadata", header: #"{"__metadata__":{"k":"v"}}"#, data: 0),
    OddFile(name: "null metadata", header: "{\"__metadata__\":null,\(tensor)}"),
    OddFile(
      name: "escapes",
      header: #"{"\u0061\ud83e\ude90":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#),
  ]

  static let refused = [
    OddFile(name: "trailing zeros", header: "{\(tensor)}\0\0"),
    OddFile(name: "top-level array", header: "[\(tensor)]"),
    OddFile(name: "text after the object", header: "{\(tensor)} x"),
    OddFile(name: "hole", header: #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#),
    OddFile(
      name: "hole between",
      header: #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
        + #""b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#),
    OddFile(
      name: "overlap",
      header: #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"#
        + #""b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#),
    OddFile(name: "tail byte", header: "{\(tensor)}", data: 5),
    OddFile(name: "missing byte", header: "{\(tensor)}", data: 3),
    OddFile(
      name: "end before begin",
      header: #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,-1]}}"#),
    OddFile(
      name: "shape mismatch", header: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#),
    OddFile(
      name: "negative length", header: #"{"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}"#),
    OddFile(
      name: "fractional length", header: #"{"a":{"dtype":"U8","shape":[4.0],"data_offsets":[0,4]}}"#
    ),
    OddFile(
      name: "exponent", header: #"{"a":{"dtype":"U8","shape":[4e0],"data_offsets":[0,4]}}"#),
    OddFile(
      name: "overflowing shape",
      header: #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#),
    OddFile(
      name: "overflowing shape with a zero",
      header: #"{"a":{"dtype":"F32","shape":[9223372036854775807,4,0],"data_offsets":[0,4]}}"#),
    OddFile(
      name: "overflowing integer",
      header: #"{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,4]}}"#),
    OddFile(
      name: "million digits",
      header: #"{"a":{"dtype":"U8","shape":["# + String(repeating: "9", count: 1_000_000)
        + #"],"data_offsets":[0,4]}}"#),
    OddFile(
      name: "unknown type", header: #"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#),
    OddFile(
      name: "broken bits", header: #"{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,4]}}"#),
    OddFile(name: "number as metadata", header: #"{"__metadata__":{"k":1}}"#, data: 0),
    OddFile(
      name: "deep nesting",
      header: #"{"a":"# + String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        + "}"),
    OddFile(
      name: "field twice",
      header: #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#),
    OddFile(
      name: "metadata twice",
      header: "{\"__metadata__\":{\"k\":\"v\"},\"__metadata__\":{\"k\":\"v\"},\(tensor)}"),
    OddFile(name: "name twice", header: "{\(tensor),\(tensor)}"),
    OddFile(
      name: "name twice, differently escaped",
      header: #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"#
        + #""\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#, data: 0),
    OddFile(name: "metadata key twice", header: #"{"__metadata__":{"k":"v","k":"w"}}"#, data: 0),
    OddFile(
      name: "unknown field",
      header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#),
    OddFile(name: "missing field", header: #"{"a":{"dtype":"F32","shape":[1]}}"#),
    OddFile(
      name: "empty name", header: #"{"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#),
    OddFile(name: "lone surrogate", header: #"{"__metadata__":{"k":"\ud83e"}}"#, data: 0),
    OddFile(name: "unfinished escape", header: #"{"__metadata__":{"k\"#, data: 0),
    OddFile(
      name: "bare control character", header: "{\"__metadata__\":{\"k\":\"\u{1}\"}}", data: 0),
    OddFile(name: "trailing comma", header: "{\(tensor),}"),
    OddFile(name: "unclosed", header: "{\(tensor)"),
  ]

  @Test(arguments: accepted)
  func reads(_ file: OddFile) throws {
    _ = try Safetensors(bytes: bytes(of: file))
  }

  @Test(arguments: refused)
  func refuses(_ file: OddFile) {
    #expect(throws: DataError.self) { try Safetensors(bytes: bytes(of: file)) }
  }

  @Test func readsMisalignedElements() throws {
    let header =
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
      + #""b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#
    var bytes = bytes(of: OddFile(name: "", header: header, data: 9))
    bytes.removeLast(8)
    bytes += [0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC1]
    #expect(try Safetensors(bytes: bytes).tensors["b"]?.tensor?.scalars == [1, -10])
  }

  @Test func refusesLengthsThatCannotBe() {
    let header = Array("{}".utf8)
    let lengths: [[UInt8]] = [
      [], [2, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0] + header,
      [3, 0, 0, 0, 0, 0, 0, 0] + header, [UInt8](repeating: 255, count: 8) + header,
      [1, 0xE1, 0xF5, 5, 0, 0, 0, 0] + header,
    ]
    for bytes in lengths {
      #expect(throws: DataError.self) { try Safetensors(bytes: bytes) }
    }
  }

  @Test func refusesOtherEncodings() {
    let bytes: [UInt8] = [4, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xFF, 0xFE, 0x7D]
    #expect(throws: DataError.self) { try Safetensors(bytes: bytes) }
  }

  @Test func saysWhatIsWrongAndWhere() {
    let file = OddFile(
      name: "", header: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#)
    let error = #expect(throws: DataError.self) { try Safetensors(bytes: bytes(of: file)) }
    #expect(
      error?.description
        == "byte 9: data_offsets of 'a': expected 8 bytes for F32 of shape [2], found 4;"
        + " the file is damaged or of another format, so take another copy of it")
  }

  /// Every byte of a file is cut, flipped or replaced; whatever is not refused must still be whole.
  @Test func mutatedFilesNeverTrap() {
    let whole = bytes(of: Self.accepted[4])
    for index in whole.indices {
      _ = try? Safetensors(bytes: Array(whole[..<index]))
      for change: UInt8 in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
        var bytes = whole
        bytes[index] ^= change
        if let file = try? Safetensors(bytes: bytes) {
          #expect(file.tensors.values.reduce(0) { $0 + $1.bytes.count } <= 4)
        }
      }
    }
  }

  private func bytes(of file: OddFile) -> [UInt8] {
    let header = Array(file.header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
      + [UInt8](repeating: 0, count: file.data)
  }
}
