import Base
import PlaNet
import Testing

@Suite struct RidgeRegressionTests {
  private func normals(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.nextNormal() }
  }

  @Test func linearMapsAreFoundWhateverTheScales() {
    let rows = (0..<60).map { row -> [Double] in
      let x = normals(4, seed: UInt64(row))
      // Of very different sizes, one of them constant.
      return [x[0], 1e5 * x[1] + 3, 1e-4 * x[2] - 7, 42]
    }
    func truth(_ x: [Double]) -> [Double] {
      [2 * x[0] - 3e-5 * x[1] + 5, 1e4 * (x[2] + 7) + x[0]]
    }
    let map = RidgeRegression(features: rows, targets: rows.map(truth), fittedCount: 40)
    let fresh = [0.3, -2e5, -7.0002, 42]
    // The least ridge, 1e-8 of unit variances, biases by about that part.
    for (found, expected) in zip(map(fresh), truth(fresh)) {
      #expect(abs(found - expected) < 1e-6)
    }
    #expect(map.chosenRidges == [1e-8, 1e-8])
  }

  /// With unit features that are orthogonal, the ridge divides the weights by 1 + λ.
  @Test func ridgesShrink() {
    let rows: [[Double]] = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
    let targets = rows.map { [4 * $0[0]] }
    // To judge by: the examples with a tenth of the slope, so that the best λ of 0.01 … is 10.
    let judged = rows.map { [4 / 11.0 * $0[0]] }
    let map = RidgeRegression(
      features: rows + rows, targets: targets + judged, fittedCount: 4)
    #expect(map.chosenRidges == [10])
    // Fitted to all of them, the slope is the mean of 4 and 4/11, divided by 11.
    #expect(abs(map([1, 0])[0] - (4 + 4 / 11.0) / 2 / 11) < 1e-12)
  }

  @Test func noiseIsLeftAloneWhereFeaturesOutnumberExamples() {
    let rows = (0..<40).map { normals(60, seed: UInt64($0)) }
    let targets = (0..<40).map { normals(1, seed: 1000 + UInt64($0)) }
    let map = RidgeRegression(features: rows, targets: targets, fittedCount: 30)
    let fresh = (0..<200).map { normals(60, seed: 5000 + UInt64($0)) }
    let size = fresh.map { map($0)[0] }.map { $0 * $0 }.reduce(0, +) / 200
    // Nothing can be known of pure noise of unit variance: predictions stay small.
    #expect(size < 0.5)
  }
}
