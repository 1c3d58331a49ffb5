import Foundation
import Imaging
import Records
import Viewer

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
