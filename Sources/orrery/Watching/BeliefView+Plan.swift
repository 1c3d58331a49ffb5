import Control
import ControlSuite
import PlaNet
import Planning
import Tensors
import Viewer

/// The true consequences of a plan.
struct Consequences {
  /// The views after each action, until the episode ends.
  var sights: [Sight] = []
  /// The cumulative rewards up to each action.
  var sums: [Double] = []
}

extension BeliefView {
  /// Follows a plan on a copy of the world.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - world: The world, whose steps are environment steps.
  ///   - actionRepeat: The number of environment steps for which an action is repeated.
  ///   - eye: The agent's view.
  /// - Returns: The consequences, up to the end of the episode.
  mutating func consequences(
    of plan: Plan, in world: TimeLimit<SuiteEnvironment>, actionRepeat: Int, seenBy eye: inout Eye
  ) -> Consequences {
    var (copy, found) = (ActionRepeat(world, count: actionRepeat), Consequences())
    for time in 0..<plan.actions.shape[0] {
      let action = plan.actions[time].scalars.map { Double($0) }
      guard let step = try? copy.step(action) else { return found }
      found.sums.append((found.sums.last ?? 0) + step.reward)
      // The end of an episode leaves the rest of the plan unknown.
      guard step.end == nil else { return found }
      found.sights.append(sight(of: eye.look(at: copy)[...]))
    }
    return found
  }

  /// Shows a plan: its imagined consequences, the true ones beside them, and the returns of the
  /// other candidates.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - belief: The belief that it starts from.
  ///   - truth: The true consequences of the plan, or `nil` if they are unknown.
  ///   - snapshot: The snapshot to show it in.
  /// - Returns: The imagined future.
  @discardableResult
  mutating func show(
    _ plan: Plan, from belief: Belief, beside truth: Consequences?, in snapshot: inout Snapshot
  ) -> ImaginedFuture {
    let future = imagine(plan.actions, from: belief, in: &snapshot)
    snapshot.future.title = "imagined future of the plan"
    snapshot.future.actual = truth?.sights ?? []
    snapshot.fan.actual = truth?.sums ?? []
    snapshot.fan.candidates = curves(of: plan, from: belief)
    snapshot.readings = readings(of: future, beside: ("true return", truth?.sums.last))
    snapshot.readings.append(
      Snapshot.Reading("candidates", "\(plan.candidates.reduce(0) { $0 + $1.shape[1] })"))
    if plan.isFallback {
      snapshot.readings.append(Snapshot.Reading("plan", "none is finite"))
    }
    return future
  }
}
