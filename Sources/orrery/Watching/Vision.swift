import Base
import Imaging
import PlaNet
import Replay
import Tensors
import Viewer

/// Turns observations into sights: observed bytes, and means that a model predicts.
///
/// The components of vectors are shown as fractions of the largest magnitude that was observed for
/// each.
struct Vision {
  private let format: ReplayFormat
  private var scales: [Double]
  /// The standard deviation that is shown as full brightness, as a fraction of the full range.
  private static let brightestDeviation = 0.15

  init(_ format: ReplayFormat) {
    self.format = format
    scales = [Double](
      repeating: 0, count: format.hasFrames ? 0 : format.observationShape.reduce(1, *))
  }

  /// Updates the largest magnitudes of the components.
  mutating func learnScales(from observation: ArraySlice<UInt8>) {
    guard !format.hasFrames else { return }
    for (index, value) in values(of: observation).enumerated() where value.isFinite {
      scales[index] = max(scales[index], abs(value))
    }
  }

  /// Returns the sight of an observation.
  func sight(of observation: ArraySlice<UInt8>) -> Sight {
    guard format.hasFrames else {
      return .components(
        shares(values(of: observation)).map { Sight.Component(to: $0, color: Palette.actual) })
    }
    return .frame(
      Image(
        width: format.observationShape[1], height: format.observationShape[0],
        pixels: Array(observation)))
  }

  /// Returns the sight of a model's prediction.
  func sight(of prediction: Tensor) -> Sight {
    guard format.hasFrames else {
      return .components(
        shares(prediction).map { Sight.Component(to: $0, color: Palette.imagined) })
    }
    return .frame(frame((prediction + 0.5).scalars))
  }

  /// Returns the sight of a reconstruction; for vectors, beside the observation.
  func sight(of prediction: Tensor, beside observation: ArraySlice<UInt8>) -> Sight {
    guard !format.hasFrames else { return sight(of: prediction) }
    let pairs = zip(shares(values(of: observation)), shares(prediction))
    return .components(
      pairs.flatMap { seen, believed in
        [
          Sight.Component(to: seen, color: Palette.actual),
          Sight.Component(to: believed, color: Palette.imagined),
        ]
      })
  }

  /// Returns the deviations of two kinds of draws, in two colours, or upwards and downwards.
  func spread(ofWeights weights: Tensor, states: Tensor) -> Sight {
    guard format.hasFrames else {
      let (up, down) = (shares(weights), shares(states))
      return .components(
        zip(up, down).flatMap { weight, state in
          [
            Sight.Component(to: weight, color: Palette.weights),
            Sight.Component(to: -state, color: Palette.states),
          ]
        })
    }
    var nanCount = 0
    return .frame(
      Image(
        spreadOfWeights: weights, states: states, gain: Scalar(1 / Self.brightestDeviation),
        width: format.observationShape[1], height: format.observationShape[0],
        nanCount: &nanCount))
  }

  /// The meaning of full brightness or height in a spread.
  var spreadNote: String {
    "to \(Int(100 * (format.hasFrames ? Self.brightestDeviation : 1)))%"
  }

  /// Returns the root mean squared difference between an observation and a prediction, as a
  /// fraction of the full range of brightness or of the components' scales.
  func distance(from observation: ArraySlice<UInt8>, to prediction: Tensor) -> Double {
    let seen =
      format.hasFrames
      ? observation.map { Double($0) / 255 - 0.5 } : shares(values(of: observation))
    let predicted =
      format.hasFrames ? prediction.scalars.map { Double($0) } : shares(prediction)
    let sum = zip(seen, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (sum / Double(max(seen.count, 1))).squareRoot()
  }

  /// Returns the root mean squared deviation, as a fraction like that of distances.
  func meanShare(of deviations: Tensor) -> Double {
    let values =
      format.hasFrames ? deviations.scalars.map { Double($0) } : shares(deviations)
    let sum = values.reduce(0) { $0 + $1 * $1 }
    return (sum / Double(max(values.count, 1))).squareRoot()
  }

  private func frame(_ colors: [Scalar]) -> Image {
    var nanCount = 0
    return Image(
      colors: colors.map { Float($0) }, width: format.observationShape[1],
      height: format.observationShape[0], nanCount: &nanCount)
  }

  private func values(of observation: ArraySlice<UInt8>) -> [Double] {
    var generator = SeededGenerator(seed: 0)
    return format.tensor(of: observation, using: &generator).scalars.map { Double($0) }
  }

  private func shares(_ values: [Double]) -> [Double] {
    zip(values, scales).map { $0 / max($1, 1e-6) }
  }

  private func shares(_ values: Tensor) -> [Double] { shares(values.scalars.map { Double($0) }) }
}
