import Base
import Control
import ControlSuite
import Foundation
import Imaging
import PlaNet
import Records
import Replay
import Tensors
import Viewer

/// A recorded episode as the agent looks back on it: what it would have believed at each decision, and
/// what it would have imagined to come of the actions that followed.
struct EpisodeSession: Watchable {
  private let heading: String
  private let dashboard: Dashboard
  private let horizon: Int
  private let secondsPerDecision: Double
  private let format: ReplayFormat
  private let record: RecordedEpisode
  private let beliefs: [Belief]
  private var view: BeliefView
  private var playback = Playback()
  private var snapshot: Snapshot
  /// The rewards of the decisions that were looked at so far; each with its prediction.
  private var rewards: [Snapshot.Reward] = []
  /// The number of the observation that is looked at; `nil` before the first.
  private var place: Int?
  /// What the parts of pictures cost.
  private(set) var timings = Timings()

  /// Reads an episode, and finds the belief at each of its decisions.
  ///
  /// - Throws: ``Failure``, if the run has no such episode; `FileError` or `DataError`.
  init(_ run: LoadedRun, episode number: Int, size: PictureSize) throws {
    let entry = try run.entry()
    let own = run.configuration.trainer.actionRepeat
    let environment = entry.makeEnvironment()
    let eye = Eye(run.configuration, for: environment)
    record = try RecordedEpisodes(path: run.path, format: eye.format).episode(number)
    format = eye.format
    horizon = run.configuration.planner.horizon
    secondsPerDecision =
      environment.timeStep * Double(own == 0 ? entry.actionRepeat : own)
    heading = "\(entry.name)  recorded episode \(number)"
    let model = try run.model(for: environment)
    var generator = SeededGenerator(seed: 0)
    beliefs = model.beliefs(along: record, seenBy: eye, using: &generator)
    view = BeliefView(model, eye, using: generator.split())
    dashboard = Dashboard(width: size.width, height: size.height)
    snapshot = Snapshot(
      scene: .components([]), seen: .components([]), reconstruction: .components([]))
  }

  var isOver: Bool { playback.isOver }
  var wait: Duration { playback.wait }

  mutating func handle(_ event: WindowEvent) { playback.handle(event) }

  mutating func advance() {
    let steps = playback.takeSteps()
    guard let place, !playback.takeEpisode() else { return look(at: 0) }
    let next = min(max(place + steps, 0), record.length)
    // No decision is left out, so that each has its prediction.
    for place in min(place + 1, next)..<next + 1 where place != self.place { look(at: place) }
    if next == record.length { playback.pause() }
  }

  private mutating func look(at place: Int) {
    self.place = place
    timings.countDecision()
    let start = ContinuousClock.now
    imagine(at: place)
    timings.add(.imagining, since: start)
  }

  private mutating func imagine(at place: Int) {
    let belief = beliefs[place]
    snapshot = view.snapshot(seeing: observation(place), believing: belief)
    snapshot.heading = heading
    snapshot.sceneTitle = "recorded"
    snapshot.secondsPerDecision = secondsPerDecision
    snapshot.future.title = "imagined future of the recorded actions"
    let end = min(place + horizon, record.length)
    if place < end {
      let size = format.actionSize
      let actions = Tensor(
        record.actions[place * size..<end * size].map { Scalar($0) }, shape: [end - place, size])
      let future = view.imagine(actions, from: belief, in: &snapshot)
      if place == rewards.count {
        rewards += snapshot.rewards
        rewards[place].received = Double(record.rewards[place])
      }
      for time in place..<end {
        snapshot.future.actual.append(view.sight(of: observation(time + 1)))
        snapshot.fan.actual.append(
          (snapshot.fan.actual.last ?? 0) + Double(record.rewards[time]))
      }
      snapshot.readings = view.readings(
        of: future, beside: ("recorded return", snapshot.fan.actual.last ?? 0))
    }
    snapshot.rewards = Array(rewards.prefix(place))
    let score = record.rewards.prefix(place).reduce(0.0) { $0 + Double($1) }
    snapshot.readings.insert(
      Snapshot.Reading("score", String(format: "%.1f", score)), at: 0)
  }

  private func observation(_ place: Int) -> ArraySlice<UInt8> {
    let size = format.observationByteCount
    return record.observations[place * size..<(place + 1) * size]
  }

  mutating func draw(into image: inout Image) {
    var shown = snapshot
    let place = place ?? 0
    shown.status =
      String(
        format: "decision %d of %d  %.2f s", place, record.length,
        Double(place) * secondsPerDecision) + playback.words
    shown.keys = playback.showsKeys ? Self.keys : []
    let start = ContinuousClock.now
    dashboard.draw(shown, into: &image)
    timings.add(.dashboard, since: start)
    timings.countPicture()
  }

  private static let keys = [
    Snapshot.Reading("space", "pause, and go on"),
    Snapshot.Reading(". right", "go one decision on"),
    Snapshot.Reading("left", "go one decision back"),
    Snapshot.Reading("- =", "slower, faster"),
    Snapshot.Reading("x", "back to the start"),
    Snapshot.Reading("?", "show these keys, or hide them"),
    Snapshot.Reading("escape", "end"),
  ]
}
