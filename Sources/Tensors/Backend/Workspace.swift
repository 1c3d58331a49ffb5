/// Memory from the pool for other uses than tensors: intermediate results of libraries.
final class Workspace {
  /// The first byte, aligned to a cache line.
  let bytes: UnsafeMutableRawPointer
  private let sizeClass: Int

  /// Creates memory whose bytes have any value.
  init(byteCount: Int) {
    (bytes, sizeClass) = StoragePool.shared.take(byteCount: byteCount)
  }

  deinit {
    StoragePool.shared.release(bytes, sizeClass: sizeClass)
  }
}
