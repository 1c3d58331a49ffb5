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

  @Test func statisticsCountWhatIsUsed() {
    let pool = StoragePool()
    let (block, sizeClass) = pool.take(byteCount: 1000)
    #expect(pool.statistics.usedBytes == StoragePool.size(ofClass: sizeClass))
    #expect(pool.statistics.systemAllocations == 1)
    pool.release(block, sizeClass: sizeClass)
    #expect(pool.statistics.usedBytes == 0)
    _ = pool.take(byteCount: 1000)
    #expect(pool.statistics.systemAllocations == 1)
  }

  @Test func drainingGivesMemoryBack() {
    let pool = StoragePool()
    let (block, sizeClass) = pool.take(byteCount: 1 << 22)
    pool.release(block, sizeClass: sizeClass)
    pool.drain()
    #expect(pool.statistics.reservedBytes == 0)
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
