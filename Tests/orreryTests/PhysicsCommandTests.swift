import Foundation
import TestSupport
import Testing

@Suite struct PhysicsCommandTests {
  private static let cases = """
    {"task":"cartpole_swingup","cases":[
    {"kind":"rail","qpos":[1.9,0.4],"qvel":[0.3,-1.5],"ctrl":[0.5]}]}
    """

  @Test func envsListsEveryTask() throws {
    let table = try Program.run(["envs"])
    #expect(table.code == 0 && table.errors.isEmpty)
    #expect(table.output.split(separator: "\n").count == 13)
    let lines = try Program.run(["envs", "--json"]).output.split(separator: "\n")
    #expect(lines.count == 12)
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?.keys.contains("action_repeat") == true)
    }
    #expect(
      lines.contains {
        $0.hasPrefix("{\"task\":\"cheetah-run\",\"observation_size\":17,\"action_size\":6")
      })
  }

  @Test func simulateWritesTheAnswerWhole() throws {
    try Program.withFolder { folder in
      let (input, output) = (
        folder.appendingPathComponent("in"), folder.appendingPathComponent("out")
      )
      try Data(Self.cases.utf8).write(to: input)
      try Data("what was there before".utf8).write(to: output)
      let run = try Program.run([
        "simulate", "cartpole-swingup", "--from", input.path, "--output", output.path,
      ])
      #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty)
      let answer = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: output)) as? [String: Any])
      let first = try #require((answer["cases"] as? [[String: Any]])?.first)
      #expect((first["qacc"] as? [Double])?.count == 2)
      #expect((first["nefc"] as? Int) == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }
  }

  @Test func failuresHaveTheirCodesAndWords() throws {
    try Program.withFolder { folder in
      let input = folder.appendingPathComponent("in").path
      let output = folder.appendingPathComponent("out").path
      func simulate(_ task: String, _ from: String, _ to: String) throws -> Program.Outcome {
        try Program.run(["simulate", task, "--from", from, "--output", to])
      }
      let typo = try simulate("cheetah-rum", input, output)
      #expect(typo.code == 64 && typo.errors.contains("did you mean 'cheetah-run'?"))
      let missing = try simulate("cheetah-run", input, output)
      #expect(missing.code == 66)
      #expect(
        missing.errors
          == "Error: \(input): cannot open: No such file or directory; check the path\n")
      #expect(try simulate("cheetah-run", folder.path, output).code == 66)
      try Data("{\"cases\":[{}]}".utf8).write(to: URL(fileURLWithPath: input))
      let broken = try simulate("cheetah-run", input, output)
      #expect(broken.code == 65)
      #expect(
        broken.errors == "Error: \(input): cases[0].ctrl: expected a value, found none;"
          + " Documentation/Physics.md has the format\n")
      #expect(!FileManager.default.fileExists(atPath: output))
      try Data(Self.cases.utf8).write(to: URL(fileURLWithPath: input))
      let nowhere = try simulate("cartpole-swingup", input, output + "/no/file")
      #expect(nowhere.code == 73 && nowhere.errors.contains("there is no folder"))
      #expect(try simulate("cartpole-swingup", input, folder.path).code == 73)
      #expect(try Program.run(["simulate", "cartpole-swingup", "--form", input]).code == 64)
    }
  }

  @Test func damagedFilesEndWithZeroOr65() throws {
    try expectCodesZeroAnd65(forDamaged: Self.cases, rounds: isOptimized ? 300 : 20) {
      ["simulate", "cartpole-swingup", "--from", $0, "--output", $1]
    }
  }

  @Test func benchPhysicsPrintsAnObjectALine() throws {
    let run = try Program.run(["bench", "physics", "--json", "--repetitions", "1"])
    #expect(run.code == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 6)
    for line in lines {
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect((object["steps_per_second"] as? Double ?? 0) > 1000)
      #expect((object["seconds_per_decision"] as? Double ?? 0) > 0)
    }
    let wrong = try Program.run(["bench", "physics", "--mujoco", "/nowhere/python"])
    #expect(wrong.code == 66 && wrong.output.isEmpty)
  }

  /// Writes a program that a shell runs, and returns its path.
  private static func script(_ name: String, _ lines: String, in folder: URL) throws -> String {
    let path = folder.appendingPathComponent(name).path
    try Data("#!/bin/sh\n\(lines)\n".utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  @Test func aPythonThatEndsEarlyIsTold() throws {
    try Program.withFolder { folder in
      let python = try Self.script(
        "python", "echo 'no module named mujoco' >&2\nexit 1", in: folder)
      // Ours is timed first, for longer than the script takes to end.
      let run = try Program.run(["bench", "physics", "--mujoco", python, "--script", python])
      #expect(run.code == 69 && run.output.isEmpty, "\(run.errors)")
      #expect(run.errors.contains("does this Python have mujoco and dm_control?"))
    }
  }

  /// The comparison is made only on request, whatever the path and the output of the Python.
  @Test func pyTorchIsTheReferenceOfTheRecurrentUnit() throws {
    try Program.withFolder { folder in
      func bench(_ python: String) throws -> Program.Outcome {
        try Program.run(
          ["bench", "kernels", "--only", "gru-50x50", "--json", "--torch", python]
            + ["--script", python])
      }
      let run = try bench(try Self.script("it's python", "echo 0.5", in: folder))
      try #require(run.code == 0, "\(run.errors)")
      #expect(run.output.contains("\"reference_seconds\":0.5,"))
      for words in ["", "fast", "0", "-1", "nan", "inf"] {
        let wrong = try bench(try Self.script("python", "echo '\(words)'", in: folder))
        #expect(wrong.code == 69 && wrong.output.isEmpty)
        #expect(wrong.errors.contains("found '\(words)'; does this Python have torch?"))
      }
      _ = try Self.script("python3", "echo 0.5", in: folder)
      let alone = try Program.run(
        ["bench", "kernels", "--only", "gru-50x50", "--json"], environment: ["PATH": folder.path])
      #expect(alone.output.contains("\"reference_seconds\":null,"))
    }
  }
}
