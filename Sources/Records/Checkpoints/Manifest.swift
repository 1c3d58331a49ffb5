import Base
import JSONText

/// The contents of a checkpoint's `manifest.json`.
///
/// It is one line of JSON whose last member is the CRC-32C of everything before it, so that no byte
/// can change unnoticed. Every version of the format keeps `format_version`, `producer` and this
/// seal.
struct Manifest {
  /// The version of the format that this program writes.
  static let version = 1
  /// The name of the file.
  static let fileName = "manifest.json"

  /// A file of the checkpoint.
  struct Entry: Hashable {
    var name: String
    var size: Int
    var checksum: UInt32
  }

  /// The checkpoint without its parts.
  var checkpoint: Checkpoint
  /// The files of the parts, sorted by name.
  var entries: [Entry]

  /// The bytes of the file.
  var bytes: [UInt8] {
    let entries = entries.map { Self.file($0.name, ["size": $0.size], $0.checksum) }
    let episodes = checkpoint.episodes.map {
      Self.file($0.name, ["length": $0.length, "size": $0.size], $0.checksum)
    }
    let arithmetic = checkpoint.arithmetic.sorted { $0.key < $1.key }
    let generators = checkpoint.generators.sorted { $0.key < $1.key }.map { key, generator in
      let words = [
        ("seed", generator.seed), ("stream", generator.stream), ("position", generator.position),
      ]
      return JSON.Member(key, .object(words.map { JSON.Member($0, .string(hexadecimal($1))) }))
    }
    let text = JSON.object([
      JSON.Member("format_version", .integer(Self.version)),
      JSON.Member("producer", .string(checkpoint.producer)),
      JSON.Member("step", .integer(checkpoint.step)),
      JSON.Member("configuration_sha256", .string(checkpoint.configurationDigest)),
      JSON.Member("files", .array(entries)), JSON.Member("episodes", .array(episodes)),
      JSON.Member("arithmetic", .object(arithmetic.map { JSON.Member($0, .string($1)) })),
      JSON.Member("generators", .object(generators)),
    ]).line
    // The seal is the last member.
    let body = Array(text.utf8.dropLast())
    return body + Self.seal(body)
  }

  private static func file(
    _ name: String, _ numbers: KeyValuePairs<String, Int>, _ checksum: UInt32
  ) -> JSON {
    let members = numbers.map { JSON.Member($0.key, .integer($0.value)) }
    let end = JSON.Member("crc32c", .string(hexadecimal(checksum)))
    return .object([JSON.Member("name", .string(name))] + members + [end])
  }

  /// Returns the end of a manifest that begins with `body`.
  static func seal(_ body: some Sequence<UInt8>) -> [UInt8] {
    Array(",\"crc32c\":\"\(hexadecimal(CRC32C.checksum(body)))\"}\n".utf8)
  }
}
