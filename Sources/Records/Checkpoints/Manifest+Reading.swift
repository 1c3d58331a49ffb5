import Base
import JSONText

extension Manifest {
  /// Reads the bytes of a manifest.
  ///
  /// - Throws: ``DataError`` without the file, or ``CheckpointError`` with `path`.
  init(bytes: [UInt8], path: String) throws {
    let body = try Self.sealedBody(bytes)
    var fields = Fields()
    do throws(JSONError) {
      try fields.scan(body + [UInt8(ascii: "}")])
    } catch {
      throw DataError(error)
    }
    if fields.isNewer {
      throw CheckpointError.newerFormat(
        path: path, version: fields.version, known: Self.version,
        producer: fields.checkpoint.producer)
    }
    (checkpoint, entries) = (fields.checkpoint, fields.entries)
  }

  /// Returns the part of a manifest that its seal covers.
  private static func sealedBody(_ bytes: [UInt8]) throws(DataError) -> ArraySlice<UInt8> {
    let body = bytes.dropLast(seal([]).count)
    let (expected, found) = (seal(body), bytes[body.endIndex...])
    guard found.elementsEqual(expected) else {
      throw DataError(
        offset: body.endIndex, what: "the manifest's checksum",
        expected: "'\(String(decoding: expected.dropLast(), as: UTF8.self))' and a new line",
        found: "'\(String(decoding: found, as: UTF8.self))'")
    }
    return body
  }
}

/// The members of a manifest, while they are read.
private struct Fields {
  static let names = [
    "format_version", "producer", "step", "configuration_sha256", "files", "episodes",
    "arithmetic", "generators",
  ]

  var seen: Set<String> = []
  var version = 0
  var checkpoint = Checkpoint(step: 0, producer: "")
  var entries: [Manifest.Entry] = []
  var isNewer: Bool { version > Manifest.version }

  mutating func scan(_ text: ArraySlice<UInt8>) throws(JSONError) {
    var json = JSONScanner(text, of: "the manifest")
    try json.scanObject("the manifest") { (json, name, offset) throws(JSONError) in
      seen.insert(name)
      // A newer format may have members of any kind, so what follows the version is scanned only
      // for the producer.
      try scan(name, at: offset, &json)
    } stop: {
      isNewer && seen.contains("producer")
    }
    guard !isNewer else { return }
    try json.scanEnd()
    let missing = Self.names.filter { !seen.contains($0) }
    guard missing.isEmpty, version > 0 else {
      throw json.failure(
        "the manifest", at: text.startIndex,
        expected: "all of \(Self.names.joined(separator: ", "))",
        found: "no \(missing.first ?? "version above 0")")
    }
  }

  private mutating func scan(
    _ name: String, at offset: Int, _ json: inout JSONScanner
  ) throws(JSONError) {
    switch name {
    case "format_version": version = try json.scanInteger(name)
    case "producer": checkpoint.producer = try json.scanString(name)
    case "step": checkpoint.step = try json.scanInteger(name)
    case "configuration_sha256": checkpoint.configurationDigest = try json.scanString(name)
    case "files":
      entries = try scanFiles(&json, hasLength: false).map {
        Manifest.Entry(name: $0.name, size: $0.size, checksum: $0.checksum)
      }
    case "episodes": checkpoint.episodes = try scanFiles(&json, hasLength: true)
    case "arithmetic": checkpoint.arithmetic = try scanArithmetic(&json)
    case "generators": checkpoint.generators = try scanGenerators(&json)
    default:
      throw json.failure(
        "the manifest", at: offset, expected: "only \(Self.names.joined(separator: ", "))",
        found: "'\(name)'")
    }
  }
}

/// Reads a list of files, with lengths for episodes.
private func scanFiles(
  _ json: inout JSONScanner, hasLength: Bool
) throws(JSONError) -> [EpisodeFile] {
  var files: [EpisodeFile] = []
  var known: Set<String> = []
  try json.scanArray("a list of files") { (json) throws(JSONError) in
    let place = json.position
    var name: String?
    var (length, size): (Int?, Int?) = (hasLength ? nil : 0, nil)
    var checksum: UInt64?
    try json.scanObject("a file") { (json, field, offset) throws(JSONError) in
      switch field {
      case "name":
        let text = try json.scanString(field)
        guard isSafeFileName(text) else {
          throw json.failure(
            "the name of a file", at: offset,
            expected: "up to 255 bytes without '/', '..' and control characters",
            found: "'\(text)'")
        }
        name = text
      case "length" where hasLength: length = try json.scanInteger(field)
      case "size": size = try json.scanInteger(field)
      case "crc32c": checksum = try scanHexadecimal(&json, digits: 8)
      default:
        throw json.failure(
          "a file", at: offset, expected: "name, size and crc32c only", found: "'\(field)'")
      }
    }
    guard let name, let length, let size, let checksum, known.insert(name).inserted else {
      throw json.failure(
        "a file", at: place, expected: "a new name with its size and crc32c", found: "less")
    }
    // The sum of many lengths must still be representable.
    guard length <= Int32.max else {
      throw json.failure(
        "the length of an episode", at: place, expected: "at most \(Int32.max)",
        found: "\(length)")
    }
    files.append(
      EpisodeFile(
        name: name, length: length, size: size, checksum: UInt32(truncatingIfNeeded: checksum)))
  }
  return files
}

private func scanArithmetic(_ json: inout JSONScanner) throws(JSONError) -> [String: String] {
  var result: [String: String] = [:]
  try json.scanObject("arithmetic") { (json, key, _) throws(JSONError) in
    result[key] = try json.scanString(key)
  }
  return result
}

private func scanGenerators(
  _ json: inout JSONScanner
) throws(JSONError) -> [String: SeededGenerator] {
  var result: [String: SeededGenerator] = [:]
  try json.scanObject("generators") { (json, key, place) throws(JSONError) in
    var words: [String: UInt64] = [:]
    try json.scanObject("a generator") { (json, field, offset) throws(JSONError) in
      guard ["seed", "stream", "position"].contains(field) else {
        throw json.failure(
          "a generator", at: offset, expected: "seed, stream and position only",
          found: "'\(field)'")
      }
      words[field] = try scanHexadecimal(&json, digits: 16)
    }
    guard let seed = words["seed"], let stream = words["stream"], let position = words["position"]
    else {
      throw json.failure(
        "the generator '\(key)'", at: place, expected: "seed, stream and position", found: "less")
    }
    result[key] = SeededGenerator(seed: seed, stream: stream, position: position)
  }
  return result
}

private func scanHexadecimal(
  _ json: inout JSONScanner, digits: Int
) throws(JSONError) -> UInt64 {
  let place = json.position
  let text = try json.scanString("hexadecimal digits")
  guard text.utf8.count == digits, let value = UInt64(text, radix: 16),
    hexadecimal(value).hasSuffix(text)
  else {
    throw json.failure(
      "a number", at: place, expected: "\(digits) hexadecimal digits", found: "'\(text)'")
  }
  return value
}

/// Returns whether a name denotes a file directly in the folder in which it is looked up.
func isSafeFileName(_ name: String) -> Bool {
  !name.isEmpty && name.utf8.count <= 255 && name != "." && name != ".."
    && !name.utf8.contains(UInt8(ascii: "/")) && name == name.printable
}
