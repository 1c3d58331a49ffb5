import CKernels
import Glibc
import Synchronization

/// Memory that tensors leave and other tensors of about the same size take over.
///
/// Blocks come in four sizes to the octave, so at most a quarter of a block is unused. A training
/// step leaves the blocks that the next one needs, so after the first steps the system is asked for
/// nothing. The parts of work that threads share have shelves of their own, so that what one finds
/// there does not depend on how far the others are.
package final class StoragePool: Sendable {
  /// The pool that all tensors share.
  package static let shared = StoragePool()

  /// What the pool holds and what it asked the system for.
  package struct Statistics: Hashable, Sendable {
    /// How many blocks were taken from the system.
    package var systemAllocations = 0
    /// The bytes of all blocks that were taken from the system and not given back.
    package var reservedBytes = 0
    /// The bytes of the blocks that tensors use now.
    package var usedBytes = 0
  }

  /// Memory that somebody uses.
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

  /// What the pool holds now.
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

  /// Takes back a block.
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

  /// Returns the bytes in a block of a class.
  package static func size(ofClass sizeClass: Int) -> Int {
    let (octave, quarter) = ((sizeClass + 4 * 8) / 4, (sizeClass + 4 * 8) % 4)
    return (5 + quarter) << (octave - 2)
  }

  /// Returns memory of the system, to which all unused blocks go back first if it has none left.
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
    // Fewer page faults and address look-ups; only advice, so its failure means nothing.
    if size >= 2 * hugePage { madvise(block, size, 14) }
    return block
  }
}
