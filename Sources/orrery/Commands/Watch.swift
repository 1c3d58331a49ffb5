import ArgumentParser
import Base
import ControlSuite
import Foundation
import Imaging
import PlaNet
import Records
import Viewer

/// Shows a task in play, or the views, beliefs and imagination of a trained agent.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch a task, or the mind of a trained agent, in a window or in the terminal.",
    discussion: """
      A run is shown as the world, what the agent sees of it, what it believes to see, the future \
      that it imagines for its plan beside what happens, the rewards imagined for candidates of \
      the search, and its rewards, predicted and received. With --episode, the agent looks back on \
      an episode that the run has recorded. A name that is both a task and a folder is the task; \
      ./NAME is the folder.

      Keys, in a window: space pauses, '.' takes a single step, '-' and '=' change the speed, 'x' \
      starts a new episode, 'c' hides the contacts, escape ends. For runs, 'c' first shows the \
      contacts, and '?' explains the keys; along a recorded episode, the left and right arrows \
      step, and 'x' goes back to the start. With --policy keyboard, keys of the row q w e r … push \
      the motors forwards, and those of the row a s d f … backwards. In a terminal, Ctrl-C ends.

      Examples:
        orrery watch cheetah-run --policy random --record pictures
        orrery watch cheetah-run --policy keyboard --seed 3 --size 1280x960
        orrery watch runs/cheetah-run-compact-0
        orrery watch runs/cheetah-run-compact-0 --episode 12
        orrery watch runs/cheetah-run-compact-0 --terminal
        orrery watch runs/cheetah-run-compact-0 --headless --frames 60 --record pictures
      """)

  /// The source of actions.
  enum Policy: String, ExpressibleByArgument, CaseIterable {
    case random, zero, keyboard
  }

  @Argument(
    help: ArgumentHelp(
      "A task, of those that 'orrery envs' lists, or the folder of a run.",
      valueName: "run|task"))
  var subject: String

  @Option(help: "Who acts in a task: random, zero or keyboard. (default: random)")
  var policy: Policy?

  @Option(
    parsing: .unconditional, help: "The number of a recorded episode of the run, from 1 on.")
  var episode: Int?

  @Option(
    parsing: .unconditional,
    help: """
      The seed of starts, and of random actions or of what the agent draws, a whole number from 0. \
      (default: 0)
      """)
  var seed: UInt64?

  @Option(
    help: """
      Width × height of the pictures, each from 1 to 4096, as 640x480; for runs 1280x760; in the \
      terminal, what fits.
      """)
  var size: PictureSize?

  @Option(help: "A folder to put every new picture in, as PNG; it is made if it is missing.")
  var record: String?

  @Option(parsing: .unconditional, help: "Stop after this many pictures.")
  var frames: Int?

  @Flag(help: "Draw in the terminal, with two pixels a character in 24-bit colour.")
  var terminal = false

  @Flag(help: "Do without a display, and do not wait between pictures; needs --frames.")
  var headless = false

  func validate() throws {
    try checkRange(of: "--frames", frames)
    try checkRange(of: "--episode", episode)
    guard episode == nil || seed == nil else {
      throw ValidationError("--episode shows what was recorded, so leave out --seed.")
    }
    guard !headless || frames != nil else { throw ValidationError("--headless needs --frames.") }
    guard !headless || !terminal else {
      throw ValidationError("--headless and --terminal exclude each other.")
    }
    guard policy != .keyboard || !(terminal || headless) else {
      throw ValidationError("--policy keyboard needs a window.")
    }
  }

  func run() throws {
    switch try WatchSubject.named(subject) {
    case .task(let entry): try watch(entry)
    case .run(let path): try watch(runAt: path)
    }
    Interruption.takeEffect()
  }

  private func watch(_ entry: Catalog.Entry) throws {
    guard episode == nil else {
      throw Failure(.usage, "--episode needs the folder of a run; '\(entry.name)' is a task")
    }
    let screen = try makeScreen(title: entry.name, size: PictureSize(width: 640, height: 480))
    var session = WatchSession(entry, policy: policy ?? .random, seed: seed ?? 0)
    try play(&session, on: screen)
  }

  private func watch(runAt path: String) throws {
    guard policy == nil else {
      throw Failure(.usage, "--policy is for tasks; the agent of a run follows its own plans")
    }
    // This checks for a run, and then for a display, before reading all of it.
    _ = try LoadedRun.settings(of: path)
    let screen = try makeScreen(title: path, size: PictureSize(width: 1280, height: 760))
    let run = try OpenedRun(path)
    let summary: String
    if let episode {
      var session = try EpisodeSession(run, episode: episode, size: screen.size)
      try play(&session, on: screen)
      summary = session.timings.summary
    } else {
      let isLive = !headless && record == nil
      var session = try RunSession(
        run, seed: seed ?? 0, size: screen.size, showsTimings: isLive)
      try play(&session, on: screen)
      let scores = session.scores.map { String(format: "%.1f", $0) }.joined(separator: ", ")
      summary = session.timings.summary + (scores.isEmpty ? "" : "; scores: \(scores)")
    }
    if headless { Console.tell(summary) }
  }

  private func makeScreen(title: String, size usual: PictureSize) throws -> any WatchScreen {
    if let record { try Files.makeFolder(record) }
    if terminal { return try TerminalScreen(size: size) }
    let size = size ?? usual
    if headless { return NoScreen(size: size) }
    do {
      return WindowScreen(
        window: try Window(
          title: "orrery: \(title.printable)", width: size.width, height: size.height),
        size: size)
    } catch {
      throw Failure(
        .unavailable,
        "\(error). Try --terminal to draw in this terminal, or --headless --frames 60 "
          + "--record DIR to write pictures.")
    }
  }

  private func play(_ session: inout some Watchable, on screen: any WatchScreen) throws {
    var image = Image(width: screen.size.width, height: screen.size.height)
    var pacing = Pacing()
    var recorded: (count: Int, last: Image?) = (0, nil)
    Interruption.listen()
    for _ in 0..<(frames ?? .max) {
      if Interruption.isRequested { break }
      for event in screen.events() { session.handle(event) }
      if session.playback.isOver { break }
      try session.advance()
      session.draw(into: &image)
      try screen.show(image)
      // Where the user can pause playback, a picture that does not change is recorded once.
      if let record, headless || image != recorded.last {
        let name = String(format: "frame_%05d.png", recorded.count)
        recorded = (recorded.count + 1, image)
        try Files.write(try image.encodedPNG(), as: name, in: record)
      }
      if !headless { Thread.sleep(forTimeInterval: pacing.rest(of: session.wait) / .seconds(1)) }
    }
    try removeRest(after: recorded.count)
  }

  /// Removes pictures that a longer recording has left in the same folder.
  private func removeRest(after count: Int) throws {
    guard let record, count > 0 else { return }
    try Files.removeSeries(from: count, in: record) { name in
      name.wholeMatch(of: /frame_(\d+)\.png/).flatMap { Int($0.1) }
    }
  }
}
