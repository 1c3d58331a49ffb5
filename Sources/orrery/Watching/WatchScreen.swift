import Foundation
import Imaging
import PlanarScenes
import Records
import Viewer

/// A place where pictures are shown.
protocol WatchScreen {
  /// The size of the pictures.
  var size: PictureSize { get }
  /// Shows a picture.
  ///
  /// - Throws: ``Failure`` or `FileError` if the picture can no longer be shown.
  func show(_ image: Image) throws
  /// Returns the user's actions since the last call.
  func events() -> [WindowEvent]
}

/// A window as a screen.
struct WindowScreen: WatchScreen {
  let window: Window
  let size: PictureSize

  func show(_ image: Image) throws {
    do {
      try window.show(image)
    } catch {
      throw Failure(.unavailable, "\(error)")
    }
  }
  func events() -> [WindowEvent] { window.events() }
}

/// No screen: pictures are recorded, or only timed.
struct NoScreen: WatchScreen {
  let size: PictureSize

  func show(_ image: Image) {}
  func events() -> [WindowEvent] { [] }
}

/// The terminal as a screen.
struct TerminalScreen: WatchScreen {
  let size: PictureSize

  /// Determines the size of the terminal.
  ///
  /// - Throws: ``Failure`` if standard output is not a terminal, or is one without colours;
  ///   `FileError` if it cannot be written to.
  init(size: PictureSize?) throws {
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
    let (room, most) = (TerminalSize(of: STDOUT_FILENO), Renderer.maximumSize)
    self.size =
      size
      ?? PictureSize(width: min(room.columns, most), height: min(2 * max(room.rows - 1, 1), most))
    try Console.write(HalfBlocks.clear)
  }

  func show(_ image: Image) throws {
    try Console.write(HalfBlocks.home + HalfBlocks.encode(image))
  }

  func events() -> [WindowEvent] { [] }
}
