import Control

/// The tasks of the suite by name.
public enum Catalog {
  /// A task of the suite with its settings.
  public struct Entry: Sendable {
    /// The name, domain first: `cheetah-run`.
    public let name: String
    /// The domain, whose tasks share bodies and motors: `cheetah`.
    public let domain: String
    /// The number of times that PlaNet repeats an action.
    public let actionRepeat: Int
    /// The number of environment steps in an episode.
    public let stepLimit = 1000
    private let make: @Sendable () -> any SuiteTask

    init(
      _ domain: String, _ goal: String, actionRepeat: Int,
      _ make: @escaping @Sendable () -> any SuiteTask
    ) {
      name = "\(domain)-\(goal)"
      self.domain = domain
      self.actionRepeat = actionRepeat
      self.make = make
    }

    /// Returns the task.
    public func makeTask() -> any SuiteTask { make() }

    /// Returns an environment with the task's time limit, whose steps are environment steps.
    public func makeEnvironment() -> TimeLimit<SuiteEnvironment> {
      TimeLimit(SuiteEnvironment(make()), steps: stepLimit)
    }
  }

  /// All tasks, in the order of their names.
  public static let entries: [Entry] = [
    Entry("ball-in-cup", "catch", actionRepeat: 4) { BallInCup() },
    Entry("cartpole", "balance", actionRepeat: 8) { Cartpole(start: .up) },
    Entry("cartpole", "swingup", actionRepeat: 8) { Cartpole(start: .down) },
    Entry("cheetah", "run", actionRepeat: 4) { Cheetah() },
    Entry("finger", "spin", actionRepeat: 2) { Finger(goal: .spin) },
    Entry("finger", "turn-easy", actionRepeat: 2) { Finger(goal: .turn(targetRadius: 0.07)) },
    Entry("finger", "turn-hard", actionRepeat: 2) { Finger(goal: .turn(targetRadius: 0.03)) },
    Entry("reacher", "easy", actionRepeat: 4) { Reacher(targetRadius: 0.05) },
    Entry("reacher", "hard", actionRepeat: 4) { Reacher(targetRadius: 0.015) },
    Entry("walker", "run", actionRepeat: 2) { Walker(fullSpeed: 8) },
    Entry("walker", "stand", actionRepeat: 2) { Walker(fullSpeed: 0) },
    Entry("walker", "walk", actionRepeat: 2) { Walker(fullSpeed: 1) },
  ]

  /// Returns the task called `name`, in which `_` and `-` are equivalent.
  public static func entry(named name: String) -> Entry? {
    let name = String(name.map { $0 == "_" ? "-" : $0 })
    return entries.first { $0.name == name }
  }
}
