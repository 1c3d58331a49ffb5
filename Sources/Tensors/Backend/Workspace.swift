/// Memory from the pool for purposes other than tensors: intermediate results of libraries.
final class Workspace {
  private let block: StoragePool.Block

  /// Creates memory with arbitrary contents.
  init(byteCount: Int) {
    block = StoragePool.shared.take(byteCount: byteCount)
  }

  deinit {
    StoragePool.shared.release(block)
  }

  /// The first byte, aligned to a cache line.
  var bytes: UnsafeMutableRawPointer { block.bytes }
}
