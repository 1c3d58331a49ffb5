/// The 64-bit Mersenne Twister, which places the stars.
///
/// Everything else in this package draws from `SeededGenerator`. The control suite's sky texture
/// comes from this generator with seed 42, and pictures can be compared with published ones only if
/// the stars are the same.
///
/// Reference: Nishimura, "Tables of 64-bit Mersenne Twisters", ACM TOMACS 10, 2000.
package struct MersenneTwister {
  private static let size = 312
  private var state: [UInt64]
  private var index = size

  package init(seed: UInt64) {
    state = [seed]
    for i in 1..<UInt64(Self.size) {
      let last = state[Int(i) - 1]
      state.append(6_364_136_223_846_793_005 &* (last ^ last >> 62) &+ i)
    }
  }

  package mutating func next() -> UInt64 {
    if index == Self.size { twist() }
    var word = state[index]
    index += 1
    word ^= word >> 29 & 0x5555_5555_5555_5555
    word ^= word << 17 & 0x71D6_7FFF_EDA6_0000
    word ^= word << 37 & 0xFFF7_EEE0_0000_0000
    return word ^ word >> 43
  }

  private mutating func twist() {
    let size = Self.size
    state.withUnsafeMutableBufferPointer { state in
      for i in 0..<size {
        let upper = state[i] & 0xFFFF_FFFF_8000_0000
        let mixed = upper | state[(i + 1) % size] & 0x7FFF_FFFF
        let flip: UInt64 = mixed & 1 == 0 ? 0 : 0xB502_6F5A_A966_19E9
        state[i] = state[(i + 156) % size] ^ mixed >> 1 ^ flip
      }
    }
    index = 0
  }
}
