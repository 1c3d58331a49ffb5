import JSONText

/// The contents of a safetensors header.
///
/// The JSON has two levels of objects. Duplicates, unknown fields and everything else that readers
/// could interpret differently are refused.
struct SafetensorsHeader {
  /// A tensor as the header describes it.
  struct Entry {
    var name: String
    var elementType: ElementType
    var shape: [Int]
    var begin: Int
    var end: Int
    /// The position of the name in the file.
    var offset: Int
  }

  let entries: [Entry]
  let metadata: [String: String]

  /// Reads the header in `bytes`, whose indices are offsets in the file.
  init(_ bytes: ArraySlice<UInt8>) throws(JSONError) {
    var json = JSONScanner(bytes, of: "the header")
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    try json.scanObject("the header") { (json, name, offset) throws(JSONError) in
      if name == "__metadata__" {
        metadata = try Self.scanMetadata(&json)
      } else {
        guard !name.isEmpty else {
          throw json.failure(
            "a tensor's name", at: offset, expected: "at least one character", found: "none")
        }
        entries.append(try Self.scanEntry(name, at: offset, &json))
      }
    }
    try json.scanEnd()
    (self.entries, self.metadata) = (entries, metadata)
  }

  private static func scanMetadata(
    _ json: inout JSONScanner
  ) throws(JSONError) -> [String: String] {
    var found: [String: String] = [:]
    if json.takeNull() { return found }
    try json.scanObject("__metadata__") { (json, key, _) throws(JSONError) in
      found[key] = try json.scanString("the metadata '\(key)'")
    }
    return found
  }

  private static func scanEntry(
    _ name: String, at offset: Int, _ json: inout JSONScanner
  ) throws(JSONError) -> Entry {
    var elementType: ElementType?
    var shape: [Int]?
    var span: [Int]?
    try json.scanObject("tensor '\(name)'") { (json, field, place) throws(JSONError) in
      switch field {
      case "dtype":
        let text = try json.scanString("dtype of '\(name)'")
        guard let known = ElementType(rawValue: text) else {
          throw json.failure(
            "dtype of '\(name)'", at: place, expected: "a known type such as F32",
            found: "'\(text)'")
        }
        elementType = known
      case "shape": shape = try json.scanIntegers("shape of '\(name)'")
      case "data_offsets": span = try json.scanIntegers("data_offsets of '\(name)'")
      default:
        throw json.failure(
          "tensor '\(name)'", at: place, expected: "dtype, shape and data_offsets only",
          found: "'\(field)'")
      }
    }
    guard let elementType, let shape, let span, span.count == 2 else {
      throw json.failure(
        "tensor '\(name)'", at: offset, expected: "dtype, shape and two data_offsets",
        found: "less")
    }
    return Entry(
      name: name, elementType: elementType, shape: shape, begin: span[0], end: span[1],
      offset: offset)
  }
}
