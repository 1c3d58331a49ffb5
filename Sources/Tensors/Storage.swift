import Base

/// The elements of one or more tensors, in memory from the pool.
package final class Storage {
  /// The first element.
  package let elements: UnsafeMutablePointer<Scalar>
  private let block: StoragePool.Block

  /// Creates storage with arbitrary elements.
  ///
  /// - Precondition: The number of bytes can be represented.
  init(uninitialized count: Int) {
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Scalar>.stride)
    require(!overflow, "a tensor of \(count) elements has more bytes than can be counted")
    block = StoragePool.shared.take(byteCount: byteCount)
    elements = block.bytes.bindMemory(to: Scalar.self, capacity: count)
  }

  deinit {
    StoragePool.shared.release(block)
  }
}
