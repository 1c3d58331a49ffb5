import Base
import BayesianLayers
import Imaging
import PlaNet
import Replay
import Tensors
import Testing

@Suite struct PredictedEpisodeTests {
  private func monitor(
    context: Int, _ horizon: Int, _ weightDrawCount: Int
  ) -> MonitorConfiguration {
    var monitor = MonitorConfiguration()
    (monitor.context, monitor.horizon, monitor.draws) = (context, horizon, weightDrawCount)
    return monitor
  }

  private func predicted(
    _ length: Int, first: Int = 0, start: Int = 0, horizon: Int = 20, weightDrawCount: Int = 3,
    _ change: (inout WorldModelConfiguration) -> Void = { _ in }
  ) -> PredictedEpisode {
    var generator = SeededGenerator(seed: 2)
    let model = SampleEpisodes.model(SampleEpisodes.frames) {
      $0.weightStddev = 0.3
      change(&$0)
    }
    return PredictedEpisode(
      model,
      SampleEpisodes.framed(length, first: first), from: start,
      monitor(context: 3, horizon, weightDrawCount), SampleEpisodes.frames, using: &generator)
  }

  @Test func truthIsWhatWasSeen() {
    let episode = predicted(30, start: 4)
    #expect(episode.steps.map(\.horizon) == Array(-2...20))
    for (index, step) in episode.steps.enumerated() {
      #expect(step.truth.pixels.allSatisfy { $0 == UInt8(4 + index) })
      #expect(abs(step.reward - Double(3 + index) / 10) < 1e-6)
    }
    #expect(episode.nanCount == 0)
    #expect(predicted(9).steps.count == 10)
  }

  /// Pictures are rounded to bytes: half a step of each, magnified.
  @Test func errorIsTheMagnifiedDifference() {
    // Grays that are near what a model predicts before it has learned, so that nothing is white.
    for step in predicted(12, first: 118).steps {
      #expect(step.error.pixels.contains { $0 > 16 && $0 < 255 })
      let deviations = (0..<32 * 32).map { pixel -> Double in
        let squares = (3 * pixel..<3 * pixel + 3).map { index -> Double in
          let distance = Double(step.truth.pixels[index]) - Double(step.prediction.pixels[index])
          return distance * distance
        }
        let expected = min(255, 4 * (squares.reduce(0, +) / 3).squareRoot())
        return abs(Double(step.error.pixels[3 * pixel]) - expected)
      }
      #expect((deviations.max() ?? .infinity) <= 4 * 0.5 + 0.5 + 1e-3)
    }
  }

  @Test func spreadHasTheColoursOfItsSources() {
    func spread(
      _ weightDrawCount: Int, _ change: (inout WorldModelConfiguration) -> Void
    ) -> [(red: Int, blue: Int)] {
      let last = predicted(12, weightDrawCount: weightDrawCount, change).steps.last
      let pixels = last?.spread.pixels ?? []
      return stride(from: 0, to: pixels.count, by: 3).map {
        (red: Int(pixels[$0]), blue: Int(pixels[$0 + 2]))
      }
    }
    #expect(spread(1) { $0.dynamics = .deterministic }.allSatisfy { $0.red + $0.blue == 0 })
    let weights = spread(3) { $0.dynamics = .deterministic }
    #expect(weights.contains { $0.red > 9 } && weights.allSatisfy { $0.blue <= $0.red })
    let states = spread(1) { _ in }
    #expect(states.contains { $0.blue > 9 } && states.allSatisfy { $0.red <= $0.blue })
  }

  @Test func stripsShowRowsAndColumnsAtTheirPlaces() {
    let episode = predicted(30)
    let strip = episode.strip(horizons: [1, 5, 99])
    // Three frames of context and two predictions, twice their size, after 13 characters.
    #expect(strip.width == 13 * 6 + 5 * 66 + 6 - 2 && strip.height == 16 + 4 * 66 - 2)
    let left = 13 * 6
    #expect(strip[left + 1, 20] == Pixel(0, 0, 0) && strip[left + 66 + 1, 20] == Pixel(1, 1, 1))
    let last = left + 4 * 66 + 6 + 1
    #expect(strip[last, 20] == Pixel(7, 7, 7))
    let prediction = episode.steps[7].prediction
    #expect(strip[last, 16 + 66] == prediction[0, 0])
    #expect(strip[last + 40, 16 + 66 + 30] == prediction[20, 15])
    #expect(strip[last, 16 + 3 * 66] == episode.steps[7].spread[0, 0])
    // Of themselves, pictures have the horizons of a report: 1, 2, 3, 5, 7, 10 and 12.
    #expect(predicted(30, horizon: 12).strip().width == 13 * 6 + 10 * 66 + 6 - 2)
    // The bar of the context ends with it.
    #expect(strip[left, 12] == Pixel(86, 180, 233) && strip[last, 12] == .black)
  }

  @Test func sheetsAndAnimationsHaveEveryStep() throws {
    let episode = predicted(30)
    let sheet = episode.contactSheet(columns: 5)
    #expect(sheet.width == 5 * 34 - 2 && sheet.height == 5 * (65 + 10 + 2) - 2)
    #expect(sheet[34 + 1, 10] == Pixel(1, 1, 1))
    let frames = episode.animationFrames
    #expect(frames.count == 23 && frames[0].width == 4 * 130 - 2)
    let file = try AnimatedPNG.encode(frames, framesPerSecond: 10)
    #expect(try Image(decodingPNG: file) == frames[0])
  }

  @Test func modelsOfFiveBitFramesPredictFromWhatTheySee() {
    let episode = SampleEpisodes.framed(12, first: 100)
    func predicted(_ hasFiveBitFrames: Bool) -> PredictedEpisode {
      var generator = SeededGenerator(seed: 2)
      return PredictedEpisode(
        SampleEpisodes.model(SampleEpisodes.frames) { $0.hasFiveBitFrames = hasFiveBitFrames },
        episode, monitor(context: 5, 6, 1), SampleEpisodes.frames, using: &generator)
    }
    let (coarse, fine) = (predicted(true), predicted(false))
    #expect(coarse.steps.map(\.prediction) != fine.steps.map(\.prediction))
    // The truth is unchanged.
    #expect(coarse.steps.map(\.truth) == fine.steps.map(\.truth))
    #expect(coarse.steps[3].truth[0, 0] == Pixel(103, 103, 103))
  }

  @Test func vectorsAreShownWithTheirSpread() {
    let episode = SampleEpisodes.random(20, seed: 4)
    func predicted(
      _ weightDrawCount: Int, _ change: (inout WorldModelConfiguration) -> Void = { _ in }
    ) -> PredictedVectors {
      var generator = SeededGenerator(seed: 2)
      return PredictedVectors(
        SampleEpisodes.model(SampleEpisodes.vectors, change), episode, from: 3,
        monitor(context: 4, 6, weightDrawCount), SampleEpisodes.vectors, using: &generator)
    }
    let several = predicted(3)
    var generator = SeededGenerator(seed: 2)
    let batch = Batch(
      [EpisodePlace(episode: 0, start: 3)], of: [episode], length: 10, SampleEpisodes.vectors,
      using: &generator)
    #expect(several.truths.flatMap { $0 } == batch.observations.scalars.map { Double($0) })
    #expect(several.spreads.allSatisfy { row in row.allSatisfy { $0 > 0 } })
    // A single draw of the weights leaves the spread of states.
    #expect(predicted(1).spreads.allSatisfy { row in row.allSatisfy { $0 > 0 } })
    let points = predicted(1) { $0.dynamics = .deterministic }
    #expect(points.spreads.allSatisfy { row in row.allSatisfy { $0 == 0 } })
    let figure = several.figure(componentCount: 2)
    let prediction = figure.charts[1].series[2]
    #expect(figure.charts.count == 2 && prediction.points.map(\.x) == (-3...6).map { Double($0) })
    let (place, spread) = (prediction.band[7], several.spreads[7][1])
    #expect(abs(place.high - place.low - 4 * spread) < 1e-12)
    #expect(prediction.points[7].y == several.predictions[7][1])
  }
}
