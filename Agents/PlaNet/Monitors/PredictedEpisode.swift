import Base
import Imaging
import Layers
import Replay
import Tensors

/// Frames of an episode beside open-loop predictions of them.
///
/// The first frames are the context, which the model sees: there, the prediction is its
/// reconstruction.
public struct PredictedEpisode: Sendable {
  /// A frame and its prediction.
  public struct Step: Sendable {
    /// The number of steps after the last frame of the context; zero or less within the context.
    public var horizon: Int
    /// The true frame.
    public var truth: Image
    /// The mean prediction over draws of weights and states.
    public var prediction: Image
    /// The difference between the two, from black to white.
    public var error: Image
    /// The standard deviation between draws of the weights in red, and between draws of states in
    /// blue.
    public var spread: Image
    /// The reward that came with the frame.
    public var reward: Double
    /// The mean over draws of the predicted reward.
    public var predictedReward: Double

    /// The four pictures by name.
    public var pictures: [(name: String, image: Image)] {
      [("truth", truth), ("prediction", prediction), ("error", error), ("spread", spread)]
    }
  }

  /// The magnification of errors: a quarter of the way to white appears as white.
  public static let errorGain: Scalar = 4
  /// The magnification of the spread.
  public static let spreadGain: Scalar = 10

  /// The steps in the order of time, the context first.
  public let steps: [Step]
  /// The number of pixels in all pictures that are magenta because their values are NaN.
  public let nanCount: Int

  /// Predicts a part of an episode of frames.
  ///
  /// - Parameters:
  ///   - model: A model of frames.
  ///   - episode: The episode.
  ///   - start: The number of the first frame to look at.
  ///   - monitor: The number of frames to look at, the number to predict, which is reduced if the
  ///     episode ends earlier, and the number of draws.
  ///   - format: The format of the episode.
  ///   - generator: The source of weights and states.
  /// - Precondition: The format has frames, and the episode has one after the context.
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
  /// Draws the pictures of one frame.
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
