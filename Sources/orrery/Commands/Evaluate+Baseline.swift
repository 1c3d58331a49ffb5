import ArgumentParser
import Base
import Baselines
import Control
import ControlSuite
import Foundation
import JSONText
import PlaNet
import Planning
import Records

/// An agent that does not learn, to compare with.
enum Baseline: String, CaseIterable, ExpressibleByArgument {
  /// Random actions.
  case random
  /// A search in forks of the environment.
  case trueDynamics = "true-dynamics"
}

/// The settings of a baseline.
private struct BaselineConfiguration: Codable {
  /// The settings of the search in the true dynamics.
  var planner = PlannerConfiguration()

  init() {
    planner.method = .improvedCrossEntropy
    (planner.candidates, planner.iterations, planner.elites) = (150, 4, 15)
    planner.initialStddev = 0.5
  }
}

extension Evaluate {
  /// Plays episodes of a task with a baseline, and prints its scores and its duration.
  func evaluate(_ baseline: Baseline) throws {
    let entry = try Catalog.entry(namedByUser: folder)
    var environment = ActionRepeat(entry.makeEnvironment(), count: entry.actionRepeat)
    var evaluation = Evaluation(keeping: 0)
    var player = try agent(for: baseline, actionSize: environment.actionSize) {
      evaluation.count($0)
    }
    var generator = SeededGenerator(seed: seed)
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<episodes {
      var source = generator.split()
      let episode = try play(&environment, with: &player, using: &source)
      evaluation.scores.append(episode.score)
      try Console.print(evaluation.lastLine(json: json))
    }
    let seconds = start.duration(to: clock.now) / .seconds(1)
    if let warning = evaluation.warning { Console.tell(warning) }
    try Console.print(
      evaluation.summary(
        json: json, JSON.Member("seconds", .number(seconds)),
        note: String(format: "  in %.1f s", seconds)))
  }

  private func agent(
    for baseline: Baseline, actionSize: Int, watching watch: @escaping (Plan) -> Void
  ) throws -> any Agent {
    guard baseline != .random || set.isEmpty else {
      throw Failure(
        .usage, "--set is for the search of --agent true-dynamics; random actions have no settings")
    }
    try checkSettingsMatterToSearch()
    var settings = try Settings(BaselineConfiguration())
    for assignment in set { try settings.set(assignment) }
    let planner = try settings.configuration().planner
    if let fault = planner.fault {
      throw SettingsError.usage("--set planner.\(fault.name)", fault.problem)
    }
    switch baseline {
    case .random: return RandomAgent()
    case .trueDynamics:
      try MemoryPrediction(searching: planner, actionSize: actionSize)
        .check(SystemMemory.available)
      func agent(_ planner: some Planner) -> any Agent {
        TrueDynamicsAgent(planner, watching: watch)
      }
      return agent(planner.planner(actionSize: actionSize))
    }
  }
}
