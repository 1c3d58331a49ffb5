/// How a person lets something be played: what the keys of every window do.
package struct Playback: Hashable, Sendable {
  /// Whether time stands still.
  package private(set) var isPaused = false
  /// How many times longer than usual a picture is shown.
  package private(set) var slowness = 1
  /// How many steps a picture stands for.
  package private(set) var quickness = 1
  /// Whether contacts are marked.
  package private(set) var showsContacts: Bool
  /// Whether the keys are explained.
  package private(set) var showsKeys = false
  /// Whether the person wants to leave.
  package private(set) var isOver = false
  private var wantsEpisode = false
  private var singleSteps = 0

  /// The usual time of a picture.
  private static let pictureTime = Duration.milliseconds(25)

  /// Starts to play, at the usual speed.
  package init(showsContacts: Bool = false) { self.showsContacts = showsContacts }

  /// How long a picture is shown.
  package var wait: Duration { Self.pictureTime * slowness }

  /// The speed in words, if it is not the usual one.
  package var words: String {
    let speed =
      slowness > 1 ? "  speed 1/\(slowness)" : quickness > 1 ? "  speed \(quickness)" : ""
    return speed + (isPaused ? "  paused" : "")
  }

  /// Takes note of what the person did.
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

  /// Returns how many steps to take for the next picture, backwards if it is negative.
  package mutating func takeSteps() -> Int {
    defer { singleSteps = 0 }
    return isPaused ? singleSteps : quickness
  }

  /// Returns whether an episode is to begin, and takes it for begun.
  package mutating func takeEpisode() -> Bool {
    defer { wantsEpisode = false }
    return wantsEpisode
  }

  /// Lets time stand still.
  package mutating func pause() { isPaused = true }
}
