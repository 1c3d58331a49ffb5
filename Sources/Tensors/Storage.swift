import Base

/// The elements of one or more tensors, in memory from the pool.
package final class Storage {
  /// The first element.
  package let elements: UnsafeMutablePointer<Scalar>
  private let sizeClass: Int

  /// Creates storage whose elements have any value.
  ///
  /// - Precondition: The bytes can be counted.
  init(uninitialized count: Int) {
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Scalar>.stride)
    require(!overflow, "a tensor of \(count) elements has more bytes than can be counted")
    let (block, sizeClass) = StoragePool.shared.take(byteCount: byteCount)
    self.sizeClass = sizeClass
    elements = block.bindMemory(to: Scalar.self, capacity: count)
  }

  deinit {
    StoragePool.shared.release(UnsafeMutableRawPointer(elements), sizeClass: sizeClass)
  }
}
