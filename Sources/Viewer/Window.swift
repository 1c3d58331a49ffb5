import Base
import CSDL2
import Imaging

/// The reason why there is no window.
package enum ViewerError: Error, Equatable, CustomStringConvertible {
  /// There is no display to open a window on.
  case noDisplay(driver: String)
  /// A call of SDL failed.
  case refused(call: String, reason: String)

  /// A sentence that tells the user what is wrong.
  package var description: String {
    switch self {
    case .noDisplay(let driver):
      "there is no display to open a window on (SDL's video driver is '\(driver)')"
    case .refused(let call, let reason):
      "\(call) failed: \(reason)"
    }
  }
}

/// A user's action in a window.
package enum WindowEvent: Hashable, Sendable {
  /// The window was closed.
  case close
  /// A key went down: a letter, digit or sign, or a name such as `Space` or `Escape`.
  case down(key: String)
  /// A key went up.
  case up(key: String)
}

/// A window that shows pictures.
///
/// SDL is used on one thread: a window must be created, shown and closed on the main thread.
package final class Window {
  /// The width of the pictures, in pixels.
  package let width: Int
  /// The height of the pictures, in pixels.
  package let height: Int
  private let window: OpaquePointer

  /// Opens a window.
  ///
  /// - Parameters:
  ///   - title: The text in its title bar.
  ///   - width: The width of the pictures, in pixels.
  ///   - height: The height of the pictures, in pixels.
  ///   - isHidden: Whether a driver without a display is sufficient, so that the window is
  ///     invisible.
  /// - Throws: ``ViewerError``; without a display, immediately.
  /// - Precondition: The sizes are from 1 to 4096.
  package init(title: String, width: Int, height: Int, isHidden: Bool = false) throws(ViewerError) {
    let range = 1...4096
    require(
      range.contains(width) && range.contains(height),
      "a window of \(width) × \(height) is not from 1 to \(range.upperBound) on a side")
    // The effect of Ctrl-C is up to the program.
    SDL_SetHint("SDL_NO_SIGNAL_HANDLERS", "1")
    guard SDL_InitSubSystem(Window.video) == 0 else {
      throw .noDisplay(driver: "none: " + Window.reason)
    }
    let driver = SDL_GetCurrentVideoDriver().map { String(cString: $0) } ?? "none"
    guard isHidden || !["dummy", "offscreen", "none"].contains(driver) else {
      SDL_QuitSubSystem(Window.video)
      throw .noDisplay(driver: driver)
    }
    let centered: Int32 = 0x2FFF_0000
    guard
      let window = SDL_CreateWindow(
        title, centered, centered, Int32(width), Int32(height), SDL_WINDOW_SHOWN.rawValue)
    else {
      let reason = Window.reason
      SDL_QuitSubSystem(Window.video)
      throw .refused(call: "opening a window", reason: reason)
    }
    (self.window, self.width, self.height) = (window, width, height)
  }

  deinit {
    SDL_DestroyWindow(window)
    SDL_QuitSubSystem(Window.video)
  }

  private static let video: UInt32 = 0x20
  private static var reason: String { String(cString: SDL_GetError()) }

  /// Shows a picture of the window's size.
  ///
  /// - Throws: ``ViewerError`` if SDL cannot draw.
  /// - Precondition: The picture has the size of the window.
  package func show(_ image: Image) throws(ViewerError) {
    require(
      image.width == width && image.height == height,
      "a window of \(width) × \(height) cannot show \(image.width) × \(image.height)")
    guard let target = SDL_GetWindowSurface(window) else {
      throw .refused(call: "drawing in the window", reason: Window.reason)
    }
    var bytes = image.pixels
    let code = bytes.withUnsafeMutableBytes { buffer -> Int32 in
      let source = SDL_CreateRGBSurfaceWithFormatFrom(
        buffer.baseAddress, Int32(width), Int32(height), 24, Int32(3 * width),
        SDL_PIXELFORMAT_RGB24.rawValue)
      defer { SDL_FreeSurface(source) }
      return SDL_UpperBlit(source, nil, target, nil)
    }
    guard code == 0, SDL_UpdateWindowSurface(window) == 0 else {
      throw .refused(call: "drawing in the window", reason: Window.reason)
    }
  }

  /// Returns the events since the last call.
  package func events() -> [WindowEvent] {
    var events: [WindowEvent] = []
    var event = SDL_Event()
    while SDL_PollEvent(&event) != 0 {
      switch event.type {
      case SDL_QUIT.rawValue: events.append(.close)
      case SDL_KEYDOWN.rawValue where event.key.repeat == 0:
        events.append(.down(key: String(cString: SDL_GetKeyName(event.key.keysym.sym))))
      case SDL_KEYUP.rawValue:
        events.append(.up(key: String(cString: SDL_GetKeyName(event.key.keysym.sym))))
      default: break
      }
    }
    return events
  }
}
