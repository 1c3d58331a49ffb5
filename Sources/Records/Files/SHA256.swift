import Base

/// The secure hash algorithm with 256 bits.
///
/// Reference: NIST, "Secure Hash Standard", FIPS 180-4, 2015, section 6.2.
package enum SHA256 {
  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = roots(of: primes(64), cubic: true)
  /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  private static let start: [UInt32] = roots(of: primes(8), cubic: false)

  /// Returns the digest of bytes as 64 hexadecimal digits.
  package static func hexadecimalDigest(_ bytes: some Sequence<UInt8>) -> String {
    var message = Array(bytes)
    let bitCount = UInt64(message.count) * 8
    message.append(0x80)
    message.append(contentsOf: repeatElement(0, count: (120 - message.count % 64) % 64))
    message.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (56 - 8 * $0)) })
    var state = start
    for block in stride(from: 0, to: message.count, by: 64) {
      compress(message[block..<block + 64], into: &state)
    }
    return state.map { hexadecimal($0) }.joined()
  }

  private static func compress(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var words = (0..<16).map { index -> UInt32 in
      block[(block.startIndex + 4 * index)...].prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (a, b) = (words[index - 15], words[index - 2])
      let first = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3
      let second = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10
      words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
    }
    var s = state
    for index in 0..<64 {
      let (a, e) = (s[0], s[4])
      let choice = e & s[5] ^ ~e & s[6]
      let majority = a & s[1] ^ a & s[2] ^ s[1] & s[2]
      let high = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let low = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let sum = s[7] &+ high &+ choice &+ constants[index] &+ words[index]
      s = [sum &+ low &+ majority, a, s[1], s[2], s[3] &+ sum, e, s[5], s[6]]
    }
    for index in 0..<8 { state[index] &+= s[index] }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  private static func primes(_ count: Int) -> [UInt64] {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < count {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes
  }

  /// Returns the first 32 bits of the fractional part of each number's root.
  ///
  /// The largest x with xⁿ ≤ p · 2³²ⁿ is found bit by bit; its lower 32 bits are the fraction. The
  /// products are compared in 128 bits: x < 2³⁸, so x³ < 2¹¹⁴.
  private static func roots(of numbers: [UInt64], cubic: Bool) -> [UInt32] {
    numbers.map { number in
      var root: UInt128 = 0
      for bit in stride(from: UInt128(37), through: 0, by: -1) {
        let trial = root | 1 << bit
        let power = cubic ? trial * trial * trial : trial * trial
        if power <= UInt128(number) << (cubic ? 96 : 64) { root = trial }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }
}
