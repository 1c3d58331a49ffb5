import Base

extension World {
  /// Advances many worlds by several time steps, on several threads.
  ///
  /// Each world ends in the state to which ``step(count:)`` alone would have brought it.
  ///
  /// - Parameters:
  ///   - worlds: The worlds, each with its own controls.
  ///   - count: The number of time steps.
  ///   - threads: The largest number of worlds to advance at a time.
  public static func step(_ worlds: inout [World], count: Int = 1, threads: Int) {
    worlds.updateConcurrently(threads: threads) { _, world in world.step(count: count) }
  }
}
