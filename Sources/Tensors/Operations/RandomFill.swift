import Base

/// Fills `elements` with standard normal numbers.
///
/// Number `k` of each group of 64 is made of words `k / 16` and its partner of block `k % 16`, see
/// ``SeededGenerator``.
func fillNormal(
  _ elements: UnsafeMutablePointer<Scalar>, count: Int, using generator: inout SeededGenerator
) {
  let first = generator.reserveBlocks(forFill: count)
  for index in 0..<count {
    let (group, place) = (index / 64, index % 64)
    let words = generator.block(first + UInt64(group * 16 + place % 16))
    let row = place / 16
    let pair = BoxMuller.pair(words[row & ~1], words[row | 1])
    elements[index] = Scalar(row & 1 == 0 ? pair.0 : pair.1)
  }
}

/// Fills `elements` with numbers from the uniform distribution over [0, 1), multiples of 2⁻²⁴.
func fillUniform(
  _ elements: UnsafeMutablePointer<Scalar>, count: Int, using generator: inout SeededGenerator
) {
  let first = generator.reserveBlocks(forFill: count)
  for index in 0..<count {
    let (group, place) = (index / 64, index % 64)
    let words = generator.block(first + UInt64(group * 16 + place % 16))
    elements[index] = Scalar(words[place / 16] >> 8) * 0x1p-24
  }
}

/// Adds `addend` to `sum`, element by element.
func accumulate(
  _ addend: UnsafePointer<Scalar>, into sum: UnsafeMutablePointer<Scalar>, count: Int
) {
  for index in 0..<count { sum[index] += addend[index] }
}
