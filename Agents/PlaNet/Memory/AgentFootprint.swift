import Control
import Layers
import Replay

/// The amount of numbers that the parts of an agent keep and compute, from its settings alone.
///
/// Counts are of tensor elements unless stated otherwise, and in double precision, so that nothing
/// is too large to count. They are meant as bounds.
struct AgentFootprint {
  let configuration: PlaNetConfiguration
  let format: ReplayFormat
  /// The parameters of the world model.
  let model: ParameterCount
  /// The parameters of the policy and the value.
  let behavior: Double
  /// The largest number of environment steps in an episode.
  private let steps: Double
  /// The largest number of decisions in an episode.
  let decisions: Double

  /// Creates the counts for environments like the given one with a given action repeat.
  init(
    _ configuration: PlaNetConfiguration, in environment: any Environment, actionRepeat: Int
  ) {
    let eye = Eye(configuration, for: environment)
    self.init(
      configuration, seeing: eye.kind, eye.format,
      steps: (environment as? any StepLimited)?.stepLimit ?? 1000, actionRepeat: actionRepeat)
  }

  /// Creates the counts for given observations and actions.
  init(
    _ configuration: PlaNetConfiguration, seeing kind: ObservationKind, _ format: ReplayFormat,
    steps: Int, actionRepeat: Int
  ) {
    (self.configuration, self.format, self.steps) = (configuration, format, Double(steps))
    decisions = (Double(steps) / Double(max(actionRepeat, 1))).rounded(.up)
    model = ParameterCount(
      configuration.model, observation: kind, actionSize: format.actionSize)
    behavior =
      configuration.behavior.isLearned
      ? ParameterCount(
        configuration.model, configuration.behavior, actionSize: format.actionSize
      ).total : 0
  }

  /// The number of all parameters.
  var parameters: Double { model.total + behavior }

  /// The bytes of an episode with the largest number of decisions.
  var episodeBytes: Double {
    (decisions + 1) * Double(format.observationByteCount)
      + 4 * decisions * Double(format.actionSize + 1)
  }

  /// Returns the bytes of all episodes that training will still collect, and of one to spare.
  ///
  /// Steps of dropped episodes count towards the end of training, but the number of initial random
  /// episodes is fixed.
  ///
  /// - Parameters:
  ///   - step: The environment steps so far.
  ///   - count: The number of episodes so far.
  /// - Returns: The bytes.
  func collectedBytes(after step: Int, episodes count: Int) -> Double {
    let trainer = configuration.trainer
    let steps = Double(trainer.environmentSteps) - Double(step)
    let rest = max(
      (steps / max(self.steps, 1)).rounded(.up), Double(trainer.seedEpisodes - count), 0)
    return (rest + 1) * episodeBytes
  }

  /// The number of elements of an observation.
  private var elements: Double { format.observationShape.reduce(1.0) { $0 * Double($1) } }

  // MARK: Passes

  /// The numbers that a step of the dynamics computes: gates, states, and hidden layers.
  var step: Double {
    let model = configuration.model
    return 8 * Double(model.recurrentSize) + 6 * Double(model.sampleSize)
      + 4 * Double(model.hiddenSize)
  }

  /// The numbers that the reward head computes for a state.
  var reward: Double { configuration.model.rewardHiddenSizes.reduce(0.0) { $0 + Double($1) } }

  /// The numbers that the encoder computes for an observation.
  private var encoder: Double {
    guard format.hasFrames else { return 2 * Double(configuration.model.hiddenSize) }
    return configuration.model.encoderConvolutions.reduce(0.0) { sum, size in
      sum + Double(size.outputSide * size.outputSide) * Double(size.outputChannels)
    }
  }

  /// The numbers that the decoder computes for an observation, without the observation.
  private var decoder: Double {
    guard format.hasFrames else { return 2 * Double(configuration.model.hiddenSize) }
    return configuration.model.decoderConvolutions.reduce(0.0) { sum, size in
      sum + Double(size.inputSide * size.inputSide) * Double(size.inputChannels)
    }
  }

  /// The numbers that a pass over a batch computes, including imagination from its states.
  var learning: Double {
    let (trainer, behavior) = (configuration.trainer, configuration.behavior)
    let (length, width) = (Double(trainer.sequenceLength), Double(trainer.batchSize))
    let distance = 1 + min(Double(configuration.loss.overshootingDistance), length)
    let observed = length * width * (step * distance + reward + encoder + decoder + 2 * elements)
    guard behavior.isLearned else { return observed }
    // These are the states at regular intervals of steps, as they are chosen for imagination.
    let stride = max(1, min(length, (length * width / Double(behavior.starts)).rounded(.down)))
    let starts = (length / stride).rounded(.up) * width
    let hidden = behavior.hiddenSizes.reduce(0.0) { $0 + Double($1) }
    return observed + starts * Double(behavior.horizon) * (step + reward + 2 * hidden)
  }

  /// The numbers that an agent's search for an action keeps and computes.
  var search: Double {
    let (planner, model) = (configuration.planner, configuration.model)
    let proposals = configuration.behavior.isLearned ? configuration.behavior.proposals : 0
    let population = planner.population + Double(proposals)
    let state = step + Double(model.featureSize) + reward
    let draws = planner.weights == .mean ? 1 : Double(planner.weightDraws)
    return planner.search(actionSize: format.actionSize, population: population)
      + 2 * population * state + draws * (population + drawn) + encoder + elements
  }

  /// The numbers that a pass keeps for weights with distributions: deviations, distances and draws.
  private var drawn: Double { 3 * model.random }

  /// The number of observations in a predicted sequence.
  func length(of monitor: MonitorConfiguration) -> Double {
    min(Double(monitor.context) + Double(monitor.horizon), decisions + 1)
  }

  /// Returns the numbers that are computed for a report on open-loop predictions.
  func prediction(_ monitor: MonitorConfiguration, sequences: Double) -> Double {
    let length = length(of: monitor)
    let context = min(Double(monitor.context), length)
    let (steps, stateDrawCount) = (length * sequences, Double(MonitorConfiguration.stateDrawCount))
    let batch = steps * (elements + Double(format.actionSize) + 1)
    // There are drawn and mean weights, in equally many passes: the inputs and outputs of the heads
    // are kept for all of them, but the dynamics only for one at a time.
    let passes = 2 * Double(monitor.draws)
    let draws = passes * stateDrawCount
    let kept = draws * steps * (Double(configuration.model.featureSize) + 1) + passes * drawn
    let pass = 2 * stateDrawCount * steps * (step + reward) + 2 * context * sequences * encoder
    // Several steps are decoded at a time, and one is compared with the truth.
    let rows = stateDrawCount * sequences
    let chunk = min(length, max(1, Double(OpenLoopPrediction.decodedAtOnce) / rows))
    let decoded = chunk * sequences * (draws * elements + 2 * stateDrawCount * decoder)
    return batch + kept + pass + decoded + (3 * draws + 8) * sequences * elements
  }

  // MARK: Probes

  /// Returns the numbers that are computed for the states of an episode, observed and imagined.
  func states(of probe: LatentProbe) -> Double {
    let model = configuration.model
    // Beliefs, features, expectations and their parts; means and deviations, separate and together.
    let kept = 5 * Double(model.featureSize) + 6 * Double(model.sampleSize)
    let seen = decisions + 1
    let imagined = seen / Double(probe.stride) * Double(probe.stateDrawCount)
    return seen * (elements + Double(format.actionSize) + encoder + step + kept)
      + imagined * (Double(probe.horizons.max() ?? 0) * kept + step)
  }

  /// Returns the bytes that are kept for an episode with the most decisions: the episode, its true
  /// quantities, and its states, in rows of double precision.
  func keptBytes(of probe: LatentProbe) -> Double {
    let seen = decisions + 1
    let rows = seen * (1 + Double(probe.horizons.count) / Double(probe.stride))
    // A row is a separate array with two more references to it.
    func bytes(ofRow size: Int) -> Double { 8 * Double(size) + 64 }
    return episodeBytes + seen * bytes(ofRow: probe.targets.count)
      + rows * bytes(ofRow: configuration.model.featureSize)
  }
}

extension PlannerConfiguration {
  /// The largest number of candidates in an iteration, including kept elites.
  var population: Double { max(Double(candidates), 2 * Double(elites)) + Double(elites) + 1 }

  /// Returns the numbers that a search keeps and computes, apart from scores.
  func search(actionSize: Int, population: Double) -> Double {
    // All candidates of this plan and of the last one, and those that are being drawn.
    let kept = (2 * Double(iterations) + 5) * Double(horizon) * Double(actionSize) * population
    let noise = method == .improvedCrossEntropy ? 4 * Double(horizon) * Double(horizon) : 0
    return kept + noise + 8 * population
  }
}

/// An environment whose episodes have a maximum length.
private protocol StepLimited {
  /// The number of steps in an episode.
  var stepLimit: Int { get }
}

extension TimeLimit: StepLimited {}
