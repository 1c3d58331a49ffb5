import Base
import Layers
import Tensors

/// The kind of an agent's observations.
public enum ObservationKind: Hashable, Sendable {
  /// Frames of the configured size.
  case frames
  /// Vectors of `size` components.
  case vector(size: Int)
}

/// A model of a world, learned from observations, actions and rewards: its states and their
/// dynamics.
public struct WorldModel: Module, CustomReflectable {
  private let encoder: any Layer
  private let decoder: any Layer
  /// The dynamics of states.
  public let dynamics: RSSM
  private let reward: VectorHead
  /// The sizes and variants.
  public let configuration: WorldModelConfiguration
  /// The kind of the model's observations.
  public let observation: ObservationKind

  /// Creates a world model.
  ///
  /// - Parameters:
  ///   - configuration: The sizes and variants.
  ///   - observation: The kind of observations.
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
      let images = ImageEncoder(configuration, using: &generator)
      encoder = images
      embeddingSize = images.embeddingSize
      decoder = ImageDecoder(configuration, using: &generator)
    case .vector(let size):
      let vectors = VectorEncoder(configuration, observationSize: size, using: &generator)
      encoder = vectors
      embeddingSize = vectors.embeddingSize
      decoder = VectorHead(
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
    encoder(observations, in: &pass)
  }

  /// Returns the mean observations that states predict, of the shape of observations.
  public func decode(_ features: Tensor, in pass: inout ForwardPass) -> Tensor {
    decoder(features, in: &pass)
  }

  /// Returns the mean rewards that states predict, of shape `[...]`.
  public func predictReward(_ features: Tensor, in pass: inout ForwardPass) -> Tensor {
    let values = reward(features, in: &pass)
    return values.reshaped(Array(values.shape.dropLast()))
  }

  /// The parts that are learned, under names that distinguish models of frames and of vectors.
  public var customMirror: Mirror {
    let kind = observation == .frames ? "image" : "vector"
    return Mirror(
      self,
      children: [
        "\(kind)Encoder": encoder, "\(kind)Decoder": decoder, "dynamics": dynamics,
        "reward": reward,
      ])
  }
}
