import Records

extension Evaluate {
  /// Refuses settings of a run that only its training has a use for.
  func checkSettingsMatter() throws(Failure) {
    for assignment in set {
      let name = String(assignment.prefix { $0 != "=" }).filter { !$0.isWhitespace }
      let group = String(name.prefix { $0 != "." })
      guard ["task", "seed", "loss", "optimizer", "trainer", "monitor"].contains(group),
        name != "trainer.actionRepeat"
      else { continue }
      throw Failure(
        .usage,
        "--set \(assignment): only training has a use for it; evaluate takes settings of planner, "
          + "behavior and model, and trainer.actionRepeat")
    }
  }
}
