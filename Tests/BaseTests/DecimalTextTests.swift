import Base
import Testing

@Suite struct DecimalTextTests {
  @Test(arguments: [
    (0.0, 2, "0.00"), (-0.004, 2, "0.00"), (-0.006, 2, "-0.01"), (7.05, 2, "7.05"),
    (1.5, 0, "2"), (-2.0, 0, "-2"), (0.00012, 5, "0.00012"), (99.996, 2, "100.00"),
    (1e15, 2, "1000000000000000.00"),
  ])
  func numbersHaveTheirPlaces(value: Double, places: Int, text: String) {
    #expect(decimalText(value, places: places) == text)
  }

  @Test(arguments: [(1.0, "1"), (-0.5, "-0.5"), (0.001, "0"), (100.0, "100"), (2.25, "2.25")])
  func zerosAtTheEndCanBeLeftOut(value: Double, text: String) {
    #expect(decimalText(value, places: 2, trimmingZeros: true) == text)
  }

  @Test(arguments: [.nan, .infinity, -.infinity, 1e16, -1e300] as [Double])
  func numbersWithoutThatManyDigitsHaveNoText(value: Double) {
    #expect(decimalText(value, places: 2) == nil)
  }

  @Test func numbersBeyondALimitHaveNoText() {
    #expect(decimalText(-999, places: 0, below: 1000) == "-999")
    #expect(decimalText(-1000, places: 0, below: 1000) == nil)
  }

  @Test func columnsHaveAWordForOtherNumbers() {
    #expect(fixed(2.345, decimals: 1) == "2.3" && fixed(-1e6, decimals: 1) == "-")
    #expect(fixed(.nan, decimals: 0, or: "none") == "none")
    #expect(fixed(1e6, decimals: 0, below: 1e9, or: "large") == "1000000")
  }

  @Test func paddingOnlyAdds() {
    #expect("42".zeroPadded(to: 5) == "00042" && "42".zeroPadded(to: 1) == "42")
    #expect([0, 9, 10, 100].map { twoDigits($0) } == ["00", "09", "10", "100"])
  }
}
