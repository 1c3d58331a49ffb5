import Base
import Foundation
import TestSupport
import Testing

@Suite struct SeededGeneratorTests {
  /// The known answers that Random123 publishes with its generators (`kat_vectors`).
  @Test func philoxGivesThePublishedAnswers() {
    #expect(
      Philox.block(.zero, key: .zero)
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func equalGeneratorsGiveEqualNumbersAndSeedsDiffer() {
    var (first, second) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
    var other = SeededGenerator(seed: 8)
    let numbers = (0..<100).map { _ in first.next() }
    #expect(numbers == (0..<100).map { _ in second.next() })
    #expect(Set(numbers + (0..<100).map { _ in other.next() }).count == 200)
  }

  @Test func splitsAreIndependentOfEachOtherAndOfTheirOrigin() {
    var generator = SeededGenerator(seed: 1)
    var (first, second) = (generator.split(), generator.split())
    var nested = first.split()
    let numbers = (0..<50).flatMap { _ in
      [generator.next(), first.next(), second.next(), nested.next()]
    }
    #expect(Set(numbers).count == 200)
  }

  /// A position comes from a file, so every position must work.
  @Test func theEndOfAStreamIsFollowedByItsBeginning() {
    var generator = SeededGenerator(seed: 1, position: .max)
    #expect(generator.reserveBlocks(forFill: 64) == 1 << 63)
    #expect(generator.position == 32)
  }

  @Test func savesAndLoadsInTheMiddle() throws {
    var generator = SeededGenerator(seed: .max, stream: 3)
    _ = generator.next()
    let data = try JSONEncoder().encode(generator)
    var loaded = try JSONDecoder().decode(SeededGenerator.self, from: data)
    #expect(loaded == generator)
    #expect(loaded.next() == generator.next())
  }

  @Test func uniformsFillTheUnitInterval() {
    var generator = SeededGenerator(seed: 2)
    let numbers = (0..<10_000).map { _ in generator.nextUniform() }
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    let mean = numbers.reduce(0, +) / 10_000
    // Four standard errors of a uniform mean: 4 / √(12 · 10⁴).
    #expect(abs(mean - 0.5) < 4 / 346.4)
  }

  /// Bit by bit: doubling is exact.
  @Test func uniformsOfARangeAreThoseOfTheUnitIntervalStretched() {
    var (unit, ranged) = (SeededGenerator(seed: 2), SeededGenerator(seed: 2))
    for _ in 0..<1000 { #expect(ranged.nextUniform(in: -1...1) == 2 * unit.nextUniform() - 1) }
    let numbers = (0..<1000).map { _ in ranged.nextUniform(in: 3...5) }
    #expect(numbers.allSatisfy { (3...5).contains($0) })
  }

  @Test func normalsHaveTheMomentsOfTheNormalDistribution() {
    var generator = SeededGenerator(seed: 3)
    let numbers = (0..<40_000).map { _ in generator.nextNormal() }
    // Four standard errors: the k-th moment of n draws has variance (m₂ₖ − mₖ²) / n.
    for (power, moment, variance) in [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      let mean = numbers.reduce(0) { $0 + pow($1, Double(power)) } / 40_000
      #expect(abs(mean - moment) < 4 * (variance / 40_000).squareRoot(), "moment \(power)")
    }
  }

  @Test func theTransformAgreesWithTheMathematicsLibrary() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<10_000 {
      let word = generator.next()
      let (radius, angle) = (UInt32(truncatingIfNeeded: word), UInt32(word >> 32))
      let (cosine, sine) = BoxMuller.pair(radius, angle)
      let uniform = (Double(radius >> 1) + 0.5) * 0x1p-31
      let length = (-2 * log(uniform)).squareRoot()
      let turn = Double(Int32(bitPattern: angle)) * .pi * 0x1p-31
      // A few rounding errors of single precision; absolute near u = 1, where log u vanishes.
      #expect(abs(Double(cosine) - length * cos(turn)) < 3e-6)
      #expect(abs(Double(sine) - length * sin(turn)) < 3e-6)
    }
  }

  @Test func extremeWordsGiveFiniteNumbers() {
    for word: UInt32 in [0, 1, 0x7FFF_FFFF, 0x8000_0000, .max] {
      let (first, second) = BoxMuller.pair(word, word)
      #expect(first.isFinite && second.isFinite && max(abs(first), abs(second)) < 6.8)
    }
  }

  @Test func integersAreUniformBelowTheirBound() {
    var generator = SeededGenerator(seed: 5)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7_000 { counts[generator.nextInteger(below: 7)] += 1 }
    // Four standard deviations of a binomial count with p = 1/7.
    #expect(counts.allSatisfy { abs($0 - 1000) < 118 })
  }

  @Test func refusesABoundOfZero() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 0)
      _ = generator.nextInteger(below: 0)
    }
    #expect(message(of: result).contains("a random integer needs a positive bound, not 0"))
  }
}
