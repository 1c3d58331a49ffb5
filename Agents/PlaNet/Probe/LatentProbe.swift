import Base
import Replay

/// Finds out which true quantities can be read from latent states by linear maps.
///
/// Maps are fitted by ``RidgeRegression`` to the states of some episodes and judged on others, with
/// mean weights. The states after an open-loop prediction are read in two ways: with maps of their
/// own, which shows what they know, and with the maps of states that have seen everything, which
/// shows whether they still speak the same language.
public struct LatentProbe: Sendable {
  /// The numbers of steps in open loop.
  public var horizons = [1, 5, 10, 25, 50]
  /// The least number of observations that a state has seen.
  public var context = 5
  /// How many steps lie between the starts of predictions.
  public var stride = 2
  /// The number of draws that a predicted state is the mean of.
  public var stateDrawCount = 4
  /// The part of the episodes to fit to that chooses the ridge.
  public var validationFraction = 0.25
  /// The quantities.
  public var targets: [ProbeTarget]

  /// Creates a probe with the defaults.
  public init(_ targets: [ProbeTarget]) {
    self.targets = targets
  }

  /// Returns what can be read.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - fitting: Episodes to fit maps to, two at least.
  ///   - heldOut: Episodes to judge by.
  ///   - format: What the episodes hold.
  ///   - generator: The source of states.
  /// - Returns: The report; without horizons that no episode of a part is long enough for: of those
  ///   that maps are fitted to, that choose the ridge, or that are held out.
  /// - Precondition: There are two episodes to fit to and one to judge by that are longer than the
  ///   context, and each has the targets' quantities.
  public func report(
    of model: WorldModel, fitting: [ProbeEpisode], heldOut: [ProbeEpisode],
    _ format: ReplayFormat, using generator: inout SeededGenerator
  ) -> ProbeReport {
    let states = LatentStates(
      model: model, context: context, stride: stride, stateDrawCount: stateDrawCount)
    let longest = min(
      fitting.map(\.episode.length).max() ?? 0, heldOut.map(\.episode.length).max() ?? 0)
    let horizons = horizons.filter { $0 > 0 && context - 1 + $0 <= longest }
    let validation = max(1, Int((Double(fitting.count) * validationFraction).rounded()))
    func gather(_ episodes: some Sequence<ProbeEpisode>) -> [Int: LatentExamples] {
      var all: [Int: LatentExamples] = [:]
      for episode in episodes {
        let found = states.examples(episode, horizons: horizons, format, using: &generator)
        for (horizon, examples) in found {
          all[horizon, default: LatentExamples()].features += examples.features
          all[horizon, default: LatentExamples()].targets += examples.targets
        }
      }
      return all
    }
    let fitted = gather(fitting.dropLast(validation))
    let judging = gather(fitting.suffix(validation))
    let tested = gather(heldOut)
    var report = ProbeReport(targets: targets)
    var filteredMap: RidgeRegression?
    for horizon in [0] + horizons {
      guard let first = fitted[horizon], let second = judging[horizon], let test = tested[horizon]
      else { continue }
      let map = RidgeRegression(
        features: first.features + second.features, targets: first.targets + second.targets,
        fittedCount: first.features.count)
      filteredMap = filteredMap ?? map
      report.readings.append(
        ProbeReport.Reading(
          horizon: horizon, map, transferred: filteredMap ?? map, to: test))
    }
    return report
  }
}
