import Imaging
import Viewer

/// What is played before the eyes of a person, picture by picture.
protocol Watchable {
  /// How the person lets it be played.
  var playback: Playback { get set }
  /// How long a picture is shown.
  var wait: Duration { get }
  /// Takes note of what the person did.
  mutating func handle(_ event: WindowEvent)
  /// Plays on to the next picture.
  mutating func advance() throws
  /// Draws the picture.
  mutating func draw(into image: inout Image)
}

extension Watchable {
  var wait: Duration { playback.wait }
  mutating func handle(_ event: WindowEvent) { playback.handle(event) }
}
