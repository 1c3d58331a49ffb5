import Foundation

/// The number of characters that fit in a terminal.
struct TerminalSize {
  private(set) var columns = 80
  private(set) var rows = 24

  /// Queries the terminal behind a descriptor; the size is 80 × 24 if there is none, or if it does
  /// not answer.
  init(of descriptor: Int32) {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else { return }
    (columns, rows) = (Int(window.ws_col), Int(window.ws_row))
  }
}
