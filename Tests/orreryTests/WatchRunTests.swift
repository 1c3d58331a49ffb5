import Foundation
import Imaging
import Testing

/// The viewer of runs, on runs of seconds.
@Suite struct WatchRunTests {
  /// Small sizes gain nothing from threads, which get in the way of other tests.
  private static let environment = ["OMP_NUM_THREADS": "1", "SDL_VIDEODRIVER": "dummy"]

  private static func watch(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(["watch"] + arguments, environment: environment)
  }

  private static func withRun(
    _ settings: [String] = [], _ body: (_ run: String, _ folder: URL) throws -> Void
  ) throws {
    try Program.withFolder { folder in
      let path = folder.appendingPathComponent("run").path
      let training = try Program.run(
        [
          "train", "cheetah-run", "--preset", "debug", "--run", path, "--set",
          "trainer.environmentSteps=2000",
        ] + settings.flatMap { ["--set", $0] }, environment: environment)
      try #require(training.code == 0, "\(training.errors)")
      try body(path, folder)
    }
  }

  private static func pictures(in folder: URL) throws -> [Image] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      try Image(readingPNG: folder.appendingPathComponent($0).path)
    }
  }

  @Test func runsAreWatchedWithoutADisplay() throws {
    try Self.withRun { path, folder in
      func pictures(_ name: String, _ more: String...) throws -> [Image] {
        let output = folder.appendingPathComponent(name)
        let run = try Program.run(
          ["watch", path, "--headless", "--frames", "5", "--record", output.path] + more,
          environment: Self.environment)
        #expect(run.code == 0 && run.output.isEmpty)
        #expect(run.errors.hasPrefix("5 pictures in "), "\(run.errors)")
        // An action is taken for many environment steps, and each is shown.
        #expect(run.errors.contains("; decisions: 1, "), "\(run.errors)")
        return try Self.pictures(in: output)
      }
      let live = try pictures("live")
      #expect(live.count == 5 && Set(live).count == 5)
      #expect(live.allSatisfy { $0.width == 1280 && $0.height == 760 })
      #expect(try pictures("again") == live)
      #expect(try pictures("other", "--seed", "1") != live)
      let recorded = try pictures("recorded", "--episode", "1", "--size", "700x400")
      #expect(recorded.count == 5 && Set(recorded).count == 5 && recorded[0].width == 700)
    }
  }

  @Test func episodesAreThoseOfAnEvaluationWithTheSameSeed() throws {
    try Self.withRun { path, _ in
      let evaluation = try Program.run(
        ["evaluate", path, "--episodes", "2", "--seed", "3"], environment: Self.environment)
      let scores = evaluation.output.matches(of: /score ([\d.]+)/).map { String($0.1) }
      #expect(scores.count == 2)
      // As in the pictures, episodes are counted from 1.
      let numbers = evaluation.output.matches(of: /episode (\d+)/).map { String($0.1) }
      #expect(numbers == ["1", "2"])
      // A picture for each of 1000 environment steps.
      let watched = try Self.watch(
        path, "--seed", "3", "--headless", "--frames", "2000", "--size", "48x32")
      #expect(watched.errors.hasSuffix("; scores: \(scores.joined(separator: ", "))\n"))
    }
  }

  @Test func recordedEpisodesArePlayedAgain() throws {
    try Self.withRun { path, folder in
      func watch(_ name: String) throws -> (pictures: [Image], errors: String) {
        let output = folder.appendingPathComponent(name)
        let run = try Program.run(
          [
            "watch", path, "--episode", "2", "--headless", "--frames", "3", "--record", output.path,
          ], environment: Self.environment)
        try #require(run.code == 0, "\(run.errors)")
        return (try Self.pictures(in: output), run.errors)
      }
      let again = try watch("again")
      #expect(!again.errors.contains("as it was recorded"))
      // The same file without what the episode began with, and with another beginning.
      let file = URL(fileURLWithPath: "\(path)/episodes/episode-000000000002.safetensors")
      let whole = try Data(contentsOf: file)
      var nameless = whole
      let name = try #require(nameless.range(of: Data("\"start\"".utf8)))
      nameless.replaceSubrange(name, with: Data("\"stare\"".utf8))
      try nameless.write(to: file)
      let recorded = try watch("recorded")
      #expect(recorded.errors.contains("its file does not say how it began"))
      #expect(zip(again.pictures, recorded.pictures).allSatisfy { $0 != $1 })
      var other = whole
      let end = try #require(try Self.endOfTensor("start", in: whole))
      other[end - 24] ^= 1
      try other.write(to: file)
      #expect(try watch("other").errors.contains("it comes out otherwise"))
    }
  }

  /// Returns where the bytes of a tensor in a safetensors file end.
  private static func endOfTensor(_ name: String, in file: Data) throws -> Int? {
    let size = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONSerialization.jsonObject(with: file[8..<8 + size]) as? [String: Any]
    let tensor = header?[name] as? [String: Any]
    return (tensor?["data_offsets"] as? [Int]).map { 8 + size + $0[1] }
  }

  @Test func runsWithoutFramesAreWatchedAsBars() throws {
    try Self.withRun(["observation=vector"]) { path, folder in
      for more in [[], ["--episode", "2"]] {
        let output = folder.appendingPathComponent("pictures\(more.count)")
        let run = try Program.run(
          ["watch", path, "--headless", "--frames", "3", "--record", output.path] + more,
          environment: Self.environment)
        #expect(run.code == 0, "\(run.errors)")
        #expect(try Self.pictures(in: output).count == 3)
      }
    }
  }

  @Test func mistakesAreToldWithTheirCodes() throws {
    try Self.withRun { path, folder in
      let time = try ContinuousClock().measure {
        let window = try Self.watch(path)
        #expect(window.code == 69 && window.errors.contains("--record DIR"))
      }
      #expect(time < .seconds(1))
      let terminal = try Self.watch(path, "--terminal")
      #expect(terminal.code == 69)
      let range = try Self.watch(path, "--episode", "99", "--headless", "--frames", "1")
      #expect(range.code == 66 && range.errors.contains("one of 1 to 2, found 99"))
      #expect(try Self.watch(path, "--episode", "0").code == 64)
      let policy = try Self.watch(path, "--policy", "zero")
      #expect(policy.code == 64 && policy.errors.contains("--policy is for tasks"))
      let missing = try Self.watch(folder.appendingPathComponent("none").path)
      #expect(missing.code == 66 && missing.errors.contains("expected the folder of a run"))
      #expect(try Self.watch(folder.path).code == 66)
      let neither = try Self.watch("some-run")
      #expect(neither.code == 66 && neither.errors.contains("neither a task nor the folder"))
      let typo = try Self.watch("cheetah-rum")
      #expect(typo.code == 64 && typo.errors.contains("did you mean 'cheetah-run'?"))
      let task = try Self.watch("cheetah-run", "--episode", "1")
      #expect(task.code == 64 && task.errors.contains("needs the folder of a run"))
    }
  }
}
