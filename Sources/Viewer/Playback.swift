/// The user's control over playback: the effects of the keys in every window.
package struct Playback: Hashable, Sendable {
  /// Whether playback is paused.
  package private(set) var isPaused = false
  /// The factor by which a picture is shown longer than usual.
  package private(set) var slowness = 1
  /// The number of steps that a picture stands for.
  package private(set) var quickness = 1
  /// Whether contacts are marked.
  package private(set) var showsContacts: Bool
  /// Whether the keys are explained.
  package private(set) var showsKeys = false
  /// Whether the user wants to leave.
  package private(set) var isOver = false
  private var wantsEpisode = false
  private var singleSteps = 0

  /// The usual duration of a picture.
  private static let pictureTime = Duration.milliseconds(25)

  /// Starts playback at the usual speed.
  package init(showsContacts: Bool = false) { self.showsContacts = showsContacts }

  /// The duration of a picture.
  package var wait: Duration { Self.pictureTime * slowness }

  /// The speed as text, if it is not the usual one.
  package var words: String {
    let speed =
      slowness > 1 ? "  speed 1/\(slowness)" : quickness > 1 ? "  speed \(quickness)" : ""
    return speed + (isPaused ? "  paused" : "")
  }

  /// Records an event.
  package mutating func handle(_ event: WindowEvent) {
    switch event {
    case .close, .down("Escape"): isOver = true
    case .down("Space"): isPaused.toggle()
    case .down("."), .down("Right"): (isPaused, singleSteps) = (true, singleSteps + 1)
    case .down("Left"): (isPaused, singleSteps) = (true, singleSteps - 1)
    case .down("-"):
      if quickness > 1 { quickness /= 2 } else { slowness = min(slowness * 2, 64) }
    case .down("="):
      if slowness > 1 { slowness /= 2 } else { quickness = min(quickness * 2, 16) }
    case .down("X"): wantsEpisode = true
    case .down("C"): showsContacts.toggle()
    case .down("/"), .down("?"): showsKeys.toggle()
    default: break
    }
  }

  /// Returns the number of steps to take for the next picture, backwards if it is negative.
  package mutating func takeSteps() -> Int {
    defer { singleSteps = 0 }
    return isPaused ? singleSteps : quickness
  }

  /// Returns whether an episode is to begin, and resets the request.
  package mutating func takeEpisode() -> Bool {
    defer { wantsEpisode = false }
    return wantsEpisode
  }

  /// Pauses playback.
  package mutating func pause() { isPaused = true }
}
