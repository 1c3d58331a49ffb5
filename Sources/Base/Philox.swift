/// The Philox-4×32-10 bijection: a keyed scrambling of 128-bit counters.
///
/// Equal counters and keys give equal words on every processor; the words of different counters
/// are independent for all practical purposes.
///
/// Reference: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3",
/// SC 2011, section 3.3.
package enum Philox {
  /// Returns the four words that `counter` is mapped to under `key`.
  @inlinable
  package static func block(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (word, key) = (counter, key)
    for _ in 0..<10 {
      let first = UInt64(word[0]) &* 0xD251_1F53
      let second = UInt64(word[2]) &* 0xCD9E_8D57
      word = SIMD4(
        UInt32(truncatingIfNeeded: second >> 32) ^ word[1] ^ key[0],
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ word[3] ^ key[1],
        UInt32(truncatingIfNeeded: first))
      key = SIMD2(key[0] &+ 0x9E37_79B9, key[1] &+ 0xBB67_AE85)
    }
    return word
  }
}
