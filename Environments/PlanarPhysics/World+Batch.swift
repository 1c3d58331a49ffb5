import Base

extension World {
  /// Moves many worlds on by several time steps, on several threads.
  ///
  /// Each world ends where ``step(count:)`` alone would have brought it.
  ///
  /// - Parameters:
  ///   - worlds: The worlds, each under controls of its own.
  ///   - count: The number of time steps.
  ///   - threads: How many worlds move at a time at most.
  public static func step(_ worlds: inout [World], count: Int = 1, threads: Int) {
    worlds.updateConcurrently(threads: threads) { _, world in world.step(count: count) }
  }
}
