import Base
import TestSupport
import Testing

@Suite struct MedianTests {
  @Test(
    arguments: [
      ([3], 3), ([2, 1], 1.5), ([5, 1, 2], 2), ([4, 1, 10, 2], 3), ([-1, -1, 0, 7, 8], 0),
      ([0, .infinity], .infinity),
    ] as [([Double], Double)])
  func mediansAreInTheMiddle(numbers: [Double], median: Double) {
    #expect(numbers.median == median)
  }

  @Test func nothingHasNoMedian() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = [Double]().median
    }
    #expect(message(of: result).contains("no numbers have no median"))
  }
}
