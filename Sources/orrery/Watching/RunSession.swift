import Base
import Control
import ControlSuite
import Foundation
import Imaging
import PlaNet
import PlanarPhysics
import Planning
import Replay
import Tensors
import Viewer

/// A trained agent at play, with its views, beliefs and imagination.
///
/// It plays the same episodes as `orrery evaluate` with the same seed. The environment is a value,
/// so the true consequences of a plan are found on a copy.
struct RunSession: Watchable {
  private let heading: String
  private let actionRepeat: Int
  private let showsTimings: Bool
  private var environment: TimeLimit<SuiteEnvironment>
  private var agent: PlaNetAgent
  private var eye: Eye
  private var view: BeliefView
  private var starts: SeededGenerator
  private var source: SeededGenerator
  private var dashboard: TimedDashboard
  private var snapshot = Snapshot()
  private var action: [Double] = []
  private var stepsLeft = 0
  private var last = Step(reward: 0)
  private var (received, score) = (0.0, 0.0)
  private var (episode, decision) = (0, 0)
  var playback = Playback()
  /// The scores of the episodes that were played to the end.
  private(set) var scores: [Double] = []

  /// Starts the first episode.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - seed: The seed of starts and of the agent's draws.
  ///   - size: The size of pictures.
  ///   - showsTimings: Whether pictures show timings, which never repeat exactly.
  /// - Throws: An error that describes what is wrong with the run.
  init(_ run: OpenedRun, seed: UInt64, size: PictureSize, showsTimings: Bool) throws {
    (actionRepeat, environment, agent) = (run.actionRepeat, run.environment, run.agent)
    heading = "\(run.entry.name)  after \(try run.loaded.environmentSteps) environment steps"
    eye = Eye(run.loaded.configuration, for: environment)
    starts = SeededGenerator(seed: seed)
    source = starts
    view = BeliefView(agent.model, eye, using: SeededGenerator(seed: ~seed))
    dashboard = TimedDashboard(size)
    self.showsTimings = showsTimings
    startEpisode()
  }

  /// The time that the parts of pictures take.
  var timings: Timings { dashboard.timings }

  private mutating func startEpisode() {
    source = starts.split()
    environment.reset(using: &source)
    agent.begin()
    snapshot.rewards = []
    (last, score, decision, stepsLeft) = (Step(reward: 0), 0, 0, 0)
    episode += 1
  }

  mutating func advance() throws {
    if playback.takeEpisode() { startEpisode() }
    let steps = max(0, playback.takeSteps())
    // A picture of the start has something to show, too.
    if steps == 0, decision == 0 { decide() }
    for _ in 0..<steps { try step() }
  }

  /// Takes an environment step, after a decision if one is due.
  private mutating func step() throws {
    if last.end != nil { startEpisode() }
    if stepsLeft == 0 { decide() }
    last = try environment.step(action)
    received += last.reward
    score += last.reward
    stepsLeft -= 1
    guard stepsLeft == 0 || last.end != nil else { return }
    stepsLeft = 0
    if last.end != nil { scores.append(score) }
    if !snapshot.rewards.isEmpty {
      snapshot.rewards[snapshot.rewards.count - 1].received = received
    }
  }

  private mutating func decide() {
    let observation = eye.look(at: environment)
    var start = ContinuousClock.now
    action = agent.act(seeing: observation, using: &source)
    dashboard.timings.add(.planning, since: start)
    dashboard.timings.countDecision()
    (stepsLeft, received) = (actionRepeat, 0)
    decision += 1
    start = .now
    imagine(after: observation)
    dashboard.timings.add(.imagining, since: start)
  }

  private mutating func imagine(after observation: [UInt8]) {
    let belief = agent.memory.belief
    let rewards = snapshot.rewards
    snapshot = view.snapshot(seeing: observation[...], believing: belief)
    snapshot.rewards = rewards
    snapshot.heading = heading
    snapshot.secondsPerDecision = environment.timeStep * Double(actionRepeat)
    guard let plan = agent.plan else { return }
    let truth = view.consequences(
      of: plan, in: environment, actionRepeat: actionRepeat, seenBy: &eye)
    let future = view.show(plan, from: belief, beside: truth, in: &snapshot)
    snapshot.rewards.append(Snapshot.Reward(firstOf: future))
  }

  mutating func draw(into image: inout Image) {
    snapshot.scene = dashboard.sight(of: environment, showsContacts: playback.showsContacts)
    snapshot.status =
      String(
        format: "episode %d  decision %d  %.2f s", episode, decision,
        environment.base.world.time) + playback.words
    var shown = snapshot
    shown.keys = playback.showsKeys ? Self.keys : []
    shown.readings = readings + snapshot.readings + (showsTimings ? timingReadings : [])
    dashboard.draw(shown, into: &image)
  }

  private var readings: [Snapshot.Reading] {
    [
      Snapshot.Reading("score", String(format: "%.1f", score)),
      Snapshot.Reading("reward", String(format: "%.3f", last.reward)),
    ]
  }

  private var timingReadings: [Snapshot.Reading] {
    [
      Snapshot.Reading(
        "planning", String(format: "%.0f ms", timings.milliseconds(.planning))),
      Snapshot.Reading(
        "imagining", String(format: "%.0f ms", timings.milliseconds(.imagining))),
      Snapshot.Reading("pictures a second", String(format: "%.0f", timings.rate)),
    ]
  }

  private static let keys = [
    Snapshot.Reading("space", "pause, and go on"),
    Snapshot.Reading(".", "take a single environment step"),
    Snapshot.Reading("- =", "slower, faster"),
    Snapshot.Reading("x", "new episode"),
    Snapshot.Reading("c", "show contacts, or hide them"),
    Snapshot.Reading("?", "show these keys, or hide them"),
    Snapshot.Reading("escape", "end"),
  ]
}
