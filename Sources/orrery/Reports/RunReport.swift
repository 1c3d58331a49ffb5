import BayesianLayers
import ControlSuite
import Foundation
import JSONText
import PlaNet
import Records

/// A run as it was last saved.
struct RunReport: InspectionReport {
  /// A checkpoint, with any fault in it.
  private struct Saved {
    var step: Int
    var byteCount: Int
    var fault: String?
  }

  private let path: String
  private let loaded: LoadedRun
  private let differences: [SettingDifference]
  private let saved: [Saved]
  private let damagedEpisodes: [String]
  private let scores: RunScores
  private let tensors: [TensorSummary]
  /// The distributions over weights, or `nil` if the suite lacks the task: the model cannot be
  /// created without its environment.
  private let weights: [WeightStatistics]?

  init(_ path: String) throws {
    self.path = path
    loaded = try LoadedRun(path)
    differences = try LoadedRun.settings(of: path).differences(
      from: Settings(PlaNetConfiguration()))
    saved = try Self.checkpoints(of: path)
    damagedEpisodes = loaded.checkpoint.episodes.filter { episode in
      let bytes = try? DurableFile.read("\(path)/episodes/\(episode.name)")
      return bytes.map { CRC32C.checksum($0) } != episode.checksum
    }.map(\.name)
    scores = RunScores(path)
    tensors = loaded.checkpoint.parts["model"].map(TensorSummary.all) ?? []
    let entry = Catalog.entry(named: loaded.configuration.task)
    weights = try entry.map { [loaded] entry in
      try loaded.model(for: entry.makeEnvironment()).weightStatistics
    }
  }

  private static func checkpoints(of path: String) throws -> [Saved] {
    let store = CheckpointStore(run: path)
    let steps = try store.steps()
    let saved = try steps.compactMap { try checkpoint($0, in: store) }
    // A training program may have replaced all of them.
    return try saved.isEmpty && store.steps() != steps ? checkpoints(of: path) : saved
  }

  /// Returns the checkpoint of a step, or `nil` if a training program has removed it meanwhile.
  private static func checkpoint(_ step: Int, in store: CheckpointStore) throws -> Saved? {
    let (folder, disk) = (store.path(ofStep: step), Disk())
    var saved = Saved(step: step, byteCount: 0)
    do {
      let sizes = try disk.names(in: folder).map { name in
        try disk.status(of: "\(folder)/\(name)")?.size ?? 0
      }
      saved.byteCount = sizes.reduce(0, +)
      _ = try store.load(step: step)
    } catch {
      guard try store.isThere(step) else { return nil }
      saved.fault = "\(error)"
    }
    return saved
  }

  private var replayBytes: Int { loaded.checkpoint.episodes.reduce(0) { $0 + $1.size } }

  var text: String {
    let configuration = loaded.configuration
    var lines = [
      "\(path.printable): \(configuration.task.printable), seed \(configuration.seed)",
      "settings that differ from the defaults:",
    ]
    lines += differences.filter { $0.name != "task" }.map { "  \($0.description.printable)" }
    lines.append(
      "progress: " + loaded.counts.map { "\($0.count) \($0.name)" }.joined(separator: ", "))
    lines += scores.lines
    lines.append("checkpoints:")
    for saved in saved {
      let state = saved.fault.map { "damaged: \($0)".printable } ?? "verified"
      lines.append("  step \(saved.step)  \(byteCountText(saved.byteCount))  \(state)")
    }
    let episodes = loaded.checkpoint.episodes
    let damage =
      damagedEpisodes.isEmpty
      ? "all verified" : "damaged: \(damagedEpisodes.joined(separator: ", "))".printable
    lines.append("replay: \(episodes.count) episodes, \(byteCountText(replayBytes)), \(damage)")
    lines += ["weights:"] + TensorSummary.table(tensors)
    lines += distributionLines
    return lines.joined(separator: "\n")
  }

  private var distributionLines: [String] {
    guard let weights else {
      let task = loaded.configuration.task.printable
      return ["distributions over weights: not known, as the suite has no task '\(task)'"]
    }
    let heading = weights.isEmpty ? [] : ["distributions over weights:"]
    return heading
      + weights.map { weight in
        let numbers = String(
          format: "KL %.1f nats, median signal to noise %.3f, informative %.1f %%",
          weight.divergence, Double(weight.medianSignalToNoise), weight.informativeFraction() * 100)
        return "  \(weight.path.printable)  \(weight.count) weights, \(numbers)"
      }
  }

  var json: JSON {
    let settings = differences.map { JSON.Member($0.name, $0.new?.json ?? .null) }
    let progress = loaded.counts.map {
      JSON.Member($0.name.replacing(" ", with: "_"), .integer($0.count))
    }
    return .object(
      [
        JSON.Member("path", .string(path)),
        JSON.Member("task", .string(loaded.configuration.task)),
        JSON.Member("seed", .integer(loaded.configuration.seed)),
        JSON.Member("settings", .object(settings)), JSON.Member("progress", .object(progress)),
        JSON.Member("checkpoints", .array(saved.map(json(of:)))),
        JSON.Member("replay_bytes", .integer(replayBytes)),
        JSON.Member("episodes", .integer(loaded.checkpoint.episodes.count)),
        JSON.Member("damaged_episodes", .array(damagedEpisodes.map { .string($0) })),
        JSON.Member("tensors", .array(tensors.map(\.json))),
        JSON.Member("distributions", weights.map { .array($0.map(json(of:))) } ?? .null),
      ] + scores.members)
  }

  private func json(of saved: Saved) -> JSON {
    [
      "step": .integer(saved.step), "bytes": .integer(saved.byteCount),
      "verified": .boolean(saved.fault == nil),
    ]
  }

  private func json(of weight: WeightStatistics) -> JSON {
    [
      "path": .string(weight.path), "count": .integer(weight.count),
      "kl": .number(weight.divergence),
      "median_signal_to_noise": .number(Double(weight.medianSignalToNoise)),
      "informative": .number(weight.informativeFraction()),
    ]
  }
}

/// The scores that a run has recorded last.
struct RunScores {
  private var episodes: [RunHistory.Point] = []
  private var evaluations: [RunHistory.Point] = []
  private var fault: String?
  private static let count = 5

  /// Reads the run's measurements; a fault in them is reported with the scores.
  init(_ path: String) {
    do {
      let metrics = try RunHistory(of: path).metrics
      episodes = Array((metrics["episode/score"] ?? []).suffix(Self.count))
      evaluations = Array((metrics["evaluation/score"] ?? []).suffix(Self.count))
    } catch {
      fault = "\(error)"
    }
  }

  var lines: [String] {
    var lines = fault.map { ["measurements: damaged: \($0)".printable] } ?? []
    for (name, scores) in [("episodes", episodes), ("evaluations", evaluations)]
    where !scores.isEmpty {
      let list = scores.map { String(format: "%.1f at step \($0.step)", $0.value) }
      lines.append("last \(name): \(list.joined(separator: ", "))")
    }
    return lines
  }

  var members: [JSON.Member] {
    var members = fault.map { [JSON.Member("damaged_measurements", .string($0))] } ?? []
    for (name, scores) in [("last_episodes", episodes), ("last_evaluations", evaluations)] {
      let list = scores.map { point -> JSON in
        ["step": .integer(point.step), "score": .number(point.value)]
      }
      members.append(JSON.Member(name, .array(list)))
    }
    return members
  }
}
