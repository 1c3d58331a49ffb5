import Base
import BayesianLayers
import Layers
import PlaNet
import Replay
import Tensors
import Testing

/// The effects of choosing an estimator for a part of a world model.
@Suite struct EstimatorChoiceTests {
  private static let frames = ObservationKind.frames
  private static let vector = ObservationKind.vector(size: 8)

  private static func model(
    _ observation: ObservationKind, _ change: (inout WorldModelConfiguration) -> Void
  ) -> WorldModel {
    var generator = SeededGenerator(seed: 1)
    return WorldModel(
      WorldModelTests.configuration(change), observation: observation, actionSize: 2,
      using: &generator)
  }

  /// Returns whether the first two rows are equal, and whether two calls are.
  private static func equalities(
    _ output: (inout ForwardPass) -> Tensor
  ) -> (rows: Bool, calls: Bool) {
    var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 4))
    let (first, again) = (output(&pass), output(&pass))
    return (
      rows: first.rows(0..<1).scalars == first.rows(1..<2).scalars,
      calls: first.scalars == again.scalars
    )
  }

  @Test(
    arguments: [
      (Estimator.reparameterization, frames, WorldModelConfiguration.WeightMeans.glorot),
      (.localReparameterization, vector, .he), (.flipout, frames, .nearZero),
      (.reparameterization, vector, .nearZero), (.localReparameterization, frames, .glorot),
      (.flipout, vector, .he),
    ])
  func nothingButTheEstimatorChanges(
    estimator: Estimator, observation: ObservationKind, means: WorldModelConfiguration.WeightMeans
  ) {
    func points(_ estimator: Estimator) -> [String: [Scalar]] {
      let model = Self.model(observation) {
        $0.weightMeans = means
        ($0.transition, $0.cell) = (estimator, estimator)
        ($0.posterior, $0.decoder) = (estimator, estimator)
      }
      return Dictionary(
        uniqueKeysWithValues: model.parameters.compactMap { path, parameter in
          if path.hasSuffix("Stddev") { return nil }
          let name = path.hasSuffix(".mean") ? String(path.dropLast(".mean".count)) : path
          return (name, parameter.value.scalars)
        })
    }
    let (found, expected) = (points(estimator), points(.deterministic))
    #expect(Set(found.keys) == Set(expected.keys))
    for (path, values) in expected {
      let isEqual = found[path] == values
      #expect(isEqual, "\(path)")
    }
  }

  @Test(arguments: [
    (Estimator.deterministic, true, true), (.reparameterization, true, true),
    (.flipout, false, true), (.localReparameterization, false, false),
  ])
  func theTransitionIsOfTheEstimator(estimator: Estimator, rows: Bool, calls: Bool) {
    let model = Self.model(Self.vector) {
      ($0.dynamics, $0.transition, $0.weightStddev) = (.deterministic, estimator, 0.3)
    }
    let start = model.dynamics.initialBelief(batchSize: 2)
    let equalities = Self.equalities { pass in
      model.dynamics.imagine(Tensor(repeating: 0.5, shape: [2, 2]), from: start, in: &pass)
        .belief.features
    }
    #expect(equalities == (rows, calls))
  }

  /// Flipout gives every example separate signs, along a sequence and across the batch.
  @Test(arguments: [frames, vector])
  func everyStepIsAnExampleOfDecodersAndOfEvidence(observation: ObservationKind) {
    let model = Self.model(observation) {
      ($0.posterior, $0.decoder, $0.weightStddev) = (.flipout, .flipout, 0.3)
    }
    var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 4))
    // Rows that differ by more than a product's rounding, which depends on a row's place.
    func rows(_ output: Tensor) -> [[Scalar]] {
      let flat = output.flattened(fromAxis: 2)
      let all = (0..<3).flatMap { time in (0..<2).map { flat[time][$0].scalars } }
      return all.reduce(into: []) { found, row in
        let isKnown = found.contains { zip($0, row).allSatisfy { abs($0 - $1) < 1e-5 } }
        if !isKnown { found.append(row) }
      }
    }
    let features = Tensor(repeating: 0.5, shape: [3, 2, model.configuration.featureSize])
    #expect(rows(model.decode(features, in: &pass)).count == 6)
    let shape: [Int] =
      switch observation {
      case .frames: [3, 2, 32, 32, 3]
      case .vector(let size): [3, 2, size]
      }
    let embeddings = model.embed(Tensor(repeating: 0.5, shape: shape), in: &pass)
    #expect(rows(embeddings).count == 1)
    #expect(rows(model.dynamics.evidence(of: embeddings, in: &pass)).count == 6)
  }

  @Test func allLayersOfTheDecoderAreOfItsEstimator() {
    func names(_ observation: ObservationKind) -> [String] {
      let model = Self.model(observation) {
        ($0.transition, $0.decoder) = (.deterministic, .localReparameterization)
      }
      return WeightMonitor(model).layers.map(\.name)
    }
    #expect(
      names(Self.frames) == ["imageDecoder.input"]
        + (0..<3).map { "imageDecoder.convolutions.\($0)" })
    #expect(
      names(Self.vector) == [
        "vectorDecoder.hidden.0", "vectorDecoder.hidden.1", "vectorDecoder.output",
      ])
  }

  @Test func weightsBeginAndCostAsConfigured() {
    func total(_ change: (inout WorldModelConfiguration) -> Void) -> WeightMonitor.Layer {
      let model = Self.model(Self.vector) {
        $0.hiddenSize = 50
        ($0.weightStddev, $0.priorStddev) = (0.25, 0.5)
        change(&$0)
      }
      return WeightMonitor(model).total
    }
    let tied = total { $0.hasTiedPriorMean = true }
    #expect(abs(tied.stddev - 0.25) < 1e-5)
    // ln 2 + ¼ / 2 − ½ a weight, whatever the means are.
    let divergence = Double(tied.count) * (0.693147 + 0.125 - 0.5)
    #expect(abs(tied.divergence - divergence) < 1e-4 * divergence)
    let glorot = total { _ in }
    let means = Double(glorot.count) * glorot.magnitude * glorot.magnitude / 0.5
    #expect(abs(glorot.divergence - divergence - means) < 1e-3 * means)
    // Fans of 6 and 50, 7 and 50, 50 and 8: variances 2 / (in + out), and 2 / in of He.
    let he = total { $0.weightMeans = .he }
    let layers: [(count: Double, inputs: Double, outputs: Double)] = [
      (300, 6, 50), (350, 7, 50), (400, 50, 8),
    ]
    func magnitude(_ variance: (_ inputs: Double, _ outputs: Double) -> Double) -> Double {
      let squares = layers.map { $0.count * variance($0.inputs, $0.outputs) }
      return (squares.reduce(0, +) / Double(glorot.count)).squareRoot()
    }
    let expected = magnitude { 2 / ($0 + $1) }
    #expect(abs(glorot.magnitude / expected - 1) < 0.1)
    #expect(abs(he.magnitude / magnitude { inputs, _ in 2 / inputs } - 1) < 0.1)
    #expect(total { $0.weightMeans = .nearZero }.magnitude < 0.1 * expected)
  }
}
