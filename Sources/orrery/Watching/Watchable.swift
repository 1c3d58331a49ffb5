import Imaging
import Viewer

/// Something that is played for the user to watch, picture by picture.
protocol Watchable {
  /// The user's control over playback.
  var playback: Playback { get set }
  /// The duration of a picture.
  var wait: Duration { get }
  /// Records an event.
  mutating func handle(_ event: WindowEvent)
  /// Plays up to the next picture.
  mutating func advance() throws
  /// Draws the picture.
  mutating func draw(into image: inout Image)
}

extension Watchable {
  var wait: Duration { playback.wait }
  mutating func handle(_ event: WindowEvent) { playback.handle(event) }
}
