/// What is watched on the episodes of an evaluation, which nothing is learned from.
public struct MonitorConfiguration: Codable, Hashable, Sendable {
  /// The number of episodes that are looked at.
  public var episodes = 4
  /// The number of observations that predictions start from.
  public var context = 5
  /// The number of decisions that are predicted.
  public var horizon = 50
  /// The number of draws of the weights; from 19 on, no truth outside of all draws counts as inside
  /// an interval of 90 %.
  public var draws = 20
  /// The number of draws of states under each draw of the weights, which tell the two apart.
  static let stateDrawCount = 2

  /// Creates the default configuration.
  public init() {}

  /// What is wrong with the values, or `nil`.
  var fault: (name: String, problem: String)? {
    Bounds.fault(among: [
      "episodes": Bounds.problem(episodes), "context": Bounds.problem(context),
      "horizon": Bounds.problem(horizon), "draws": Bounds.problem(draws),
    ])
  }
}
