/// Reads the JSON of a safetensors header, strictly.
///
/// It knows the two levels of objects that a header has, and refuses duplicates, unknown fields and
/// everything else that readers could understand differently.
struct HeaderScanner {
  /// A tensor as the header describes it.
  struct Entry {
    var name: String
    var elementType: ElementType
    var shape: [Int]
    var begin: Int
    var end: Int
    /// Where the name stands in the file.
    var offset: Int
  }

  private let bytes: ArraySlice<UInt8>
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  /// Creates a scanner of the header in `bytes`, whose indices are offsets in the file.
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  /// Reads the whole header.
  mutating func scan() throws(DataError) {
    var json = JSONScanner(bytes)
    try json.checkEncoding("the header")
    var names: Set<String> = []
    var entries: [Entry] = []
    var metadata: [String: String]?
    try json.scanObject("the header") { (json, name, offset) throws(DataError) in
      if name == "__metadata__" {
        guard metadata == nil else { throw json.duplicate(name, in: "the header", at: offset) }
        metadata = try Self.scanMetadata(&json)
      } else {
        guard !name.isEmpty else {
          throw json.failure(
            "a tensor's name", at: offset, expected: "at least one character", found: "none")
        }
        guard names.insert(name).inserted else {
          throw json.duplicate(name, in: "the header", at: offset)
        }
        entries.append(try Self.scanEntry(name, at: offset, &json))
      }
    }
    try json.scanEnd("the header")
    (self.entries, self.metadata) = (entries, metadata ?? [:])
  }

  private static func scanMetadata(
    _ json: inout JSONScanner
  ) throws(DataError) -> [String: String] {
    var found: [String: String] = [:]
    if json.takeNull() { return found }
    try json.scanObject("__metadata__") { (json, key, offset) throws(DataError) in
      guard found[key] == nil else { throw json.duplicate(key, in: "the header", at: offset) }
      found[key] = try json.scanString("the metadata '\(key)'")
    }
    return found
  }

  private static func scanEntry(
    _ name: String, at offset: Int, _ json: inout JSONScanner
  ) throws(DataError) -> Entry {
    var elementType: ElementType?
    var shape: [Int]?
    var span: [Int]?
    try json.scanObject("tensor '\(name)'") { (json, field, place) throws(DataError) in
      switch field {
      case "dtype" where elementType == nil:
        let text = try json.scanString("dtype of '\(name)'")
        guard let known = ElementType(rawValue: text) else {
          throw json.failure(
            "dtype of '\(name)'", at: place, expected: "a known type such as F32",
            found: "'\(text)'")
        }
        elementType = known
      case "shape" where shape == nil:
        shape = try json.scanIntegers("shape of '\(name)'")
      case "data_offsets" where span == nil:
        span = try json.scanIntegers("data_offsets of '\(name)'")
      case "dtype", "shape", "data_offsets":
        throw json.duplicate(field, in: "the header", at: place)
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
