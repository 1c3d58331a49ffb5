import Base
import Imaging
import Layers
import Replay
import Tensors

/// Frames of an episode beside open-loop predictions of them.
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
    /// The standard deviation between draws of the weights in red, and between draws of states in
    /// blue.
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
  /// The number of pixels of all pictures that are magenta, as their values are NaN.
  public let nanCount: Int

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
    let rewards = DrawMoments(prediction.rewards, stateAxis: 1).mean
    var (steps, nanCount): ([Step], Int) = ([], 0)
    let chunk = OpenLoopPrediction.chunkLength(rows: MonitorConfiguration.stateDrawCount)
    for first in stride(from: 0, to: length, by: chunk) {
      let times = first..<min(first + chunk, length)
      let decoded = prediction.observations(at: times)
      for (index, time) in times.enumerated() {
        steps.append(
          Step(
            horizon: time - monitor.context + 1, truth: truth.observations[time],
            DrawMoments(decoded.map { $0[index] }, stateAxis: 0),
            reward: Double(truth.rewards[time].scalar),
            predictedReward: Double(rewards[time].scalar), size: side,
            nanCount: &nanCount))
      }
    }
    (self.steps, self.nanCount) = (steps, nanCount)
  }
}

extension PredictedEpisode.Step {
  /// Draws what is known of one frame.
  fileprivate init(
    horizon: Int, truth: Tensor, _ moments: DrawMoments, reward: Double, predictedReward: Double,
    size: (width: Int, height: Int), nanCount: inout Int
  ) {
    func colors(_ tensor: Tensor) -> Image {
      Image(
        colors: tensor.scalars.map { Float($0 + 0.5) }, width: size.width, height: size.height,
        nanCount: &nanCount)
    }
    let error =
      moments.mean.reshaped([size.width * size.height, 3])
      - truth.reshaped([size.width * size.height, 3])
    let errors = sqrt(square(error).mean(axis: 1)) * PredictedEpisode.errorGain
    self.init(
      horizon: horizon, truth: colors(truth), prediction: colors(moments.mean),
      error: Image(
        brightness: errors.scalars.map { Float($0) }, width: size.width, height: size.height,
        nanCount: &nanCount),
      spread: Image(
        spreadOfWeights: moments.weightStddev, states: moments.stateStddev,
        gain: PredictedEpisode.spreadGain, width: size.width, height: size.height,
        nanCount: &nanCount),
      reward: reward, predictedReward: predictedReward)
  }
}
