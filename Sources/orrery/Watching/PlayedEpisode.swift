import Base
import Control
import ControlSuite
import PlaNet
import Replay

/// The moments of a recorded episode, in order: one for each environment step, or one for each
/// decision if the episode cannot be replayed.
struct PlayedEpisode {
  /// A point in time of an episode.
  struct Moment {
    /// The number of the last observation.
    var place: Int
    /// The number of environment steps that were taken after it.
    var step = 0
    /// The world, if it is known.
    var world: TimeLimit<SuiteEnvironment>?
  }

  private let moments: [Moment]
  /// The number of the moment of each observation.
  private let observed: [Int]

  private init(_ moments: [Moment]) {
    self.moments = moments
    observed = moments.indices.filter { moments[$0].step == 0 }
  }

  /// Prepares to show an episode as it was recorded.
  init(asRecorded record: RecordedEpisode) {
    self.init((0...record.length).map { Moment(place: $0) })
  }

  /// Replays an episode, or returns `nil` if its start is unknown, or if the observations differ.
  ///
  /// - Parameters:
  ///   - record: The episode.
  ///   - environment: An environment like the one that it was recorded in.
  ///   - actionRepeat: The number of environment steps for which an action is repeated.
  ///   - eye: The agent's view.
  init?(
    _ record: RecordedEpisode, in environment: TimeLimit<SuiteEnvironment>, actionRepeat: Int,
    seenBy eye: inout Eye
  ) {
    guard var generator = record.start else { return nil }
    var (world, moments) = (environment, [Moment]())
    world.reset(using: &generator)
    for place in 0...record.length {
      guard eye.look(at: world)[...] == record.observation(at: place) else { return nil }
      guard place < record.length else { break }
      let action = record.action(at: place).map { Double($0) }
      var (step, isOver) = (0, false)
      while step < actionRepeat && !isOver {
        moments.append(Moment(place: place, step: step, world: world))
        guard let taken = try? world.step(action) else { return nil }
        (step, isOver) = (step + 1, taken.end != nil)
      }
    }
    self.init(moments + [Moment(place: record.length, world: world)])
  }

  /// The number of moments.
  var count: Int { moments.count }

  /// The moment with a number.
  subscript(index: Int) -> Moment { moments[index] }

  /// Returns the number of the moment of an observation, or that of the nearest valid observation.
  func index(ofObservation place: Int) -> Int {
    observed[min(max(place, 0), observed.count - 1)]
  }

  /// Returns the world at an observation, if it is known.
  func world(atObservation place: Int) -> TimeLimit<SuiteEnvironment>? {
    moments[index(ofObservation: place)].world
  }
}
