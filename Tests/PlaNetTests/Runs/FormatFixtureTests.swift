import Base
import Control
import ControlSuite
import Foundation
import Layers
import PlaNet
import Records
import Replay
import Tensors
import TestSupport
import Testing

/// Runs that older programs have written are read as they were written.
@Suite struct FormatFixtureTests {
  /// Every version of the format so far; `Resources/ORIGIN.md` says where their runs come from.
  private static let versions = [1]

  /// R10.
  @Test(arguments: versions) func runsOfEveryFormatAreRead(version: Int) throws {
    let fixture = try FormatFixture(version: version)
    let (run, facts) = (fixture.run, fixture.facts)
    #expect(run.warnings.isEmpty && run.configuration.seed == facts.seed)
    #expect(run.checkpoint.step == facts.step)
    #expect(try run.environmentSteps == facts.environmentSteps)
    let scores = try RunHistory(of: run.path).evaluations["score_mean"]
    #expect(scores?.last?.value == facts.score)

    let parameter = try fixture.model.parameters.first { $0.path == facts.tensor }?.parameter
    let scalars = try #require(parameter?.value.scalars)
    let sum = scalars.reduce(0.0) { $0 + Double($1) }
    // Some hundred numbers below 1, each exact: adding rounds by less than 1e-12.
    #expect(abs(sum - facts.sum) < 1e-9)

    let replay = try fixture.replay
    #expect(replay.files.count == facts.episodes && replay.length == facts.decisions)
    let bytes = replay[facts.observation.episode].observation(at: facts.observation.place)
    var generator = SeededGenerator(seed: 0)
    let seen = replay.format.tensor(of: bytes, using: &generator).scalars.map { Double($0) }
    #expect(seen == facts.observation.values)
  }

  /// R11: they have the same bytes, whatever a manifest, its parts and its episodes hold.
  @Test func filesOfTheNewestFormatAreWrittenAsTheyWereRead() throws {
    let fixture = try FormatFixture(version: try #require(Self.versions.last))
    let original = CheckpointStore(run: fixture.run.path)
    let checkpoint = try original.load(step: fixture.facts.step)
    let episodes = try fixture.replay
    try withTemporaryFolder { copy in
      try FileManager.default.createDirectory(
        atPath: "\(copy)/episodes", withIntermediateDirectories: false)
      var replay = ReplayBuffer(episodes.format, capacity: .max, run: copy)
      for index in episodes.files.indices { try replay.append(episodes[index]) }
      var store = CheckpointStore(run: copy)
      let path = try store.save(checkpoint).path
      for (old, new) in [
        (original.path(ofStep: checkpoint.step), path),
        ("\(fixture.run.path)/episodes", "\(copy)/episodes"),
      ] {
        let names = try Disk().names(in: old)
        #expect(try Disk().names(in: new) == names)
        for name in names {
          let expected = try DurableFile.read("\(old)/\(name)")
          let isEqual = try DurableFile.read("\(new)/\(name)") == expected
          #expect(isEqual, "\(name) has other bytes than \(old)/\(name)")
        }
      }
    }
  }

  /// R11.
  @Test(.enabled(if: MemoryLayout<Scalar>.size == 4, "other programs have other types of numbers"))
  func modelsOfTheNewestFormatAreWrittenAsTheyWereRead() throws {
    let fixture = try FormatFixture(version: try #require(Self.versions.last))
    let parts = fixture.run.checkpoint.parts
    let isModelEqual = try fixture.model.safetensors == parts["model"]
    #expect(isModelEqual)
    let behavior = try #require(try fixture.run.behavior(for: fixture.environment))
    let isBehaviorEqual = behavior.safetensors == parts["behavior"]
    #expect(isBehaviorEqual)
  }
}

/// A run in a version of the format.
private struct FormatFixture {
  /// What another program has read of the run.
  struct Facts: Decodable {
    /// What was seen at a place of an episode, both counted from 0.
    struct Observation: Decodable {
      var episode, place: Int
      var values: [Double]
    }

    var seed, step, environmentSteps, episodes, decisions: Int
    /// The mean score of the last evaluation.
    var score: Double
    /// The name of a tensor of the model, and the sum of its elements.
    var tensor: String
    var sum: Double
    var observation: Observation
  }

  let facts: Facts
  let run: LoadedRun
  /// An environment like those of the run.
  let environment: any Environment

  init(version: Int) throws {
    let file = try #require(
      Bundle.module.url(forResource: "Resources/format-\(version)", withExtension: "json"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    facts = try decoder.decode(Facts.self, from: Data(contentsOf: file))
    run = try LoadedRun(file.deletingPathExtension().path)
    environment = try #require(Catalog.entry(named: run.configuration.task)).makeEnvironment()
  }

  var model: WorldModel {
    get throws { try run.model(for: environment) }
  }

  var replay: ReplayBuffer {
    get throws { try run.replay(for: environment) }
  }
}
