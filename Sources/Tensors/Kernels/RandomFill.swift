import Base
import CKernels

extension Tensor {
  /// Creates a tensor of independent draws from the standard normal distribution.
  public init(standardNormal shape: [Int], using generator: inout SeededGenerator) {
    self.init(uninitialized: shape)
    fillRandom(.normal, elements, count: count, using: &generator)
  }

  /// Creates a tensor of independent draws from the uniform distribution over `range`.
  public init(
    uniform shape: [Int], in range: Range<Scalar> = 0..<1, using generator: inout SeededGenerator
  ) {
    self.init(uninitialized: shape)
    fillRandom(.uniform, elements, count: count, using: &generator)
    guard range != 0..<1 else { return }
    Kernel.spread(
      elements, count, range.lowerBound, range.upperBound - range.lowerBound,
      range.upperBound.nextDown)
  }

  /// Creates a tensor of independent fair signs, −1 or +1.
  public init(randomSigns shape: [Int], using generator: inout SeededGenerator) {
    self.init(uninitialized: shape)
    fillRandom(.signs, elements, count: count, using: &generator)
  }
}

/// Fills `elements` with random numbers, and advances the generator.
///
/// Number `k` of each group of 64 is made from word `k / 16` of block `k % 16`; see
/// ``SeededGenerator``. Normal numbers use the words of two rows for a pair, uniform ones are
/// multiples of 2⁻²⁴ in [0, 1), and signs are +1 where the word's highest bit is set.
func fillRandom(
  _ fill: RandomFill, _ elements: UnsafeMutablePointer<Scalar>, count: Int,
  using generator: inout SeededGenerator
) {
  let block = generator.reserveBlocks(forFill: count)
  let position = RandomPosition(seed: generator.seed, stream: generator.stream, block: block)
  Kernel.fillRandom(fill, position, elements, count)
}
