import Base
import Planning
import Tensors
import RealModule
import Testing

@Suite struct ColoredNoiseTests {
  @Test(arguments: [0, 0.25, 1, 2.5])
  func everyStepHasUnitVariance(exponent: Double) {
    var generator = SeededGenerator(seed: 1)
    let noise = ColoredNoise(length: 9, exponent: exponent)
    let count = 20_000
    let draws = noise.sequences(count, using: &generator)
    #expect(draws.shape == [9, count])
    for step in 0..<9 {
      let row = draws.rows(step..<step + 1).scalars
      let square = row.reduce(0) { $0 + Double($1 * $1) } / Double(count)
      // Four standard errors of a variance: 4 √(2 / n).
      #expect(abs(square - 1) < 0.04)
    }
  }

  /// The correlation of neighbouring steps rises with the exponent, from none.
  @Test func largerExponentsAreSmoother() {
    let correlations = [0, 0.5, 1, 2, 4].map { exponent in
      var generator = SeededGenerator(seed: 2)
      let noise = ColoredNoise(length: 12, exponent: exponent)
      let draws = noise.sequences(5_000, using: &generator)
      let product = draws.rows(4..<5) * draws.rows(5..<6)
      return Double(product.sum().scalar) / 5_000
    }
    #expect(abs(correlations[0]) < 0.06)
    #expect(zip(correlations, correlations.dropFirst()).allSatisfy { $0 < $1 })
    #expect(correlations[4] > 0.7)
  }

  /// The power at a frequency is proportional to f^−β.
  @Test func powerFallsAsStated() {
    var generator = SeededGenerator(seed: 3)
    let (length, count) = (16, 20_000)
    let noise = ColoredNoise(length: length, exponent: 2)
    let draws = noise.sequences(count, using: &generator)
    func power(_ frequency: Int) -> Double {
      let wave = (0..<length).map { step in
        Scalar(cosine(2 * Double.pi * Double(frequency * step) / Double(length)))
      }
      let amplitudes = matmul(Tensor(wave, shape: [1, length]), draws)
      return Double((amplitudes * amplitudes).sum().scalar) / Double(count)
    }
    let ratio = power(1) / power(3)
    #expect(abs(ratio / 9 - 1) < 0.1)
  }

  private func cosine(_ angle: Double) -> Double { Double.cos(angle) }
}
