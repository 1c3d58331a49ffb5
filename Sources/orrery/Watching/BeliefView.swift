import Base
import Foundation
import Imaging
import Layers
import PlaNet
import Replay
import Tensors
import Viewer

/// Shows the beliefs and the imagination of a world model.
struct BeliefView {
  let model: WorldModel
  private var vision: Vision
  private let weightDrawCount = 4
  private let stateDrawCount = 2
  var generator: SeededGenerator

  /// Creates a view of a model's beliefs.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - eye: The agent's view.
  ///   - generator: The source of randomness in imagination, separate from the agent's draws.
  init(_ model: WorldModel, _ eye: Eye, using generator: SeededGenerator) {
    self.model = model
    vision = Vision(eye.format)
    self.generator = generator
  }

  /// Returns a view of the bytes of an observation.
  mutating func sight(of observation: ArraySlice<UInt8>) -> Sight {
    vision.learnScales(from: observation)
    return vision.sight(of: observation)
  }

  /// Returns a snapshot of an observation and of the belief after it.
  mutating func snapshot(
    seeing observation: ArraySlice<UInt8>, believing belief: Belief
  ) -> Snapshot {
    let seen = sight(of: observation)
    var pass = ForwardPass.inference(using: generator.split())
    let decoded = model.decode(belief.features, in: &pass)[0]
    var snapshot = Snapshot(
      scene: seen, seen: seen, reconstruction: vision.sight(of: decoded, beside: observation))
    snapshot.reconstructionError =
      "differs by \(percent(vision.distance(from: observation, to: decoded)))"
    return snapshot
  }

  /// Imagines the consequences of actions, and shows them.
  ///
  /// - Parameters:
  ///   - actions: Of shape `[horizon, actionSize]`.
  ///   - belief: The belief that they start from.
  ///   - snapshot: The snapshot to show them in.
  /// - Returns: The imagined future.
  mutating func imagine(
    _ actions: Tensor, from belief: Belief, in snapshot: inout Snapshot
  ) -> ImaginedFuture {
    let future = ImaginedFuture(
      model, from: belief, actions: actions, weightDrawCount: weightDrawCount,
      stateDrawCount: stateDrawCount, using: &generator)
    let seen = future.observations
    snapshot.future.spreadNote = vision.spreadNote
    for time in 0..<actions.shape[0] {
      snapshot.future.imagined.append(vision.sight(of: seen.mean[time]))
      snapshot.future.spread.append(
        vision.spread(ofWeights: seen.weightStddev[time], states: seen.stateStddev[time]))
    }
    snapshot.fan.imagined = future.returns.mean.scalars.map { Double($0) }
    snapshot.fan.deviation = future.returns.stddev.scalars.map { Double($0) }
    return future
  }

  /// Returns the imagined reward of an action of shape `[1, actionSize]`.
  mutating func reward(of action: Tensor, from belief: Belief) -> Snapshot.Reward {
    let future = ImaginedFuture(
      model, from: belief, actions: action, weightDrawCount: weightDrawCount,
      stateDrawCount: stateDrawCount, using: &generator)
    return Snapshot.Reward(firstOf: future)
  }

  /// Returns readings of the imagined future, beside the true sum of rewards.
  func readings(
    of future: ImaginedFuture, beside actual: (name: String, sum: Double?)
  ) -> [Snapshot.Reading] {
    let (seen, sums) = (future.observations, future.returns)
    let last = sums.mean.count - 1
    func mean(_ stddev: Tensor) -> Double {
      vision.meanShare(of: sqrt(square(stddev).mean(axis: 0)))
    }
    return [
      Snapshot.Reading(
        "imagined return",
        String(format: "%.1f +-%.1f", sums.mean.scalars[last], sums.stddev.scalars[last])),
      Snapshot.Reading(actual.name, actual.sum.map { String(format: "%.1f", $0) } ?? "unknown"),
      Snapshot.Reading("weight draws differ", percent(mean(seen.weightStddev))),
      Snapshot.Reading("state draws differ", percent(mean(seen.stateStddev))),
    ]
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}

extension Snapshot.Reward {
  /// Takes the imagined reward of the first of several actions.
  init(firstOf future: ImaginedFuture) {
    self.init(
      predicted: Double(future.rewards.mean.scalars[0]),
      deviation: Double(future.rewards.stddev.scalars[0]))
  }
}
