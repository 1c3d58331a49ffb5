import Base
import Imaging
import Layers
import Replay
import Tensors

/// Frames of an episode beside what a model predicts of them without looking.
///
/// The first frames are the context, which the model looks at: there, the prediction is its
/// reconstruction.
public struct PredictedEpisode: Sendable {
  /// A frame and what was predicted of it.
  public struct Step: Sendable {
    /// The number of steps after the last frame that was looked at; zero and less in the context.
    public var horizon: Int
    /// What was seen.
    public var truth: Image
    /// The mean prediction over draws of weights and states.
    public var prediction: Image
    /// How far the two are apart, from black to white.
    public var error: Image
    /// The standard deviation over draws, from black to white.
    public var spread: Image
    /// The reward that came with the frame.
    public var reward: Double
    /// The mean over draws of the reward that was predicted.
    public var predictedReward: Double

    /// The four pictures by name.
    public var pictures: [(name: String, image: Image)] {
      [("truth", truth), ("prediction", prediction), ("error", error), ("spread", spread)]
    }
  }

  /// How much errors are magnified: a difference of a quarter of the way to white shows white.
  public static let errorGain: Scalar = 4
  /// How much the spread is magnified.
  public static let spreadGain: Scalar = 10

  /// The steps in the order of time, the context first.
  public let steps: [Step]
  /// The number of numbers that were none, whose pixels are magenta.
  public let strangerCount: Int

  /// Predicts a part of an episode of frames.
  ///
  /// - Parameters:
  ///   - model: A model of frames.
  ///   - episode: The episode.
  ///   - start: The number of the first frame to look at.
  ///   - monitor: How many frames to look at, how many to predict, fewer where the episode ends
  ///     before, and by how many draws.
  ///   - format: What the episode holds.
  ///   - generator: The source of weights and states.
  /// - Precondition: The format is of frames, and the episode has one after the context.
  public init(
    _ model: WorldModel, _ episode: RecordedEpisode, from start: Int = 0,
    _ monitor: MonitorConfiguration, _ format: ReplayFormat, using generator: inout SeededGenerator
  ) {
    require(format.hasFrames, "an episode of vectors of \(format.observationShape) has no frames")
    var (prediction, truth) = OpenLoopPrediction.part(
      of: episode, from: start, by: model, monitor, format, using: &generator)
    let length = prediction.length
    let side = (width: format.observationShape[1], height: format.observationShape[0])
    var (steps, strangers): ([Step], Int) = ([], 0)
    for first in stride(from: 0, to: length, by: 10) {
      let times = first..<min(first + 10, length)
      let decoded = prediction.observations(at: times)
      for (index, time) in times.enumerated() {
        let statistics = DrawStatistics(
          decoded.map { $0[index] }, truth: truth.observations[time].flattened(fromAxis: 1),
          stddev: 1)
        let rewards = prediction.rewards.map { Double($0[time].scalar) }
        steps.append(
          Step(
            horizon: time - monitor.context + 1, statistics,
            reward: Double(truth.rewards[time].scalar),
            predictedReward: rewards.reduce(0, +) / Double(rewards.count), size: side,
            strangers: &strangers))
      }
    }
    (self.steps, strangerCount) = (steps, strangers)
  }
}

extension PredictedEpisode.Step {
  /// Draws what is known of one frame.
  fileprivate init(
    horizon: Int, _ statistics: DrawStatistics, reward: Double, predictedReward: Double,
    size: (width: Int, height: Int), strangers: inout Int
  ) {
    func colors(_ tensor: Tensor) -> Image {
      Image(
        colors: tensor.scalars.map { Float($0 + 0.5) }, width: size.width, height: size.height,
        strangers: &strangers)
    }
    func brightness(_ squares: Tensor, _ gain: Scalar) -> Image {
      let means = sqrt(squares.reshaped([size.width * size.height, 3]).mean(axis: 1)) * gain
      return Image(
        brightness: means.scalars.map { Float($0) }, width: size.width, height: size.height,
        strangers: &strangers)
    }
    self.init(
      horizon: horizon, truth: colors(statistics.truth), prediction: colors(statistics.mean),
      error: brightness(
        square(statistics.mean - statistics.truth), PredictedEpisode.errorGain),
      spread: brightness(statistics.variance, PredictedEpisode.spreadGain), reward: reward,
      predictedReward: predictedReward)
  }
}
