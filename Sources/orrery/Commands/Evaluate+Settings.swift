import Records

extension Evaluate {
  /// Refuses settings of a run that affect only its training.
  func checkSettingsMatter() throws(Failure) {
    for assignment in set {
      let name = Self.name(in: assignment)
      guard name != "behavior.discount" else {
        throw Failure(
          .usage,
          "--set \(assignment): a value is learned for the discount of its run, and for no other")
      }
      let group = String(name.prefix { $0 != "." })
      guard
        ["task", "seed", "loss", "optimizer", "trainer", "monitor"].contains(group)
          && name != "trainer.actionRepeat" || Self.learning.contains(name)
      else { continue }
      throw Failure(
        .usage,
        "--set \(assignment): only training has a use for it; evaluate takes settings of planner, "
          + "those of behavior and model that change how a trained agent acts, and "
          + "trainer.actionRepeat")
    }
  }

  /// Refuses settings that do not affect a search in the simulator.
  func checkSettingsMatterToSearch() throws(Failure) {
    for assignment in set where Self.drawing.contains(Self.name(in: assignment)) {
      throw Failure(
        .usage,
        "--set \(assignment): the simulator has no weights to draw; take an agent with a model to "
          + "compare it")
    }
  }

  /// The settings of initial weights, their cost, and the learning of the policy and the value.
  private static let learning: Set = [
    "model.weightMeans", "model.weightStddev", "model.priorStddev", "model.hasTiedPriorMean",
    "behavior.horizon", "behavior.starts", "behavior.traceDecay", "behavior.entropyScale",
    "behavior.learningRate", "behavior.largestNorm",
  ]

  /// The settings of draws of the weights.
  private static let drawing: Set = [
    "planner.weights", "planner.weightDraws", "planner.aggregation", "planner.spreadWeight",
  ]

  private static func name(in assignment: String) -> String {
    String(assignment.prefix { $0 != "=" }).filter { !$0.isWhitespace }
  }
}
