import Base
import Control
import ControlSuite
import Foundation
import Imaging
import PlaNet
import Replay
import Tensors
import Viewer

/// A recorded episode as the agent sees it in retrospect: what it would have believed at each
/// decision, what it would plan from there, and what it would have expected of the action that was
/// taken.
///
/// The episode is replayed from the generator with which it began, so that it can be shown as
/// people see the task, and a plan can be followed on a copy of the world.
struct EpisodeSession: Watchable {
  private let heading: String
  private let secondsPerDecision: Double
  private let actionRepeat: Int
  private let record: RecordedEpisode
  private let beliefs: [Belief]
  private let episode: PlayedEpisode
  private var eye: Eye
  private var agent: PlaNetAgent
  private var view: BeliefView
  private var dashboard: TimedDashboard
  private var snapshot = Snapshot()
  /// The rewards of the decisions up to the furthest one that was shown.
  private var rewards: [Snapshot.Reward] = []
  /// The number of the current moment; `nil` before the first.
  private var index: Int?
  var playback = Playback()

  /// Reads an episode, replays it, and computes the belief at each of its decisions.
  ///
  /// - Throws: ``Failure`` if the run has no such episode; `FileError` or `DataError`.
  init(_ run: OpenedRun, episode number: Int, size: PictureSize) throws {
    (actionRepeat, agent) = (run.actionRepeat, run.agent)
    eye = Eye(run.loaded.configuration, for: run.environment)
    record = try RecordedEpisodes(path: run.loaded.path, format: eye.format).episode(number)
    secondsPerDecision = run.environment.timeStep * Double(actionRepeat)
    heading = "\(run.entry.name)  recorded episode \(number)"
    var generator = SeededGenerator(seed: 0)
    beliefs = agent.model.beliefs(along: record, seenBy: eye, using: &generator)
    view = BeliefView(agent.model, eye, using: generator.split())
    let played = PlayedEpisode(
      record, in: run.environment, actionRepeat: actionRepeat, seenBy: &eye)
    if played == nil {
      Console.tell(
        "episode \(number) is shown as it was recorded: "
          + (record.start == nil
            ? "its file does not say how it began" : "played again, it comes out otherwise"))
    }
    episode = played ?? PlayedEpisode(asRecorded: record)
    dashboard = TimedDashboard(size)
  }

  /// The time that the parts of pictures take.
  var timings: Timings { dashboard.timings }

  /// Advances by environment steps or, when playback is paused, by decisions.
  mutating func advance() {
    let steps = playback.takeSteps()
    guard let index, !playback.takeEpisode() else { return look(at: 0) }
    let next =
      playback.isPaused
      ? episode.index(ofObservation: episode[index].place + steps)
      : min(index + steps, episode.count - 1)
    if next != index, steps != 0 { look(at: next) }
    if next == episode.count - 1 { playback.pause() }
  }

  private mutating func look(at index: Int) {
    let place = episode[index].place
    let isNew = self.index.map { episode[$0].place != place } ?? true
    self.index = index
    guard isNew else { return }
    dashboard.timings.countDecision()
    let start = ContinuousClock.now
    imagine(at: place)
    dashboard.timings.add(.imagining, since: start)
  }

  private mutating func imagine(at place: Int) {
    let belief = beliefs[place]
    snapshot = view.snapshot(seeing: record.observation(at: place), believing: belief)
    snapshot.heading = heading
    snapshot.sceneTitle = "recorded"
    snapshot.secondsPerDecision = secondsPerDecision
    if place < record.length {
      // The agent begins anew, as at the start of an episode, so that the plan of a decision is the
      // same each time.
      agent.begin()
      var source = SeededGenerator(seed: 0, stream: UInt64(place))
      let plan = agent.search(from: belief, using: &source)
      let truth = episode.world(atObservation: place).map {
        view.consequences(of: plan, in: $0, actionRepeat: actionRepeat, seenBy: &eye)
      }
      view.show(plan, from: belief, beside: truth, in: &snapshot)
    }
    // No decision is left out, so that each has its prediction.
    while rewards.count < min(place + 1, record.length) { rewards.append(nextReward()) }
    snapshot.rewards = Array(rewards.prefix(place))
    let score = record.rewards.prefix(place).reduce(0.0) { $0 + Double($1) }
    snapshot.readings.insert(
      Snapshot.Reading("score", String(format: "%.1f", score)), at: 0)
  }

  /// Returns the reward of the next recorded action, beside the expected one.
  private mutating func nextReward() -> Snapshot.Reward {
    let place = rewards.count
    let action = record.action(at: place).map { Scalar($0) }
    var reward = view.reward(of: Tensor(action, shape: [1, action.count]), from: beliefs[place])
    reward.received = Double(record.rewards[place])
    return reward
  }

  mutating func draw(into image: inout Image) {
    let moment = episode[index ?? 0]
    if let world = moment.world {
      snapshot.scene = dashboard.sight(of: world, showsContacts: playback.showsContacts)
    }
    var shown = snapshot
    shown.status =
      String(
        format: "decision %d of %d  %.2f s", moment.place, record.length,
        (Double(moment.place) + Double(moment.step) / Double(actionRepeat)) * secondsPerDecision)
      + playback.words
    shown.keys = playback.showsKeys ? Self.keys : []
    dashboard.draw(shown, into: &image)
  }

  private static let keys = [
    Snapshot.Reading("space", "pause, and go on"),
    Snapshot.Reading(". right", "go one decision on"),
    Snapshot.Reading("left", "go one decision back"),
    Snapshot.Reading("- =", "slower, faster"),
    Snapshot.Reading("x", "back to the start"),
    Snapshot.Reading("c", "show contacts, or hide them"),
    Snapshot.Reading("?", "show these keys, or hide them"),
    Snapshot.Reading("escape", "end"),
  ]
}
