import TestSupport
import Testing

@Suite struct AllocationCountTests {
  @Test func countsLargeBlocksOnly() {
    let count = largeAllocationCount {
      for size in [10, 1000, 100_000, 200_000] {
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        block.storeBytes(of: 1, as: UInt8.self)
        block.deallocate()
      }
    }
    #expect(count == 2)
  }

  @Test func countsNothingOutside() {
    #expect(largeAllocationCount {} == 0)
    let block = UnsafeMutableRawPointer.allocate(byteCount: 200_000, alignment: 16)
    block.storeBytes(of: 1, as: UInt8.self)
    #expect(largeAllocationCount {} == 0)
    block.deallocate()
    #expect(largeAllocationCount {} == 0)
  }

  @Test func bytesInUseGrowByWhatIsKept() async {
    await #expect(processExitsWith: .success) {
      let before = heapBytesInUse()
      let blocks = (0..<100).map { _ in
        UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 16)
      }
      #expect(heapBytesInUse() - before >= 100_000)
      for block in blocks { block.deallocate() }
      #expect(heapBytesInUse() - before < 50_000)
    }
  }
}
