import Base
import Testing

@Suite struct ConcurrentUpdateTests {
  @Test(arguments: [(0, 4), (1, 4), (37, 1), (37, 4), (3, 8), (5, 0)])
  func everyElementIsUpdatedOnceWithItsIndex(count: Int, threads: Int) {
    var numbers = [Int](repeating: 7, count: count)
    numbers.updateConcurrently(threads: threads) { index, number in number += 10 * index + 1 }
    #expect(numbers == (0..<count).map { 10 * $0 + 8 })
  }
}
