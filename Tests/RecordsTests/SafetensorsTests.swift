import Base
import Records
import Tensors
import Testing

@Suite struct SafetensorsTests {
  /// The published layout of a 2 × 2 tensor named `w`.
  @Test func writesTheKnownBytes() {
    let bytes = Safetensors(["w": StoredTensor(floats: [1, 2, 3, 4], shape: [2, 2])]).bytes
    let header = #"{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"# + "       "
    let elements: [UInt8] = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40]
    #expect(bytes == [0x40, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + elements)
  }

  @Test func laysOutWideTypesFirstThenNames() throws {
    let file = Safetensors([
      "z": StoredTensor(integers: [7], shape: [1]),
      "s": stored(.float64, [], 8), "a": stored(.float32, [1], 4), "h": stored(.float16, [1], 2),
      "b": StoredTensor(bytes: [1, 2, 3], shape: [3]),
    ])
    let bytes = file.bytes
    let text = String(decoding: bytes.dropFirst(8).prefix { $0 != 0 }, as: UTF8.self)
    let spans = [
      "z\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]", "\"data_offsets\":[8,16]",
      "\"data_offsets\":[16,20]", "\"data_offsets\":[20,22]", "\"data_offsets\":[22,25]",
    ]
    for span in spans { #expect(text.contains(span), "\(span)") }
    #expect(try Safetensors(bytes: bytes) == file)
  }

  @Test func randomDictionariesComeBackAsTheyWere() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let file = Safetensors(random: &generator)
      let bytes = file.bytes
      let loaded = try Safetensors(bytes: bytes)
      #expect(loaded == file)
      #expect(loaded.bytes == bytes)
    }
  }

  @Test func tensorsKeepTheirBits() throws {
    let values: [Scalar] = [0, -0.0, 1.5, .infinity, .leastNonzeroMagnitude, .pi]
    let tensor = try #require(StoredTensor(Tensor(values, shape: [2, 3])).tensor)
    #expect(tensor.shape == [2, 3])
    #expect(tensor.scalars.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(StoredTensor(unsignedIntegers: [.max, 0], shape: [2]).unsignedIntegers == [.max, 0])
    #expect(StoredTensor(integers: [.min, -1], shape: [2]).integers == [.min, -1])
    let floats: [Float] = [-0.0, 1.5, .infinity, .leastNonzeroMagnitude]
    let stored = StoredTensor(floats: floats, shape: [2, 2])
    #expect(stored.elementType == .float32 && stored.shape == [2, 2])
    #expect(try #require(stored.floats).map(\.bitPattern) == floats.map(\.bitPattern))
    #expect(StoredTensor(integers: [1], shape: []).floats == nil)
  }

  /// Values from the definition of the two half-width formats.
  @Test func readsHalfPrecision() throws {
    let half: [(bits: UInt16, value: Scalar)] = [
      (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x0001, 0x1p-24), (0x03FF, 0x1.FF8p-15),
      (0x0400, 0x1p-14), (0x7C00, .infinity), (0x3555, 0.333251953125),
    ]
    let stored = StoredTensor(
      elementType: .float16, shape: [half.count],
      bytes: half.flatMap { littleEndian($0.bits) }[...])
    #expect(try #require(stored.tensor).scalars == half.map(\.value))
    let brain = StoredTensor(
      elementType: .bfloat16, shape: [2], bytes: [0x80, 0x3F, 0x49, 0x40])
    #expect(try #require(brain.tensor).scalars == [1, 3.140625])
  }

  private func stored(_ type: ElementType, _ shape: [Int], _ count: Int) -> StoredTensor {
    StoredTensor(elementType: type, shape: shape, bytes: [UInt8](repeating: 1, count: count)[...])
  }

  private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

extension Safetensors {
  /// Creates contents of random names, types, shapes, elements and metadata.
  init(random generator: inout SeededGenerator) {
    let types = ElementType.allCases.filter { $0.bitWidth >= 8 }
    let alphabet = Array("ab.Z_/ \"\\é漢🪐\u{1}\n")
    func word(_ generator: inout SeededGenerator) -> String {
      String(
        (0..<1 + generator.nextInteger(below: 9)).map { _ in
          alphabet[generator.nextInteger(below: alphabet.count)]
        })
    }
    var tensors: [String: StoredTensor] = [:]
    for _ in 0..<generator.nextInteger(below: 7) {
      let type = types[generator.nextInteger(below: types.count)]
      let shape = (0..<generator.nextInteger(below: 4)).map { _ in generator.nextInteger(below: 5) }
      let count = shape.reduce(1, *) * type.bitWidth / 8
      let bytes = (0..<count).map { _ in
        UInt8(truncatingIfNeeded: type == .bool ? generator.next() & 1 : generator.next())
      }
      tensors[word(&generator)] = StoredTensor(elementType: type, shape: shape, bytes: bytes[...])
    }
    var metadata: [String: String] = [:]
    for _ in 0..<generator.nextInteger(below: 3) { metadata[word(&generator)] = word(&generator) }
    self.init(tensors, metadata: metadata)
  }
}
