import Base
import Control
import Planning
import Tensors

/// An agent that plans in the environment itself: the result of a planner with a perfect model.
///
/// Every candidate is played in a fork of the environment, on all cores. Rewards after the horizon
/// are not seen, so a short horizon is short-sighted however thorough the search.
public struct TrueDynamicsAgent<Search: Planner>: Agent {
  /// The search for the next action.
  public private(set) var planner: Search
  private let watch: (Plan) -> Void

  /// Creates an agent.
  ///
  /// - Parameters:
  ///   - planner: The search for the next action.
  ///   - watch: Called with every plan.
  public init(_ planner: Search, watching watch: @escaping (Plan) -> Void = { _ in }) {
    (self.planner, self.watch) = (planner, watch)
  }

  public mutating func begin() { planner.reset() }

  public mutating func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) -> [Double] {
    let size = planner.sequences.actionSize
    require(
      environment.actionSize == size,
      "a plan of actions with \(size) components cannot be played where they have"
        + " \(environment.actionSize)")
    let plan = planner.plan(using: &generator) { simulatedReturns(of: $0, in: environment) }
    watch(plan)
    return plan.action.map { Double($0) }
  }
}

/// Returns the sum of the rewards of each candidate, played in forks of an environment.
///
/// Nothing after the end of an episode counts; a candidate that the environment refuses, or whose
/// simulation diverges, has no finite return.
///
/// - Parameters:
///   - candidates: Of shape `[horizon, candidates, actionSize]`.
///   - environment: The environment in which all candidates start; it is not changed.
/// - Returns: Of shape `[candidates]`, the same for any number of threads.
func simulatedReturns(of candidates: Tensor, in environment: some Environment) -> Tensor {
  let count = candidates.shape[1]
  let returns = Tensor(repeating: 0, shape: [count])
  parallelFor(count: count, grain: 4) { part in
    for index in part {
      returns.elements[index] = Scalar(playedReturn(of: candidates, index, in: environment))
    }
  }
  return returns
}

private func playedReturn(
  of candidates: Tensor, _ index: Int, in environment: some Environment
) -> Double {
  var fork = environment
  let (horizon, count, size) = (
    candidates.shape[0], candidates.shape[1], candidates.shape[2]
  )
  var action = [Double](repeating: 0, count: size)
  var total = 0.0
  for time in 0..<horizon {
    let row = candidates.elements + (time * count + index) * size
    for component in 0..<size { action[component] = Double(row[component]) }
    do {
      let step = try fork.step(action)
      total += step.reward
      guard let end = step.end else { continue }
      return end == .diverged ? .nan : total
    } catch {
      return .nan
    }
  }
  return total
}
