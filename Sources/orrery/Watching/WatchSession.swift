import Base
import Baselines
import Control
import ControlSuite
import Imaging
import PlanarPhysics
import Viewer

/// A task that is played for the user to watch.
struct WatchSession: Watchable {
  private let entry: Catalog.Entry
  private let policy: Watch.Policy
  private var environment: TimeLimit<SuiteEnvironment>
  private var generator: SeededGenerator
  /// The number of environment steps that a picture stands for: about a thirtieth of a second.
  private let stepsPerFrame: Int
  var playback = Playback(showsContacts: true)
  private var motors = MotorKeys()
  private var last = Step(reward: 0)
  private var total = 0.0

  /// Starts the first episode.
  init(_ entry: Catalog.Entry, policy: Watch.Policy, seed: UInt64) {
    (self.entry, self.policy) = (entry, policy)
    environment = entry.makeEnvironment()
    generator = SeededGenerator(seed: seed)
    stepsPerFrame = max(1, Int((1 / 30 / environment.timeStep).rounded()))
    environment.reset(using: &generator)
  }

  /// The duration of a picture.
  var wait: Duration {
    .seconds(environment.timeStep * Double(stepsPerFrame * playback.slowness))
  }

  /// Records an event.
  mutating func handle(_ event: WindowEvent) {
    playback.handle(event)
    motors.handle(event)
  }

  private mutating func startEpisode() {
    environment.reset(using: &generator)
    (last, total) = (Step(reward: 0), 0)
  }

  /// Plays up to the next picture.
  mutating func advance() throws(ActionError) {
    if playback.takeEpisode() { startEpisode() }
    let steps = playback.takeSteps()
    let count = playback.isPaused ? max(0, steps) : steps * stepsPerFrame
    guard count > 0 else { return }
    let action = nextAction()
    for _ in 0..<count {
      if last.end != nil { startEpisode() }
      last = try environment.step(action)
      total += last.reward
    }
  }

  private mutating func nextAction() -> [Double] {
    switch policy {
    case .zero:
      return [Double](repeating: 0, count: environment.actionSize)
    case .random:
      return RandomAgent().act(in: environment, using: &generator)
    case .keyboard: return motors.action(size: environment.actionSize)
    }
  }

  /// Draws the current state with its overlay.
  func draw(into image: inout Image) {
    environment.render(into: &image)
    let contacts = environment.base.world.contacts
    if playback.showsContacts { environment.base.drawContacts(into: &image) }
    guard image.width >= 160, image.height >= 120 else { return }
    let speed = environment.base.world.centerOfMassVelocity
    var lines = [
      entry.name + playback.words,
      "time     " + column(environment.base.world.time, 2) + " s",
      "reward   " + column(last.reward, 3) + "  sum " + column(total, 1),
      "speed    " + column((speed * speed).sum().squareRoot(), 2) + " m/s",
    ]
    let force = contacts.map(\.force.x).reduce(0, +)
    lines.append("contacts \(contacts.count)  " + column(force, 0) + " N")
    if policy == .keyboard { lines.append("motors   " + signs) }
    let scale = max(1, image.height / 480)
    // Over the sky, stars would look like full stops.
    let columns = lines.map(\.count).max() ?? 0
    image.darken(
      x: 0, y: 0, width: (12 + columns * BitmapFont.advance) * scale,
      height: (12 + lines.count * BitmapFont.lineHeight) * scale)
    for (number, line) in lines.enumerated() {
      let (x, y) = (6 * scale, (6 + number * BitmapFont.lineHeight) * scale)
      image.draw(line, x: x, y: y, scale: scale)
    }
  }

  /// The direction of each motor whose key is held.
  private var signs: String {
    motors.action(size: environment.actionSize).map { $0 > 0 ? "+" : $0 < 0 ? "-" : "0" }
      .joined(separator: " ")
  }

  /// Returns a number with a fixed number of decimal places, in seven columns.
  private func column(_ number: Double, _ digits: Int) -> String {
    fixed(number, decimals: digits, below: 1e9, or: "large").rightAligned(in: 7)
  }
}
