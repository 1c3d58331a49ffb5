import Control
import ControlSuite
import PlaNet
import Planning
import Tensors
import Viewer

/// What a plan leads to in truth.
struct Consequences {
  /// What is seen after each action, as far as the episode goes.
  var sights: [Sight] = []
  /// The sums of rewards up to each action.
  var sums: [Double] = []
}

extension BeliefView {
  /// Finds out what a plan leads to on a copy of the world.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - world: The world, whose steps are environment steps.
  ///   - actionRepeat: How many of them an action is taken for.
  ///   - eye: What the agent sees.
  /// - Returns: What follows, up to the end of the episode.
  mutating func consequences(
    of plan: Plan, in world: TimeLimit<SuiteEnvironment>, actionRepeat: Int, seenBy eye: inout Eye
  ) -> Consequences {
    var (copy, found) = (ActionRepeat(world, count: actionRepeat), Consequences())
    for time in 0..<plan.actions.shape[0] {
      let action = plan.actions[time].scalars.map { Double($0) }
      guard let step = try? copy.step(action) else { return found }
      found.sums.append((found.sums.last ?? 0) + step.reward)
      // An episode that ends leaves the rest of the plan untold.
      guard step.end == nil else { return found }
      found.sights.append(sight(of: eye.look(at: copy)[...]))
    }
    return found
  }

  /// Shows a plan: what is imagined to come of it, beside what comes in truth, and the returns of the
  /// other candidates.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - belief: The belief that it starts from.
  ///   - truth: What the plan leads to, or `nil` if nobody knows.
  ///   - snapshot: Where it is shown.
  /// - Returns: What is imagined.
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
