/// A source of random numbers that is a value: a seed, a stream and a position in it.
///
/// The number at a position depends only on (seed, stream, position), so equal generators give
/// equal numbers on every processor and for any number of threads. A copy of a generator repeats
/// its numbers; ``split()`` gives a consumer its own numbers.
///
/// Reference: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3",
/// SC 2011.
public struct SeededGenerator: RandomNumberGenerator, Codable, Hashable, Sendable {
  /// The seed that the program or its user chose.
  public let seed: UInt64
  /// The number of the sequence among those of the seed.
  public let stream: UInt64
  /// The number of 64-bit words of the sequence that have been used.
  public private(set) var position: UInt64

  /// Creates a generator at a position of a stream.
  public init(seed: UInt64, stream: UInt64 = 0, position: UInt64 = 0) {
    (self.seed, self.stream, self.position) = (seed, stream, position)
  }

  /// Returns the four 32-bit words of block `index`, which hold positions `2·index` and after.
  package func block(_ index: UInt64) -> SIMD4<UInt32> {
    Philox.block(
      SIMD4(low(index), high(index), low(stream), high(stream)), key: SIMD2(low(seed), high(seed)))
  }

  /// Returns the next 64 bits.
  public mutating func next() -> UInt64 {
    let words = block(position / 2)
    let pair = position.isMultiple(of: 2) ? words.lowHalf : words.highHalf
    position &+= 1
    return UInt64(pair[0]) | UInt64(pair[1]) << 32
  }

  /// Returns the next number from the uniform distribution over [0, 1), a multiple of 2⁻⁵³.
  public mutating func nextUniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Returns the next number from the uniform distribution over a range.
  public mutating func nextUniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextUniform()
  }

  /// Returns the next number from the standard normal distribution, with the precision of `Float`.
  public mutating func nextNormal() -> Double {
    let bits = next()
    return Double(BoxMuller.pair(low(bits), high(bits)).0)
  }

  /// Returns the next integer from the uniform distribution over `0..<bound`.
  ///
  /// By multiplication with rejection, so that no value is favoured.
  ///
  /// - Precondition: `bound` is positive.
  ///
  /// Reference: Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29, 2019.
  public mutating func nextInteger(below bound: Int) -> Int {
    require(bound > 0, "a random integer needs a positive bound, not \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Returns a generator with its own stream, and advances this one.
  ///
  /// The numbers of the two are independent, however many are drawn.
  public mutating func split() -> SeededGenerator {
    // The names of streams are keyed by the seed with its bits inverted, so no number drawn from a
    // stream is ever the name of one.
    let words = Philox.block(
      SIMD4(low(position), high(position), low(stream), high(stream)),
      key: SIMD2(~low(seed), ~high(seed)))
    position &+= 1
    return SeededGenerator(seed: seed, stream: UInt64(words[0]) | UInt64(words[1]) << 32)
  }

  /// Reserves whole blocks for `count` numbers of 32 bits each, and returns the first block.
  ///
  /// A fill takes the numbers in groups of 64 from 16 blocks: number `k` of a group is word
  /// `k / 16` of block `k % 16`, which is the order in which vector units produce them.
  package mutating func reserveBlocks(forFill count: Int) -> UInt64 {
    let first = position / 2 + position % 2
    position = (first &+ UInt64((count + 63) / 64 * 16)) &* 2
    return first
  }
}

@inline(__always)
private func low(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word) }

@inline(__always)
private func high(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word >> 32) }
