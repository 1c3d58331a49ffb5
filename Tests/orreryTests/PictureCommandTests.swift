import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct PictureCommandTests {
  private static let frames = """
    {"frames":[
    {"task":"cartpole_swingup","index":3,"qpos":[0.2,2.5],"files":{"24x32":"a picture.png"}},
    {"task":"reacher_easy","index":0,"qpos":[0.5,1.0],"target":[0.1,0.1,0.01],"files":{}}]}
    """

  @Test func renderWritesThePicturesUnderTheirNames() throws {
    try Program.withFolder { folder in
      let input = folder.appendingPathComponent("in")
      let output = folder.appendingPathComponent("new/pictures")
      try Data(Self.frames.utf8).write(to: input)
      func render(_ task: String, _ size: String, _ more: String...) throws -> Program.Outcome {
        try Program.run(
          ["render", task, "--from", input.path, "--size", size, "--output", output.path] + more)
      }
      let run = try render("cartpole-swingup", "32x24", "--segmentation")
      #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty)
      #expect(try render("reacher-hard", "5x5").code == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
      #expect(
        names == [
          "a picture.png", "cartpole_swingup_03_segmentation_24x32.png", "reacher_easy_00_5x5.png",
        ])
      let image = try Image(readingPNG: output.appendingPathComponent(names[0]).path)
      #expect(image.width == 32 && image.height == 24)
      let labels = try GrayImage(readingPNG: output.appendingPathComponent(names[1]).path)
      #expect(Set(labels.pixels).isSuperset(of: [0, 1, 4, 5]))
    }
  }

  @Test func failuresHaveTheirCodesAndWords() throws {
    try Program.withFolder { folder in
      let input = folder.appendingPathComponent("in").path
      let output = folder.appendingPathComponent("out").path
      func render(_ frames: String, size: String = "8x8", to: String? = nil) throws
        -> Program.Outcome
      {
        try Data(frames.utf8).write(to: URL(fileURLWithPath: input))
        return try Program.run([
          "render", "cartpole-swingup", "--from", input, "--size", size, "--output", to ?? output,
        ])
      }
      let faults = [
        "{}": "frames: expected a value, found none",
        "{\"frames\":[]}":
          "frames: expected states of the domain 'cartpole', found none",
        "{\"frames\":[{\"task\":\"cartpole_swingup\",\"qpos\":[1]}]}":
          "frames[0].qpos: expected an array of 2, found an array of 1",
        "{\"frames\":[{\"task\":\"cartpole_swingup\",\"qpos\":[1,1e99]}]}":
          "frames[0].qpos[1]: expected a number of at most 1e10 in magnitude, found 1e99",
        "{\"frames\":[{\"task\":\"cartpole_swingup\",\"qpos\":[1,1],\"files\":{\"8x8\":\"../x\"}}]}":
          "frames[0].files.8x8: expected the plain name of a file, found \"../x\"",
      ]
      for (frames, words) in faults {
        let run = try render(frames)
        #expect(
          run.code == 65
            && run.errors
              == "Error: \(input): \(words); Documentation/Physics.md has the format\n"
        )
      }
      let twice = try render(
        "{\"frames\":[{\"task\":\"cartpole_swingup\",\"qpos\":[1,1]},"
          + "{\"task\":\"cartpole_swingup\",\"index\":0,\"qpos\":[1,1]}]}")
      #expect(
        twice.code == 65
          && twice.errors.contains("two pictures have the name 'cartpole_swingup_00_8x8.png'"))
      #expect(!FileManager.default.fileExists(atPath: output))
      for size in ["0x8", "8x4097", "8", "8x8x8", "-1x8", "99999999999999999999x8"] {
        #expect(try render(Self.frames, size: size).code == 64)
      }
      #expect(try render(Self.frames, to: input + "/below").code == 73)
      try FileManager.default.removeItem(atPath: input)
      let missing = try Program.run([
        "render", "cartpole-swingup", "--from", input, "--output", output,
      ])
      #expect(missing.code == 66)
    }
  }

  @Test func damagedFilesEndWithZeroOr65() throws {
    try expectCodesZeroAnd65(forDamaged: Self.frames, rounds: isOptimized ? 200 : 10) {
      ["render", "cartpole-swingup", "--from", $0, "--size", "9x7", "--output", $1]
    }
  }

  @Test func watchWritesPicturesWithoutADisplay() throws {
    try Program.withFolder { folder in
      let run = try Program.run([
        "watch", "walker-walk", "--headless", "--frames", "6", "--record", folder.path, "--size",
        "200x150",
      ])
      #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(names.count == 6 && names.first == "frame_00000.png")
      let images = try names.map {
        try Image(readingPNG: folder.appendingPathComponent($0).path)
      }
      #expect(Set(images).count == 6 && images[0].width == 200)
    }
  }

  @Test func watchNeedsADisplayOrATerminal() throws {
    let window = try Program.run(
      ["watch", "walker-walk"], environment: ["SDL_VIDEODRIVER": "dummy"])
    #expect(window.code == 69 && window.errors.contains("--terminal"))
    let terminal = try Program.run(["watch", "walker-walk", "--terminal"])
    #expect(terminal.code == 69 && terminal.errors.contains("--record"))
    #expect(!terminal.output.utf8.contains(0x1B) && !terminal.errors.utf8.contains(0x1B))
    #expect(try Program.run(["watch", "walker-walk", "--headless"]).code == 64)
    #expect(
      try Program.run(["watch", "walker-walk", "--policy", "keyboard", "--terminal"]).code == 64)
  }

  @Test func benchRenderPrintsAnObjectALine() throws {
    let run = try Program.run(["bench", "render", "--json", "--repetitions", "1"])
    #expect(run.code == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 12)
    for line in lines {
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect((object["frames_per_second"] as? Double ?? 0) > 10)
      #expect((object["seconds_per_decision"] as? Double ?? 0) > 0)
    }
  }
}
