import Base
import Glibc
import Tensors
import Testing

@Suite struct StoragePoolTests {
  @Test func blocksAreLargeEnoughAndLittleLarger() {
    for count in [0, 1, 511, 512, 513, 640, 641, 4096, 100_000, 1 << 20, (1 << 28) + 1] {
      let size = StoragePool.size(ofClass: StoragePool.sizeClass(of: count))
      #expect(size >= count)
      #expect(size <= max(512, count * 5 / 4))
    }
  }

  @Test func classesAreInTheOrderOfTheirSizes() {
    let sizes = (3..<60).map(StoragePool.size(ofClass:))
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 < $1 })
    for (sizeClass, size) in zip(3..., sizes) {
      #expect(StoragePool.sizeClass(of: size) == sizeClass)
    }
  }

  @Test func whatATensorLeavesTheNextOneTakes() {
    // A length that no other test uses, so that tests beside this one do not take the block.
    let length = 7_654_321
    var address = UInt(bitPattern: Tensor(repeating: 1, shape: [length]).elements)
    for _ in 0..<10 {
      let tensor = Tensor(repeating: 2, shape: [length])
      let next = UInt(bitPattern: tensor.elements)
      #expect(next == address)
      #expect(next % 64 == 0)
      address = next
    }
  }

  @Test(arguments: [1000, 1 << 26])
  func statisticsCountWhatIsUsed(byteCount: Int) {
    let pool = StoragePool()
    let block = pool.take(byteCount: byteCount)
    #expect(pool.statistics.usedBytes >= byteCount)
    #expect(pool.statistics.usedBytes == pool.statistics.reservedBytes)
    #expect(pool.statistics.systemAllocations == 1)
    pool.release(block)
    #expect(pool.statistics.usedBytes == 0)
    _ = pool.take(byteCount: byteCount)
    #expect(pool.statistics.systemAllocations == 1)
  }

  /// However threads share parts of work, a part finds what it left behind.
  @Test func partsHaveShelvesOfTheirOwn() {
    let pool = StoragePool()
    for round in 0..<20 {
      parallelFor(count: 3, grain: 1) { part in
        // The first takes longest, so that the threads share the parts now this way, now that.
        let blocks = (0...part.lowerBound).map { _ in pool.take(byteCount: 5000) }
        if part.lowerBound == round % 3 { usleep(500) }
        for block in blocks { pool.release(block) }
      }
      #expect(pool.statistics.systemAllocations == (Threads.count == 1 ? 3 : 6))
    }
  }

  // In a process of its own, since other tests may be given the same addresses.
  @Test func drainingGivesMemoryBack() async {
    await #expect(processExitsWith: .success) {
      let pool = StoragePool()
      // So large that the system's allocator keeps nothing of it either.
      let block = pool.take(byteCount: 1 << 26)
      let page = UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: block.bytes) + 4096) & ~4095)
      var isResident: UInt8 = 0
      require(mincore(page, 4096, &isResident) == 0, "the block is not there")
      pool.release(block)
      require(mincore(page, 4096, &isResident) == 0, "the block left with its tensor")
      pool.drain()
      require(pool.statistics.reservedBytes == 0, "\(pool.statistics)")
      require(mincore(page, 4096, &isResident) != 0, "the block is still there")
    }
  }

  /// How many bytes of addresses this process has.
  static func addressedBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    fgets(&line, Int32(line.count), file)
    return atol(line) * sysconf(Int32(_SC_PAGESIZE))
  }

  // In a process of its own, whose memory has a limit.
  @Test func unusedBlocksAreGivenBackBeforeMemoryRunsOut() async {
    await #expect(processExitsWith: .success) {
      let pool = StoragePool()
      pool.release(pool.take(byteCount: 4 << 28))
      // What remains is too little for a larger block beside the unused one.
      let bytes = rlim_t(StoragePoolTests.addressedBytes() + (2 << 28))
      var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
      require(
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, "memory has no limit")
      _ = pool.take(byteCount: 5 << 28)
      require(pool.statistics.reservedBytes == 5 << 28, "\(pool.statistics)")
    }
  }

  @Test func aParameterThatSharesItsElementsIsCopiedBeforeItChanges() {
    let value = Tensor([1, 2], shape: [2])
    let parameter = Parameter(value)
    parameter.withMutableElements { $0[0] = 5 }
    #expect(value.scalars == [1, 2])
    #expect(parameter.value.scalars == [5, 2])
    let address = parameter.value.elements
    parameter.withMutableElements { $0[0] = 6 }
    #expect(parameter.value.elements == address)
  }
}
