import Dispatch

extension Array where Element: Sendable {
  /// Updates every element once, several at a time.
  ///
  /// - Parameters:
  ///   - threads: How many elements are updated at a time at most.
  ///   - update: Updates an element, given its index; is called from several threads at a time.
  package mutating func updateConcurrently(
    threads: Int, _ update: @Sendable (_ index: Int, _ element: inout Element) -> Void
  ) {
    let total = count
    let chunks = Swift.max(1, Swift.min(threads, total))
    withUnsafeMutableBufferPointer { buffer in
      // Each thread has a range of the array of its own.
      nonisolated(unsafe) let buffer = buffer
      DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
        for index in total * chunk / chunks..<total * (chunk + 1) / chunks {
          update(index, &buffer[index])
        }
      }
    }
  }
}
