import Dispatch

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
    let total = worlds.count
    let chunks = max(1, min(threads, total))
    worlds.withUnsafeMutableBufferPointer { buffer in
      // Each thread has a range of the array of its own.
      nonisolated(unsafe) let buffer = buffer
      DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
        for index in total * chunk / chunks..<total * (chunk + 1) / chunks {
          buffer[index].step(count: count)
        }
      }
    }
  }
}
