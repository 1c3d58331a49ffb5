import Dispatch

extension Array where Element: Sendable {
  /// Updates every element once, several of them at a time.
  ///
  /// - Parameters:
  ///   - threads: The largest number of elements to update at a time.
  ///   - update: Updates an element, given its index; it is called on several threads at a time.
  package mutating func updateConcurrently(
    threads: Int, _ update: @Sendable (_ index: Int, _ element: inout Element) -> Void
  ) {
    let total = count
    let chunks = Swift.max(1, Swift.min(threads, total))
    withUnsafeMutableBufferPointer { buffer in
      // Each thread has its own range of the array.
      nonisolated(unsafe) let buffer = buffer
      DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
        for index in total * chunk / chunks..<total * (chunk + 1) / chunks {
          update(index, &buffer[index])
        }
      }
    }
  }
}
