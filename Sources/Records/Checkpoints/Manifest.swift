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
      let words: JSON = [
        "seed": .string(hexadecimal(generator.seed)),
        "stream": .string(hexadecimal(generator.stream)),
        "position": .string(hexadecimal(generator.position)),
      ]
      return JSON.Member(key, words)
    }
    let manifest: JSON = [
      "format_version": .integer(Self.version), "producer": .string(checkpoint.producer),
      "step": .integer(checkpoint.step),
      "configuration_sha256": .string(checkpoint.configurationDigest), "files": .array(entries),
      "episodes": .array(episodes),
      "arithmetic": .object(arithmetic.map { JSON.Member($0, .string($1)) }),
      "generators": .object(generators),
    ]
    // The seal is the last member.
    let body = Array(manifest.line.utf8.dropLast())
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
