import Base
import Tensors

/// Sequences of observations, actions and rewards, whose first axis is time.
///
/// Each observation comes with the action and reward that led to it; those of an episode's first
/// observation are zeros.
public struct Batch {
  /// Frames in [−½, ½] of shape `[length, batch, side, side, 3]`, or vectors of shape
  /// `[length, batch, size]`.
  public var observations: Tensor
  /// The action before each observation, of shape `[length, batch, actionSize]`.
  public var actions: Tensor
  /// The reward that came with each observation, of shape `[length, batch]`.
  public var rewards: Tensor

  /// Creates a batch of sequences.
  public init(observations: Tensor, actions: Tensor, rewards: Tensor) {
    require(
      observations.shape.prefix(2) == actions.shape.prefix(2)
        && rewards.shape == Array(actions.shape.prefix(2)),
      "observations, actions and rewards of shapes \(observations.shape), \(actions.shape) and"
        + " \(rewards.shape) are not of the same sequences")
    (self.observations, self.actions, self.rewards) = (observations, actions, rewards)
  }

  /// Creates a batch of recorded sequences.
  ///
  /// - Parameters:
  ///   - places: The places where the sequences begin.
  ///   - episodes: The episodes that places refer to.
  ///   - length: The number of observations in a sequence.
  ///   - format: The format of the episodes.
  ///   - scaling: The conversion of frames' bytes to numbers; vectors are not converted.
  ///   - generator: The source of the noise that `FrameScaling.fiveBits` adds.
  /// - Precondition: The sequences lie inside the episodes, and these have the given format.
  public init(
    _ places: [EpisodePlace], of episodes: [RecordedEpisode], length: Int, _ format: ReplayFormat,
    scaling: FrameScaling = .centered, using generator: inout SeededGenerator
  ) {
    for place in places {
      format.requireFitting(episodes[place.episode])
      let last = episodes[place.episode].length
      require(
        place.start >= 0 && length > 0 && place.start <= last + 1 - length,
        "an episode of \(last) actions has no \(length) observations from \(place.start) on")
    }
    let sequences = Sequences(places: places, episodes: episodes, length: length, format: format)
    self.init(
      observations: sequences.observations(scaling, using: &generator),
      actions: sequences.preceding(\.actions, width: format.actionSize)
        .reshaped([length, places.count, format.actionSize]),
      rewards: sequences.preceding(\.rewards, width: 1))
  }
}

/// Parts of episodes, to be copied directly into tensors.
private struct Sequences {
  let places: [EpisodePlace]
  let episodes: [RecordedEpisode]
  let length: Int
  let format: ReplayFormat

  /// Returns the observations, of shape `[length, places] + observationShape`.
  func observations(_ scaling: FrameScaling, using generator: inout SeededGenerator) -> Tensor {
    let shape = [length, places.count] + format.observationShape
    // Noise is written first, if the frames need it.
    let result =
      format.hasFrames && scaling == .fiveBits
      ? Tensor(uniform: shape, using: &generator) : Tensor(uninitialized: shape)
    parallelFor(count: places.count, grain: 1) { part in
      for row in part { fill(row, of: result, scaling) }
    }
    return result
  }

  /// Copies the observations of one sequence.
  private func fill(_ row: Int, of result: Tensor, _ scaling: FrameScaling) {
    let place = places[row]
    // The memory is accessible only inside a call.
    episodes[place.episode].observations.withUnsafeBufferPointer { bytes in
      for time in 0..<length {
        result.fill(time * places.count + row, from: bytes, place.start + time, format, scaling)
      }
    }
  }

  /// Returns the values that led to observations: those of the actions before them.
  func preceding(_ values: KeyPath<RecordedEpisode, [Float]>, width: Int) -> Tensor {
    let result = Tensor(repeating: 0, shape: [length, places.count * width])
    for (row, place) in places.enumerated() {
      episodes[place.episode][keyPath: values].withUnsafeBufferPointer { source in
        for time in 0..<length where place.start + time > 0 {
          let target = result.elements + (time * places.count + row) * width
          for component in 0..<width {
            target[component] = Scalar(source[(place.start + time - 1) * width + component])
          }
        }
      }
    }
    return result
  }
}
