import CKernels
import Glibc
import Synchronization

/// A pool of memory that tensors release and other tensors of about the same size reuse.
///
/// Blocks come in four sizes per octave, so at most a quarter of a block is unused. A training step
/// releases the blocks that the next one needs, so after the first steps no more memory is
/// requested from the system. The parts of work that threads share have separate shelves, so that
/// what a part finds there does not depend on the progress of the others.
package final class StoragePool: Sendable {
  /// The pool that all tensors share.
  package static let shared = StoragePool()

  /// The contents of the pool and its requests to the system.
  package struct Statistics: Hashable, Sendable {
    /// The number of blocks that were taken from the system.
    package var systemAllocations = 0
    /// The total size of the blocks that were taken from the system and not given back.
    package var reservedBytes = 0
    /// The total size of the blocks that are in use.
    package var usedBytes = 0
  }

  /// Memory that is in use.
  package struct Block {
    /// The first byte, aligned to a cache line.
    package let bytes: UnsafeMutableRawPointer
    fileprivate let sizeClass: Int32
    fileprivate let shelf: Int32
  }

  private struct State: ~Copyable {
    var free: [[UnsafeMutableRawPointer]] = Array(repeating: [], count: 256)
    var statistics = Statistics()
  }

  private final class Shelf: Sendable {
    let state = Mutex(State())
  }

  private let shelves = (0..<64).map { _ in Shelf() }

  /// Creates an empty pool.
  package init() {}

  /// The present contents of the pool.
  package var statistics: Statistics {
    shelves.reduce(into: Statistics()) { sum, shelf in
      let statistics = shelf.state.withLock { $0.statistics }
      sum.systemAllocations += statistics.systemAllocations
      sum.reservedBytes += statistics.reservedBytes
      sum.usedBytes += statistics.usedBytes
    }
  }

  /// Returns a block of at least `byteCount` bytes.
  package func take(byteCount: Int) -> Block {
    let sizeClass = Self.sizeClass(of: byteCount)
    let size = Self.size(ofClass: sizeClass)
    let shelf = Int(kernel_part()) % shelves.count
    let pooled = shelves[shelf].state.withLock { state in
      state.statistics.usedBytes += size
      let block = state.free[sizeClass].popLast()
      if block == nil {
        state.statistics.systemAllocations += 1
        state.statistics.reservedBytes += size
      }
      return block.map { UInt(bitPattern: $0) }
    }
    return Block(
      bytes: pooled.flatMap { UnsafeMutableRawPointer(bitPattern: $0) } ?? allocate(size),
      sizeClass: Int32(sizeClass), shelf: Int32(shelf))
  }

  /// Takes a block back.
  package func release(_ block: Block) {
    let (address, sizeClass) = (UInt(bitPattern: block.bytes), Int(block.sizeClass))
    shelves[Int(block.shelf)].state.withLock { state in
      state.statistics.usedBytes -= Self.size(ofClass: sizeClass)
      if let bytes = UnsafeMutableRawPointer(bitPattern: address) {
        state.free[sizeClass].append(bytes)
      }
    }
  }

  /// Gives all unused blocks back to the system.
  package func drain() {
    for shelf in shelves {
      shelf.state.withLock { state in
        for sizeClass in state.free.indices {
          for block in state.free[sizeClass] {
            free(block)
            state.statistics.reservedBytes -= Self.size(ofClass: sizeClass)
          }
          state.free[sizeClass].removeAll()
        }
      }
    }
  }

  /// Returns the class of the smallest blocks that hold `byteCount` bytes.
  package static func sizeClass(of byteCount: Int) -> Int {
    let lines = max(byteCount, 64 * 8) - 1
    let octave = Int.bitWidth - 1 - lines.leadingZeroBitCount
    return octave * 4 + (lines >> (octave - 2)) & 3 - 4 * 8
  }

  /// Returns the number of bytes in a block of a class.
  package static func size(ofClass sizeClass: Int) -> Int {
    let (octave, quarter) = ((sizeClass + 4 * 8) / 4, (sizeClass + 4 * 8) % 4)
    return (5 + quarter) << (octave - 2)
  }

  /// Returns memory from the system, first giving back all unused blocks if the system has none
  /// left.
  private func allocate(_ size: Int) -> UnsafeMutableRawPointer {
    if let block = Self.systemBlock(size) { return block }
    drain()
    guard let block = Self.systemBlock(size) else {
      fatalError("out of memory: \(size) bytes for a tensor")
    }
    return block
  }

  private static func systemBlock(_ size: Int) -> UnsafeMutableRawPointer? {
    let hugePage = 1 << 21
    var block: UnsafeMutableRawPointer?
    let status = posix_memalign(&block, size >= 2 * hugePage ? hugePage : 64, size)
    guard status == 0, let block else { return nil }
    // This gives fewer page faults and address look-ups; it is only advice, so a failure does not
    // matter.
    if size >= 2 * hugePage { madvise(block, size, 14) }
    return block
  }
}
