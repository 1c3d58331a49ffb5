/// The elements of one or more tensors, in memory from the pool.
package final class Storage {
  /// The first element.
  package let elements: UnsafeMutablePointer<Scalar>
  private let sizeClass: Int

  /// Creates storage whose elements have any value.
  init(uninitialized count: Int) {
    let byteCount = count * MemoryLayout<Scalar>.stride
    let (block, sizeClass) = StoragePool.shared.take(byteCount: byteCount)
    self.sizeClass = sizeClass
    elements = block.bindMemory(to: Scalar.self, capacity: count)
  }

  deinit {
    StoragePool.shared.release(UnsafeMutableRawPointer(elements), sizeClass: sizeClass)
  }
}
