import Base
import Control
import ControlSuite
import Foundation
import Imaging
import PlaNet
import Replay
import Tensors
import Viewer

/// A recorded episode as the agent looks back on it: what it would have believed at each decision,
/// what it would plan from there, and what it would have expected of the action that was taken.
///
/// The episode is played again from the generator that it began with, so that it is seen as people see
/// the task, and a plan can be followed on a copy of the world.
struct EpisodeSession: Watchable {
  private let heading: String
  private let dashboard: Dashboard
  private let secondsPerDecision: Double
  private let repeats: Int
  private let record: RecordedEpisode
  private let beliefs: [Belief]
  /// The world at each observation; none, if the episode cannot be played again.
  private let worlds: [TimeLimit<SuiteEnvironment>]
  private var eye: Eye
  private var agent: PlaNetAgent
  private var view: BeliefView
  private var playback = Playback()
  private var snapshot: Snapshot
  private var scene: Image
  /// The rewards of the decisions up to the farthest that was looked at.
  private var rewards: [Snapshot.Reward] = []
  /// The number of the observation that is looked at; `nil` before the first.
  private var place: Int?
  /// What the parts of pictures cost.
  private(set) var timings = Timings()

  /// Reads an episode, plays it again, and finds the belief at each of its decisions.
  ///
  /// - Throws: ``Failure``, if the run has no such episode; `FileError` or `DataError`.
  init(_ run: LoadedRun, episode number: Int, size: PictureSize) throws {
    let entry = try run.entry()
    let environment = entry.makeEnvironment()
    repeats = run.configuration.trainer.actionRepeat(suggested: entry.actionRepeat)
    eye = Eye(run.configuration, for: environment)
    record = try RecordedEpisodes(path: run.path, format: eye.format).episode(number)
    secondsPerDecision = environment.timeStep * Double(repeats)
    heading = "\(entry.name)  recorded episode \(number)"
    agent = try run.agent(for: environment)
    var generator = SeededGenerator(seed: 0)
    beliefs = agent.model.beliefs(along: record, seenBy: eye, using: &generator)
    view = BeliefView(agent.model, eye, using: generator.split())
    let replayed = record.played(in: environment, repeats: repeats, seenBy: &eye)
    if replayed == nil {
      Console.tell(
        "episode \(number) is shown as it was recorded: "
          + (record.start == nil
            ? "its file does not say how it began" : "played again, it comes out otherwise"))
    }
    worlds = replayed ?? []
    dashboard = Dashboard(width: size.width, height: size.height)
    let area = dashboard.layout.scene.content
    scene = Image(width: max(1, area.width), height: max(1, area.height))
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
    if next != place { look(at: next) }
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
    if place < record.length {
      // As at the start of an episode, so that the plan of a decision is the same each time.
      agent.begin()
      var source = SeededGenerator(seed: 0, stream: UInt64(place))
      let plan = agent.search(from: belief, using: &source)
      let truth =
        worlds.isEmpty
        ? nil
        : view.consequences(of: plan, in: worlds[place], repeats: repeats, seenBy: &eye)
      view.show(plan, from: belief, beside: truth, in: &snapshot)
    }
    // No decision is left out, so that each has its prediction.
    while rewards.count < min(place + 1, record.length) { rewards.append(nextReward()) }
    snapshot.rewards = Array(rewards.prefix(place))
    let score = record.rewards.prefix(place).reduce(0.0) { $0 + Double($1) }
    snapshot.readings.insert(
      Snapshot.Reading("score", String(format: "%.1f", score)), at: 0)
  }

  /// Returns what the next action that was taken has brought, beside what is expected of it.
  private mutating func nextReward() -> Snapshot.Reward {
    let (place, size) = (rewards.count, eye.format.actionSize)
    let action = record.actions[place * size..<(place + 1) * size].map { Scalar($0) }
    var reward = view.reward(of: Tensor(action, shape: [1, size]), from: beliefs[place])
    reward.received = Double(record.rewards[place])
    return reward
  }

  private func observation(_ place: Int) -> ArraySlice<UInt8> {
    let size = eye.format.observationByteCount
    return record.observations[place * size..<(place + 1) * size]
  }

  mutating func draw(into image: inout Image) {
    var start = ContinuousClock.now
    let place = place ?? 0
    if !worlds.isEmpty {
      worlds[place].render(into: &scene)
      if playback.showsContacts { worlds[place].base.drawContacts(into: &scene) }
      snapshot.scene = .frame(scene)
    }
    timings.add(.scene, since: start)
    var shown = snapshot
    shown.status =
      String(
        format: "decision %d of %d  %.2f s", place, record.length,
        Double(place) * secondsPerDecision) + playback.words
    shown.keys = playback.showsKeys ? Self.keys : []
    start = .now
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
    Snapshot.Reading("c", "show contacts, or hide them"),
    Snapshot.Reading("?", "show these keys, or hide them"),
    Snapshot.Reading("escape", "end"),
  ]
}

extension RecordedEpisode {
  /// Plays the episode again.
  ///
  /// - Parameters:
  ///   - environment: An environment like the one that it was recorded in.
  ///   - repeats: How many control steps an action is taken for.
  ///   - eye: What the agent saw.
  /// - Returns: The world at each observation, or `nil` if it is not known how the episode began, or
  ///   if something else is seen.
  fileprivate func played(
    in environment: TimeLimit<SuiteEnvironment>, repeats: Int, seenBy eye: inout Eye
  ) -> [TimeLimit<SuiteEnvironment>]? {
    guard var generator = start else { return nil }
    var (world, worlds) = (environment, [TimeLimit<SuiteEnvironment>]())
    world.reset(using: &generator)
    let (byteCount, size) = (eye.format.observationByteCount, eye.format.actionSize)
    for place in 0...length {
      let seen = observations[place * byteCount..<(place + 1) * byteCount]
      guard eye.look(at: world)[...] == seen else { return nil }
      worlds.append(world)
      guard place < length else { break }
      let action = actions[place * size..<(place + 1) * size].map { Double($0) }
      var (stepsLeft, isOver) = (repeats, false)
      while stepsLeft > 0 && !isOver {
        guard let step = try? world.step(action) else { return nil }
        (stepsLeft, isOver) = (stepsLeft - 1, step.end != nil)
      }
    }
    return worlds
  }
}
