import Base
import JSONText

/// Named tensors and text in one file, in a format that most machine-learning programs read.
///
/// A file consists of the length of a JSON header, the header, and one buffer that the tensors fill
/// without gaps:
///
///     [8 bytes: N, little-endian] [N bytes: JSON] [the tensors' elements]
///
/// Written files are equal, byte for byte, to those of the reference implementation. A file is
/// checked completely before any of it is used. Names that Unicode considers equal, such as é as
/// one character and as two, count as one name, which a file may not contain twice.
///
/// Reference: Hugging Face, "Safetensors", the format's description,
/// [huggingface.co/docs/safetensors](https://huggingface.co/docs/safetensors).
public struct Safetensors: Hashable, Sendable {
  /// The longest header that readers accept, in bytes.
  static let longestHeader = 100_000_000

  /// The tensors by name.
  public var tensors: [String: StoredTensor]
  /// Text by key.
  public var metadata: [String: String]

  /// Creates the contents of a file.
  public init(_ tensors: [String: StoredTensor], metadata: [String: String] = [:]) {
    (self.tensors, self.metadata) = (tensors, metadata)
  }

  // MARK: Reading

  /// Reads the bytes of a whole file.
  ///
  /// The tensors share the memory of `bytes`.
  ///
  /// - Throws: ``DataError`` for the first fault.
  public init(bytes: [UInt8]) throws(DataError) {
    let text = try Self.header(of: bytes)
    let header: SafetensorsHeader
    do {
      header = try SafetensorsHeader(text)
    } catch {
      throw DataError(error)
    }
    tensors = [:]
    metadata = header.metadata

    let entries = header.entries.sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var next = 0
    for entry in entries {
      try Self.check(entry, begins: next)
      next = entry.end
      // This is compared before it is used, because the header may claim more than there is.
      guard next <= bytes.count - text.endIndex else {
        throw DataError(
          offset: entry.offset, what: "data of '\(entry.name)'",
          expected: "\(next) bytes after the header", found: "\(bytes.count - text.endIndex)")
      }
      tensors[entry.name] = StoredTensor(
        elementType: entry.elementType, shape: entry.shape,
        bytes: bytes[text.endIndex + entry.begin..<text.endIndex + entry.end])
    }
    guard text.endIndex + next == bytes.count else {
      throw DataError(
        offset: text.endIndex + next, what: "the end of the file",
        expected: "\(text.endIndex + next) bytes in all", found: "\(bytes.count)")
    }
  }

  private static func header(of bytes: [UInt8]) throws(DataError) -> ArraySlice<UInt8> {
    let what = "the header's length"
    guard bytes.count >= 8 else {
      throw DataError(
        offset: 0, what: what, expected: "8 bytes", found: "\(bytes.count)")
    }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length > 0, length <= UInt64(longestHeader), length <= UInt64(bytes.count - 8) else {
      throw DataError(
        offset: 0, what: what,
        expected: "between 1 and \(min(longestHeader, bytes.count - 8)) bytes", found: "\(length)")
    }
    return bytes[8..<8 + Int(length)]
  }

  private static func check(
    _ entry: SafetensorsHeader.Entry, begins expected: Int
  ) throws(DataError) {
    guard entry.begin == expected, entry.end >= entry.begin else {
      throw DataError(
        offset: entry.offset, what: "data_offsets of '\(entry.name)'",
        expected: "a span from byte \(expected) of the data, without gap or overlap",
        found: "[\(entry.begin), \(entry.end)]")
    }
    let byteCount = entry.elementType.byteCount(of: entry.shape)
    guard byteCount == entry.end - entry.begin else {
      throw DataError(
        offset: entry.offset, what: "data_offsets of '\(entry.name)'",
        expected: "\(byteCount.map(String.init) ?? "a whole number of") bytes for"
          + " \(entry.elementType.rawValue) of shape \(entry.shape)",
        found: "\(entry.end - entry.begin)")
    }
  }

  // MARK: Writing

  /// The bytes of a file with these contents.
  ///
  /// Equal contents give equal bytes.
  public var bytes: [UInt8] {
    let ordered = ordered
    let header = Self.header(metadata, ordered)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + dataByteCount)
    bytes.append(contentsOf: littleEndianBytes(UInt64(header.count)))
    bytes.append(contentsOf: header)
    for (_, tensor) in ordered { bytes.append(contentsOf: tensor.bytes) }
    return bytes
  }

  /// The number of bytes of a file with these contents.
  var byteCount: Int { 8 + Self.header(metadata, ordered).count + dataByteCount }

  private var dataByteCount: Int { tensors.values.reduce(0) { $0 + $1.bytes.count } }

  /// The tensors in the order of the file: wide elements first, so that every tensor is aligned to
  /// its elements.
  private var ordered: [(key: String, value: StoredTensor)] {
    let rank = Dictionary(
      uniqueKeysWithValues: ElementType.allCases.enumerated().map { ($1, $0) })
    return tensors.sorted { a, b in
      let (first, second) = (
        rank[a.value.elementType, default: 0], rank[b.value.elementType, default: 0]
      )
      return first != second ? first > second : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
    }
  }

  /// Returns the JSON header of a file, padded with spaces to a multiple of 8 bytes.
  private static func header(
    _ metadata: [String: String], _ ordered: [(key: String, value: StoredTensor)]
  ) -> [UInt8] {
    var members: [JSON.Member] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let texts = pairs.map { JSON.Member($0.key, .string($0.value)) }
      members.append(JSON.Member("__metadata__", .object(texts)))
    }
    var end = 0
    for (name, tensor) in ordered {
      let begin = end
      end += tensor.bytes.count
      let entry: JSON = [
        "dtype": .string(tensor.elementType.rawValue),
        "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": .array([.integer(begin), .integer(end)]),
      ]
      members.append(JSON.Member(name, entry))
    }
    var header = Array(JSON.object(members).line.utf8)
    header.append(contentsOf: repeatElement(32, count: (8 - header.count % 8) % 8))
    return header
  }
}
