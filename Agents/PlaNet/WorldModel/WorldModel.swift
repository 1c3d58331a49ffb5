import Base
import Layers
import Tensors

/// What an agent sees of its world.
public enum ObservationKind: Codable, Hashable, Sendable {
  /// Frames of the configured size.
  case frames
  /// Vectors of so many components.
  case vector(size: Int)
}

/// A model of a world, learned from what was seen, done and rewarded: states, and what follows from
/// them.
public struct WorldModel: Module {
  private let imageEncoder: ImageEncoder?
  private let imageDecoder: ImageDecoder?
  private let vectorEncoder: VectorEncoder?
  private let vectorDecoder: VectorHead?
  /// The dynamics of states.
  public let dynamics: RSSM
  private let reward: VectorHead
  /// The sizes and variants.
  public let configuration: WorldModelConfiguration
  /// What the model sees.
  public let observation: ObservationKind

  /// Creates a world model.
  ///
  /// - Parameters:
  ///   - configuration: The sizes and variants.
  ///   - observation: What the model sees.
  ///   - actionSize: The number of components of an action.
  ///   - generator: The source of the initial weights.
  public init(
    _ configuration: WorldModelConfiguration, observation: ObservationKind, actionSize: Int,
    using generator: inout SeededGenerator
  ) {
    self.configuration = configuration
    self.observation = observation
    let embeddingSize: Int
    switch observation {
    case .frames:
      let encoder = ImageEncoder(configuration, using: &generator)
      embeddingSize = encoder.embeddingSize
      (imageEncoder, vectorEncoder, vectorDecoder) = (encoder, nil, nil)
      imageDecoder = ImageDecoder(configuration, using: &generator)
    case .vector(let size):
      let encoder = VectorEncoder(configuration, observationSize: size, using: &generator)
      embeddingSize = encoder.embeddingSize
      (vectorEncoder, imageEncoder, imageDecoder) = (encoder, nil, nil)
      vectorDecoder = VectorHead(
        configuration, hiddenSizes: [configuration.hiddenSize, configuration.hiddenSize],
        outputSize: size, estimator: configuration.decoder, using: &generator)
    }
    dynamics = RSSM(
      configuration, actionSize: actionSize, embeddingSize: embeddingSize, using: &generator)
    reward = VectorHead(
      configuration, hiddenSizes: configuration.rewardHiddenSizes, outputSize: 1,
      using: &generator)
  }

  /// Returns embedded observations.
  ///
  /// - Parameters:
  ///   - observations: Frames of shape `[..., side, side, 3]` in [−½, ½], or vectors of shape
  ///     `[..., size]`.
  ///   - pass: The forward pass that this is part of.
  /// - Returns: Of shape `[..., embeddingSize]`.
  public func embed(_ observations: Tensor, in pass: inout ForwardPass) -> Tensor {
    imageEncoder.map { $0(observations, in: &pass) }
      ?? vectorEncoder.map { $0(observations, in: &pass) } ?? observations
  }

  /// Returns the means of the observations that states predict, of the shape of observations.
  public func decode(_ features: Tensor, in pass: inout ForwardPass) -> Tensor {
    imageDecoder.map { $0(features, in: &pass) }
      ?? vectorDecoder.map { $0(features, in: &pass) } ?? features
  }

  /// Returns the mean rewards that states predict, of shape `[...]`.
  public func predictReward(_ features: Tensor, in pass: inout ForwardPass) -> Tensor {
    let values = reward(features, in: &pass)
    return values.reshaped(Array(values.shape.dropLast()))
  }
}
