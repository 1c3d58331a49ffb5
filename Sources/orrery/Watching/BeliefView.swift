import Base
import Foundation
import Imaging
import Layers
import PlaNet
import Replay
import Tensors
import Viewer

/// Shows what a world model believes and imagines.
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
  ///   - eye: What the agent sees.
  ///   - generator: The source of what is imagined, apart from what the agent draws.
  init(_ model: WorldModel, _ eye: Eye, using generator: SeededGenerator) {
    self.model = model
    vision = Vision(eye.format)
    self.generator = generator
  }

  /// Returns what bytes of an observation look like.
  mutating func sight(of observation: ArraySlice<UInt8>) -> Sight {
    vision.learnScales(from: observation)
    return vision.sight(of: observation)
  }

  /// Returns a snapshot of what is seen and what is believed after that.
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

  /// Imagines what follows from actions, and shows it.
  ///
  /// - Parameters:
  ///   - actions: Of shape `[horizon, actionSize]`.
  ///   - belief: The belief that they start from.
  ///   - snapshot: Where it is shown.
  /// - Returns: What is imagined.
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

  /// Returns the reward that an action of shape `[1, actionSize]` is imagined to bring.
  mutating func reward(of action: Tensor, from belief: Belief) -> Snapshot.Reward {
    let future = ImaginedFuture(
      model, from: belief, actions: action, weightDrawCount: weightDrawCount,
      stateDrawCount: stateDrawCount, using: &generator)
    return Snapshot.Reward(firstOf: future)
  }

  /// Returns what is imagined, and beside it the sum of rewards that comes in truth, in words.
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
  /// Takes the reward that the first of some actions is imagined to bring.
  init(firstOf future: ImaginedFuture) {
    self.init(
      predicted: Double(future.rewards.mean.scalars[0]),
      deviation: Double(future.rewards.stddev.scalars[0]))
  }
}
