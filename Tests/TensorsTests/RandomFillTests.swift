import Base
import TestSupport
import Tensors
import Testing

@Suite struct RandomFillTests {
  private static let counts = [0, 1, 2, 15, 16, 17, 63, 64, 65, 127, 128, 1000, 8192, 40_001]

  /// Number `k` of a group of 64 is made of word `k / 16` of block `k % 16`.
  private static func words(
    _ count: Int, _ generator: SeededGenerator
  ) -> [(word: UInt32, row: Int, words: SIMD4<UInt32>)] {
    let first = generator.position / 2 + generator.position % 2
    return (0..<count).map { index in
      let words = generator.block(first + UInt64(index / 64 * 16 + index % 16))
      let row = index % 64 / 16
      return (words[row], row, words)
    }
  }

  private static let generators = [
    SeededGenerator(seed: 0), SeededGenerator(seed: 7, stream: 3, position: 5),
    SeededGenerator(seed: .max, stream: .max, position: 1 << 40),
    SeededGenerator(seed: 1, stream: 2, position: (1 << 33) - 9),
  ]

  @Test(arguments: counts, generators)
  func normalsHaveTheBitsOfTheReference(count: Int, generator: SeededGenerator) {
    let expected = Self.words(count, generator).map { _, row, words in
      let pair = BoxMuller.pair(words[row & ~1], words[row | 1])
      return Scalar(row & 1 == 0 ? pair.0 : pair.1)
    }
    var generator = generator
    let isEqual = Tensor(standardNormal: [count], using: &generator).scalars == expected
    #expect(isEqual)
  }

  @Test(arguments: counts, generators)
  func uniformsAndSignsHaveTheBitsOfTheReference(count: Int, generator: SeededGenerator) {
    let words = Self.words(count, generator).map(\.word)
    var (first, second) = (generator, generator)
    let uniformsAreEqual =
      Tensor(uniform: [count], using: &first).scalars == words.map { Scalar($0 >> 8) * 0x1p-24 }
    #expect(uniformsAreEqual)
    let signsAreEqual =
      Tensor(randomSigns: [count], using: &second).scalars == words.map { $0 >> 31 == 1 ? 1 : -1 }
    #expect(signsAreEqual)
    #expect(first == second)
  }

  @Test func numbersDoNotDependOnTheNumberOfThreads() {
    defer { Threads.use(nil) }
    let draws = [1, 2, 3].map { count in
      Threads.use(count)
      var generator = SeededGenerator(seed: 5)
      return Tensor(standardNormal: [300_001], using: &generator).scalars
    }
    // Differences of arrays as long as these would take minutes to print.
    let areEqual = draws[0] == draws[1] && draws[0] == draws[2]
    #expect(areEqual)
  }

  /// The value was computed by the reference in Swift; it holds for every processor.
  @Test func aMillionNormalsHaveTheStoredHash() {
    var generator = SeededGenerator(seed: 2026)
    let numbers = Tensor(standardNormal: [1_000_000], using: &generator)
    // FNV-1a over the bits of single precision.
    let hash = numbers.scalars.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { hash, number in
      (hash ^ UInt64(Float(number).bitPattern)) &* 0x100_0000_01b3
    }
    #expect(hash == 8_308_434_411_780_170_815)
  }

  @Test func consecutiveFillsDiffer() {
    var generator = SeededGenerator(seed: 1)
    let first = Tensor(standardNormal: [100], using: &generator)
    let second = Tensor(standardNormal: [100], using: &generator)
    #expect(Set(first.scalars + second.scalars).count > 190)
  }

  @Test func uniformsStayInTheirRange() {
    var generator = SeededGenerator(seed: 1)
    let numbers = Tensor(uniform: [100_000], in: 16_777_216..<16_777_218, using: &generator)
    #expect(numbers.scalars.allSatisfy { (16_777_216..<16_777_218).contains($0) })
    let others = Tensor(uniform: [10_000], in: -3 ..< -1, using: &generator)
    #expect(others.scalars.allSatisfy { (-3 ..< -1).contains($0) })
    #expect(abs(others.mean().scalar + 2) < 4 * 0.577 / 100)
  }
}
