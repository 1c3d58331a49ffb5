// Writes and rewrites safetensors files, for Scripts/safetensors-interchange to compare with the
// reference implementation.
//
//     safetensors-interchange write FOLDER COUNT     random files, each with a listing of its bytes
//     safetensors-interchange rewrite FOLDER         NAME.safetensors read and written as NAME.again

import Base
import Foundation
import Records

/// What a file holds, in a form that needs no safetensors to read.
struct Listing: Encodable {
  struct Entry: Encodable {
    var type: String
    var shape: [Int]
    var hexadecimal: String
  }

  var tensors: [String: Entry]
  var metadata: [String: String]

  init(_ file: Safetensors) {
    tensors = file.tensors.mapValues { tensor in
      Entry(
        type: tensor.elementType.rawValue, shape: tensor.shape,
        hexadecimal: tensor.bytes.map { String(format: "%02x", $0) }.joined())
    }
    metadata = file.metadata
  }
}

/// Returns contents of random names, types, shapes, elements and metadata.
func randomContents(using generator: inout SeededGenerator) -> Safetensors {
  let types: [ElementType] = [
    .bool, .uint8, .int8, .int16, .uint16, .float16, .bfloat16, .int32, .uint32, .float32,
    .float64, .int64, .uint64,
  ]
  let alphabet = Array("ab.Z_/ \"\\é漢🪐\u{1}\n")
  func word() -> String {
    String(
      (0..<1 + generator.nextInteger(below: 9)).map { _ in
        alphabet[generator.nextInteger(below: alphabet.count)]
      })
  }
  var contents = Safetensors([:])
  for _ in 0..<generator.nextInteger(below: 8) {
    let type = types[generator.nextInteger(below: types.count)]
    let shape = (0..<generator.nextInteger(below: 4)).map { _ in generator.nextInteger(below: 6) }
    let count = shape.reduce(1, *) * type.bitWidth / 8
    let bytes = (0..<count).map { _ in
      UInt8(truncatingIfNeeded: type == .bool ? generator.next() & 1 : generator.next())
    }
    contents.tensors[word()] = StoredTensor(elementType: type, shape: shape, bytes: bytes[...])
  }
  // At most one, since the reference implementation orders them by chance.
  if generator.nextInteger(below: 2) == 1 { contents.metadata[word()] = word() }
  return contents
}

func run(_ arguments: [String]) throws {
  switch (arguments.first, arguments.count) {
  case ("write", 3):
    var generator = SeededGenerator(seed: 2019)
    for index in 0..<(Int(arguments[2]) ?? 0) {
      let contents = randomContents(using: &generator)
      try contents.write(to: "\(arguments[1])/\(index).safetensors")
      try JSONEncoder().encode(Listing(contents))
        .write(to: URL(filePath: "\(arguments[1])/\(index).json"))
    }
  case ("rewrite", 2):
    for name in try FileManager.default.contentsOfDirectory(atPath: arguments[1])
    where name.hasSuffix(".safetensors") {
      let path = "\(arguments[1])/\(name)"
      try Safetensors(path: path).write(to: path.replacing(".safetensors", with: ".again"))
    }
  default:
    print("usage: safetensors-interchange write FOLDER COUNT | rewrite FOLDER")
    exit(64)
  }
}

try run(Array(CommandLine.arguments.dropFirst()))
