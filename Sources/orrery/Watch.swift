import ArgumentParser
import Base
import ControlSuite
import Foundation
import Imaging
import Records
import Viewer

/// Shows a task as it is played.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch a task being played in a window, or in the terminal.",
    discussion: """
      Keys: space pauses, '.' takes a single step, '-' and '=' change the speed, 'x' starts a new \
      episode, 'c' hides the contacts, escape ends. With --policy keyboard, the keys of the row \
      q w e r … push the motors forwards, and those of the row a s d f … backwards.

      Example: orrery watch cheetah-run --policy random --record pictures
      """)

  /// Who acts.
  enum Policy: String, ExpressibleByArgument, CaseIterable {
    case random, zero, keyboard
  }

  @Argument(help: "The task; 'orrery envs' lists them.")
  var task: String

  @Option(help: "Who acts: random, zero or keyboard.")
  var policy = Policy.random

  @Option(help: "The seed of starts and random actions.")
  var seed: UInt64 = 0

  @Option(help: "Width × height of the pictures, as 640x480; in the terminal, what fits.")
  var size: PictureSize?

  @Option(help: "A directory to put every picture in, as PNG; it is made if it is missing.")
  var record: String?

  @Option(help: "Stop after this many pictures.")
  var frames: Int?

  @Flag(help: "Draw in the terminal, with two pixels a character in 24-bit colour.")
  var terminal = false

  @Flag(help: "Do without a display, and do not wait between pictures; needs --frames.")
  var headless = false

  func validate() throws {
    _ = try Catalog.entry(namedByUser: task)
    if let frames, frames <= 0 {
      throw ValidationError("--frames: expected at least 1, found \(frames).")
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
    let entry = try Catalog.entry(namedByUser: task)
    if let record { try Files.makeDirectory(record) }
    var session = WatchSession(entry, policy: policy, seed: seed)
    if terminal { return try play(&session, on: try TerminalScreen(size: size)) }
    let size = size ?? PictureSize(width: 640, height: 480)
    let window: Window
    do {
      window = try Window(
        title: "orrery: \(entry.name)", width: size.width, height: size.height,
        isHidden: headless)
    } catch {
      throw Failure(
        .unavailable,
        "\(error). Try --terminal to draw in this terminal, or --headless --frames 60 "
          + "--record DIR to write pictures.")
    }
    try play(&session, on: WindowScreen(window: window, size: size))
  }

  private func play(_ session: inout WatchSession, on screen: some WatchScreen) throws {
    var image = Image(width: screen.size.width, height: screen.size.height)
    let clock = ContinuousClock()
    var shown = 0
    while shown < frames ?? .max {
      let start = clock.now
      for event in screen.events() { session.handle(event) }
      if session.isOver { return }
      try session.advance()
      session.draw(into: &image)
      do throws(ViewerError) {
        try screen.show(image)
      } catch {
        throw Failure(.unavailable, "\(error)")
      }
      if let record {
        let number = String(format: "frame_%05d.png", shown)
        let path = URL(fileURLWithPath: record).appendingPathComponent(number).path
        try Files.write(try image.encodedPNG(), to: path)
      }
      shown += 1
      guard !headless else { continue }
      let rest = session.wait - (clock.now - start)
      let seconds = Double(rest.components.seconds) + Double(rest.components.attoseconds) * 1e-18
      if seconds > 0 { Thread.sleep(forTimeInterval: seconds) }
    }
  }
}

/// Where pictures are shown.
protocol WatchScreen {
  /// The size of the pictures.
  var size: PictureSize { get }
  /// Shows a picture.
  func show(_ image: Image) throws(ViewerError)
  /// What the person has done since the last call.
  func events() -> [WindowEvent]
}

/// A window as a screen.
struct WindowScreen: WatchScreen {
  let window: Window
  let size: PictureSize

  func show(_ image: Image) throws(ViewerError) { try window.show(image) }
  func events() -> [WindowEvent] { window.events() }
}

/// The terminal as a screen.
struct TerminalScreen: WatchScreen {
  let size: PictureSize

  /// Finds out how large the terminal is.
  ///
  /// - Throws: ``Failure``, when standard output is no terminal, or one without colours.
  init(size: PictureSize?) throws(Failure) {
    let environment = ProcessInfo.processInfo.environment
    guard isatty(STDOUT_FILENO) == 1 else {
      throw Failure(
        .unavailable,
        "--terminal needs a terminal, but standard output is none. Try --headless --frames 60 "
          + "--record DIR to write pictures.")
    }
    guard environment["TERM"] != "dumb", environment["NO_COLOR", default: ""].isEmpty else {
      throw Failure(
        .unavailable,
        "--terminal needs colours, but TERM is 'dumb' or NO_COLOR is set. Try --headless "
          + "--frames 60 --record DIR to write pictures.")
    }
    var window = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0
    let columns = isKnown ? Int(window.ws_col) : 80
    let rows = isKnown ? max(2, Int(window.ws_row)) : 24
    self.size =
      size ?? PictureSize(width: min(columns, 4096), height: min(2 * (rows - 1), 4096))
    FileHandle.standardOutput.write(Data(HalfBlocks.clear.utf8))
  }

  func show(_ image: Image) throws(ViewerError) {
    FileHandle.standardOutput.write(Data((HalfBlocks.home + HalfBlocks.encode(image)).utf8))
  }

  func events() -> [WindowEvent] { [] }
}
