import Foundation
import Imaging
import Testing

/// The commands that read runs, on runs of seconds.
@Suite struct RunCommandTests {
  /// Small sizes gain nothing from threads, which get in the way of other tests.
  private static let environment = ["OMP_NUM_THREADS": "1"]

  private static func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, environment: environment)
  }

  /// Calls `body` with a run of the debug preset and a folder beside it.
  private static func withRun(
    _ task: String, _ settings: [String] = [], _ body: (_ run: String, _ folder: URL) throws -> Void
  ) throws {
    try Program.withFolder { folder in
      let path = folder.appendingPathComponent("debug-0").path
      let training = try Program.run(
        ["train", task, "--preset", "debug", "--run", path]
          + settings.flatMap { ["--set", $0] }, environment: environment)
      try #require(training.code == 0, "\(training.errors)")
      try body(path, folder)
    }
  }

  /// Writes what a run is said to have measured, and returns its folder.
  private static func madeUp(
    _ name: String, in folder: URL, metrics: [String], evaluations: [String] = []
  ) throws -> String {
    let run = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
    for (file, lines) in [("metrics.jsonl", metrics), ("evaluations.csv", evaluations)] {
      try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: run.appendingPathComponent(file))
    }
    return run.path
  }

  private static func numbers(_ json: String) throws -> [String: Double] {
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
    return try #require(object as? [String: Double])
  }

  @Test func predictWritesPicturesAndPrintsNumbers() throws {
    try Self.withRun("cheetah-run") { path, folder in
      let output = folder.appendingPathComponent("pictures")
      let run = try Self.run(
        "predict", path, "--context", "4", "--horizon", "12", "--draws", "2", "--start", "3",
        "--seed", "5", "--output", output.path)
      try #require(run.code == 0, "\(run.errors)")
      let lines = run.output.split(separator: "\n")
      // The headings and horizons 1, 2, 3, 5, 7, 10 and 12.
      #expect(lines.count == 9 && lines[1].hasPrefix("horizon") && lines[8].hasPrefix("     12"))
      let names = try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
      #expect(names == ["animation.png", "frames", "open_loop.svg", "sheet.png", "strip.png"])
      let frames = try FileManager.default.contentsOfDirectory(
        atPath: output.appendingPathComponent("frames").path)
      #expect(frames.count == 4 * 16)
      for name in frames {
        let image = try Image(readingPNG: output.appendingPathComponent("frames/\(name)").path)
        #expect(image.width == 32 && image.height == 32)
      }
      // Four frames of context and seven shown horizons, of 64 pixels.
      let strip = try Image(readingPNG: output.appendingPathComponent("strip.png").path)
      #expect(strip.width == 13 * 6 + 11 * 66 + 6 - 2)
      let again = try Self.run(
        "predict", path, "--context", "4", "--horizon", "12", "--draws", "2", "--start", "3",
        "--seed", "5", "--output", folder.appendingPathComponent("again").path)
      #expect(again.output == run.output)
      let recorded = try Self.run(
        "predict", path, "--episode", "1", "--json", "--output", output.path)
      let metrics = try Self.numbers(recorded.output)
      #expect((1...50).allSatisfy { metrics["open_loop/image_error/\($0)"] ?? -1 >= 0 })
      #expect((0...1).contains(metrics["open_loop/reward_coverage_90/1"] ?? -1))
    }
  }

  @Test func predictDrawsComponentsOfVectors() throws {
    try Self.withRun("cartpole-swingup", ["observation=vector"]) { path, folder in
      let output = folder.appendingPathComponent("pictures")
      let run = try Self.run("predict", path, "--json", "--output", output.path)
      #expect(try Self.numbers(run.output)["open_loop/observation_error_copy/10"] ?? -1 >= 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
      #expect(names == ["components.svg", "open_loop.svg"])
    }
  }

  @Test func probePrintsATableAndDrawsCharts() throws {
    try Self.withRun("cheetah-run") { path, folder in
      let output = folder.appendingPathComponent("charts")
      let run = try Self.run(
        "probe", path, "--episodes", "3", "--held-out", "2", "--noise", "0.5", "--seed", "3",
        "--output", output.path)
      try #require(run.code == 0, "\(run.errors)")
      let lines = run.output.split(separator: "\n")
      // A heading; nine velocities, six angles and two of the pitch; three groups.
      #expect(lines.count == 1 + 17 + 3)
      #expect(lines[0].hasSuffix("filtered   1 ahead   5 ahead  10 ahead  25 ahead  50 ahead"))
      #expect(lines[1].hasPrefix("velocity rootx") && lines[20].hasPrefix("mean angle"))
      let names = try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
      #expect(names.count == 6 && names.contains("open_loop_25.svg"))
      let json = try Self.run("probe", path, "--episodes", "2", "--held-out", "1", "--json")
      #expect(try Self.numbers(json.output)["probe/filtered/velocity/rootx"] ?? 2 <= 1)
    }
  }

  @Test func plotDrawsWhatRunsMeasured() throws {
    try Self.withRun("cartpole-swingup") { path, folder in
      let file = folder.appendingPathComponent("score.svg").path
      let run = try Self.run("plot", path, "--output", file, "--title", "One < two", "--json")
      try #require(run.code == 0, "\(run.errors)")
      #expect(run.output.contains("\"chart\":\"Score\",\"curve\":\"debug\""))
      #expect(run.output.contains("\"chart\":\"Weight KL\""))
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.contains("One &lt; two") && text.contains("evaluation episodes"))
      let pixels = folder.appendingPathComponent("score.png").path
      #expect(
        try Self.run("plot", path, path, "--each", "--over", "minutes", "--output", pixels).code
          == 0)
      #expect(try Image(readingPNG: pixels).width >= 840)
    }
  }

  @Test func curvesAreOverStepsOrOverTheMinutesOfTraining() throws {
    try Program.withFolder { folder in
      let run = try Self.madeUp(
        "made-up-0", in: folder,
        metrics: [
          #"{"step":1000,"wall_time":5,"weight_kl":7,"time/training_total":90}"#,
          #"{"step":2000,"wall_time":6,"weight_kl":5,"time/training_total":240}"#,
        ], evaluations: ["step,score_mean,train_seconds", "1000,3,60", "2000,4,150"])
      func plot(over axis: String) throws -> String {
        let file = folder.appendingPathComponent("all.svg").path
        return try Self.run("plot", run, "--over", axis, "--output", file, "--json").output
      }
      func curve(_ chart: String, _ x: String, _ y: String) -> String {
        "{\"chart\":\"\(chart)\",\"curve\":\"made-up\",\"x\":[\(x)],\"y\":[\(y)],"
      }
      let minutes = try plot(over: "minutes")
      #expect(minutes.contains(curve("Score", "1.0,2.5", "3.0,4.0")))
      #expect(minutes.contains(curve("Weight KL", "1.5,4.0", "7.0,5.0")))
      let steps = try plot(over: "steps")
      #expect(steps.contains(curve("Score", "1000.0,2000.0", "3.0,4.0")))
      #expect(steps.contains(curve("Weight KL", "1000.0,2000.0", "7.0,5.0")))
    }
  }

  @Test func seedsOfARunAreOneCurveOfHorizons() throws {
    try Program.withFolder { folder in
      for (seed, error) in [(0, 4.0), (1, 6.0), (2, 7.0)] {
        let run = folder.appendingPathComponent("made-up-\(seed)")
        try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
        let lines = (1...2).map { step in
          "{\"step\":\(step),\"wall_time\":1,\"open_loop/image_error/1\":\(error / Double(step)),"
            + "\"open_loop/image_error/10\":\(error),\"open_loop/image_error_copy/10\":8}\n"
        }
        try Data(lines.joined().utf8).write(to: run.appendingPathComponent("metrics.jsonl"))
      }
      let runs = (0..<3).map { folder.appendingPathComponent("made-up-\($0)").path }
      let file = folder.appendingPathComponent("all.svg").path
      let run = try Program.run(["plot"] + runs + ["--output", file, "--json"])
      let expected =
        "{\"chart\":\"Open-loop error of observations\",\"curve\":\"made-up (3 runs)\","
        + "\"x\":[1.0,10.0],\"y\":[3.0,6.0],\"low\":[2.1,4.2],\"high\":[3.45,6.9]}\n"
      #expect(run.output.hasPrefix(expected))
      #expect(run.output.contains("\"curve\":\"last observation\",\"x\":[10.0],\"y\":[8.0]"))
      let each = try Program.run(["plot"] + runs + ["--each", "--output", file, "--json"])
      #expect(each.output.contains("\"curve\":\"made-up-2\""))
    }
  }

  /// Horizons of an earlier evaluation are not joined to those of the last.
  @Test func horizonsAreThoseOfTheLastEvaluation() throws {
    try Program.withFolder { folder in
      let run = try Self.madeUp(
        "made-up-0", in: folder,
        metrics: [
          #"{"step":1,"wall_time":1,"open_loop/image_error/1":3,"open_loop/image_error/10":4,"#
            + #""open_loop/reward_error/1":5}"#,
          #"{"step":2,"wall_time":1,"open_loop/image_error/1":2,"open_loop/reward_error/1":null,"#
            + #""nonfinite":["open_loop/reward_error/1"]}"#,
          #"{"step":3,"wall_time":1,"weight_kl":2}"#,
        ])
      let file = folder.appendingPathComponent("all.svg").path
      let output = try Program.run(["plot", run, "--output", file, "--json"]).output
      #expect(output.contains("\"x\":[1.0],\"y\":[2.0]"))
      #expect(!output.contains("Open-loop error of rewards"))
    }
  }

  @Test func runsOfTheSameNameAreToldApartByTheirFolders() throws {
    try Program.withFolder { folder in
      let names = ["a/x-0", "a/x-1", "b/x-0", "c/y-0"]
      for name in names {
        let run = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
        try Data("{\"step\":1,\"wall_time\":1,\"weight_kl\":3}\n".utf8)
          .write(to: run.appendingPathComponent("metrics.jsonl"))
      }
      let file = folder.appendingPathComponent("all.svg").path
      func curves(_ names: [String], _ more: String...) throws -> [String] {
        let runs = names.map { "\(folder.path)/\($0)" }
        let run = try Program.run(["plot"] + runs + ["--output", file, "--json"] + more)
        return try run.output.split(separator: "\n").compactMap { line in
          let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
          return (object?["curve"] as? String)?.replacingOccurrences(of: folder.path, with: "")
        }
      }
      #expect(try curves(names) == ["/a/x (2 runs)", "/b/x", "y"])
      #expect(try curves(names, "--each") == ["/a/x-0", "x-1", "/b/x-0", "y-0"])
      // Seeds may be in different folders.
      #expect(try curves(["a/x-1", "b/x-0"]) == ["x (2 runs)"])
      #expect(try curves(["a/x-0", "a/x-0/", "b/../a/x-0"], "--each") == ["x-0"])
      #expect(try curves(["a/x-0/", "b/x-0/"]) == ["/a/x", "/b/x"])
      // One that was begun, but has measured nothing.
      try Data().write(to: folder.appendingPathComponent("a/x-1/metrics.jsonl"))
      #expect(try curves(["a/x-0", "a/x-1"]) == ["x (1 of 2 runs)"])
    }
  }

  /// A layer's divergence is drawn beside what it was at the start, its signal as it is.
  @Test func layersOfARunAreCurvesOfTheirOwn() throws {
    try Program.withFolder { folder in
      for seed in 0..<2 {
        let run = folder.appendingPathComponent("made-up-\(seed)")
        try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
        let lines = (1...2).map { step in
          "{\"step\":\(step),\"wall_time\":1,\"weight_kl/a\":\(40 * step),"
            + "\"weight_kl/b\":\(7 - 3 * step),\"weight_signal_to_noise/b\":\(seed)}\n"
        }
        try Data(lines.joined().utf8).write(to: run.appendingPathComponent("metrics.jsonl"))
      }
      let file = folder.appendingPathComponent("all.svg").path
      func plot(_ numbers: Int..., each: [String] = []) throws -> String {
        let runs = numbers.map { folder.appendingPathComponent("made-up-\($0)").path }
        return try Program.run(["plot"] + runs + each + ["--output", file, "--json"]).output
      }
      func curve(_ chart: String, _ name: String, _ y: String) -> String {
        "{\"chart\":\"\(chart)\",\"curve\":\"\(name)\",\"x\":[1.0,2.0],\"y\":[\(y)],"
      }
      let one = try plot(1)
      #expect(one.contains(curve("Weight KL of layers", "a", "1.0,2.0")))
      #expect(one.contains(curve("Weight KL of layers", "b", "1.0,0.25")))
      #expect(one.contains(curve("Signal to noise of layers", "b", "1.0,1.0")))
      #expect(!one.contains("\"chart\":\"Signal to noise of layers\",\"curve\":\"a\""))
      #expect(try plot(0, 1).contains(curve("Signal to noise of layers", "b", "0.5,0.5")))
      let each = try plot(0, 1, each: ["--each"])
      #expect(each.contains(curve("Weight KL of layers", "made-up-1 b", "1.0,0.25")))
    }
  }

  /// Runs and their layers share a legend.
  @Test func curvesOfALegendDiffer() throws {
    try Program.withFolder { folder in
      let runs = try (0..<3).map { seed in
        try Self.madeUp(
          "made-up-\(seed)", in: folder,
          metrics: (1...2).map { step in
            #"{"step":\#(step),"wall_time":1,"weight_kl":\#(step),"weight_kl/a":\#(4 * step),"#
              + #""weight_kl/b":\#(5 * step),"weight_kl/c":\#(6 * step)}"#
          })
      }
      let file = folder.appendingPathComponent("all.svg").path
      let run = try Program.run(["plot"] + runs + ["--each", "--output", file])
      try #require(run.code == 0, "\(run.errors)")
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let entries = text.matches(
        of: #/<(polyline|g) .*?(#[0-9a-f]{6})(.*)\n<text [^>]*>(made-up[^<]*)</#)
      var looks: [String: String] = [:]
      var colors: [String: String] = [:]
      for entry in entries {
        let (name, color) = (String(entry.4), String(entry.2))
        looks[name] = "\(entry.1) \(color) \(entry.3.contains("dasharray"))"
        colors[name] = color
      }
      #expect(looks.count == 3 + 3 * 3)
      #expect(Set(looks.values).count == looks.count, "\(looks)")
      let used = Set((0..<3).map { colors["made-up-\($0)"] } + ["#5a5a5a"])
      for layer in ["a", "b", "c"] {
        let found = Set((0..<3).map { colors["made-up-\($0) \(layer)"] })
        #expect(found.count == 1 && found.isDisjoint(with: used), "\(colors)")
      }
    }
  }

  @Test func mistakesAreToldWithTheirCodes() throws {
    try Program.withFolder { folder in
      let (empty, file) = (folder.path, folder.appendingPathComponent("a.svg").path)
      let plots = try Self.run("plot", empty, "--output", file)
      #expect(plots.code == 66 && plots.errors.contains("train first"))
      let missing = try Self.run("plot", empty + "/none", "--output", file)
      #expect(missing.code == 66 && missing.errors.contains("none: expected the folder of a run"))
      let suffix = try Self.run("plot", empty, "--output", "a.pdf")
      #expect(suffix.code == 64 && suffix.errors.contains(".svg or .png, not 'a.pdf'"))
      #expect(try Self.run("predict", empty, "--output", file).code == 66)
      #expect(try Self.run("probe", empty).code == 66)
      let draws = try Self.run("predict", empty, "--draws", "0", "--output", file)
      #expect(draws.code == 64 && draws.errors.contains("--draws: expected at least 1, found 0"))
      #expect(try Self.run("probe", empty, "--episodes", "1").code == 64)
      let damaged = folder.appendingPathComponent("metrics.jsonl")
      try Data("{\"step\":1,\"a\":oops}\n".utf8).write(to: damaged)
      let broken = try Self.run("plot", empty, "--output", file)
      #expect(broken.code == 65 && broken.errors.contains("metrics.jsonl, byte 14"))
    }
  }
}
