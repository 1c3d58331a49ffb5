import Base
import Replay

/// Determines which true quantities linear maps can read from latent states.
///
/// Maps are fitted by ``RidgeRegression`` to the states of some episodes and judged on others, with
/// mean weights. The states after an open-loop prediction are read in two ways: with separate maps,
/// which shows what they know, and with the maps of states that have seen everything, which shows
/// whether they still encode it in the same way.
public struct LatentProbe: Sendable {
  /// The horizons in open loop, in steps.
  public var horizons = [1, 5, 10, 25, 50]
  /// The least number of observations that a state must have seen.
  public var context = 5
  /// The number of steps between the starts of predictions.
  public var stride = 2
  /// The number of draws that are averaged into a predicted state.
  public var stateDrawCount = 4
  /// The fraction of the fitting episodes that is used to choose the ridge.
  public var validationFraction = 0.25
  /// The quantities.
  public var targets: [ProbeTarget]

  /// Creates a probe with the defaults.
  public init(_ targets: [ProbeTarget]) {
    self.targets = targets
  }

  /// Returns what can be read from states.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - fitting: Episodes to which maps are fitted, at least two.
  ///   - heldOut: Episodes on which maps are judged.
  ///   - format: The format of the episodes.
  ///   - generator: The source of states.
  /// - Returns: The report, without horizons for which no episode is long enough in one of the
  ///   parts: those that maps are fitted to, those that choose the ridge, and those that are held
  ///   out.
  /// - Precondition: At least two fitting episodes and one held-out episode are longer than the
  ///   context, and each episode has the targets' quantities.
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
