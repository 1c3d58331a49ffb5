import ArgumentParser
import Foundation
import JSONText
import Records
import Tensors

/// Describes the contents of a run, a checkpoint or a file of tensors.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell what is in a run, a checkpoint, an episode or a file of tensors.",
    discussion: """
      Of a run: its task, settings and progress, its last scores, its checkpoints and episodes and \
      whether they verify, and what its weights are like. Of a file: its tensors with their shapes, \
      types and ranges, how many elements are not finite, and its metadata. Nothing is changed, so \
      a run may go on meanwhile.

      Examples:
        orrery inspect runs/cheetah-run-compact-0
        orrery inspect runs/cheetah-run-compact-0/ckpt/step-000000012000 --json
        orrery inspect runs/cheetah-run-compact-0/episodes/episode-000000000001.safetensors
      """)

  @Argument(
    help: ArgumentHelp("A run, a checkpoint of one, or a safetensors file.", valueName: "path"))
  var path: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let path = Files.way(to: path)
    let report: any InspectionReport
    if !Files.isFolder(path) {
      report = try FileReport(path)
    } else if try Disk().status(of: "\(path)/manifest.json") != nil {
      report = try CheckpointReport(path)
    } else {
      report = try RunReport(path)
    }
    try Console.print(json ? report.json.line : report.text)
  }
}

/// The results of an inspection.
protocol InspectionReport {
  /// The report for people, without control characters and without a final line break.
  var text: String { get }
  /// The report for programs.
  var json: JSON { get }
}

/// A file of tensors.
struct FileReport: InspectionReport {
  private let path: String
  private let byteCount: Int
  private let kind: String
  private let metadata: [String: String]
  private let tensors: [TensorSummary]

  init(_ path: String) throws {
    let bytes = try DurableFile.read(path)
    let file = try Safetensors(bytes: bytes, path: path)
    (self.path, metadata, byteCount) = (path, file.metadata, bytes.count)
    tensors = TensorSummary.all(of: file)
    // The start is optional in the format.
    let names = Set(file.tensors.keys).subtracting(["start"])
    let isEpisode = names == ["observations", "actions", "rewards", "end"]
    let rewards = file.tensors["rewards"]?.tensor?.scalars ?? []
    let score = rewards.reduce(0.0) { $0 + Double($1) }
    kind =
      isEpisode
      ? "an episode of \(rewards.count) decisions, score \(String(format: "%.1f", score))"
      : "\(file.tensors.count) tensors"
  }

  var text: String {
    var lines = ["\(path.printable): \(kind), \(byteCountText(byteCount))"]
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      lines.append("metadata \(key.printable): \(value.printable)")
    }
    return (lines + TensorSummary.table(tensors)).joined(separator: "\n")
  }

  var json: JSON {
    let metadata = metadata.sorted { $0.key < $1.key }
    return [
      "path": .string(path), "kind": .string(kind), "bytes": .integer(byteCount),
      "metadata": .object(metadata.map { JSON.Member($0, .string($1)) }),
      "tensors": .array(tensors.map(\.json)),
    ]
  }
}

/// A checkpoint whose bytes were verified, except for those of its episodes.
struct CheckpointReport: InspectionReport {
  private let path: String
  private let checkpoint: Checkpoint
  private let parts: [(name: String, tensors: [TensorSummary])]

  init(_ path: String) throws {
    let url = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
    let run = url.deletingLastPathComponent().deletingLastPathComponent().path
    let store = CheckpointStore(run: run)
    guard let step = try store.steps().first(where: { store.path(ofStep: $0) == url.path }) else {
      throw Failure(
        .missingInput, "\(path): expected a checkpoint RUN/ckpt/step-000000000000, found none there"
      )
    }
    (self.path, checkpoint) = (path, try store.load(step: step))
    parts = checkpoint.parts.sorted { $0.key < $1.key }.map {
      ($0.key, TensorSummary.all(of: $0.value))
    }
  }

  var text: String {
    var lines = [
      "\(path.printable): a checkpoint at step \(checkpoint.step), written by version"
        + " \(checkpoint.producer.printable); all bytes but those of episodes verify",
      "episodes: \(checkpoint.episodes.count) with"
        + " \(checkpoint.episodes.reduce(0) { $0 + $1.length }) decisions",
      "arithmetic: "
        + checkpoint.arithmetic.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        .joined(separator: ", ").printable,
      "generators: " + checkpoint.generators.keys.sorted().joined(separator: ", ").printable,
    ]
    for (name, tensors) in parts {
      lines += ["", "\(name.printable):"] + TensorSummary.table(tensors)
    }
    return lines.joined(separator: "\n")
  }

  var json: JSON {
    let arithmetic = checkpoint.arithmetic.sorted { $0.key < $1.key }
    let parts = parts.map { JSON.Member($0.name, .array($0.tensors.map(\.json))) }
    return [
      "path": .string(path), "step": .integer(checkpoint.step),
      "producer": .string(checkpoint.producer),
      "episodes": .integer(checkpoint.episodes.count),
      "arithmetic": .object(arithmetic.map { JSON.Member($0, .string($1)) }),
      "parts": .object(parts),
    ]
  }
}
