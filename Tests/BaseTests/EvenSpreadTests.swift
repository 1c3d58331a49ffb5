import Base
import Testing

@Suite struct EvenSpreadTests {
  @Test func elementsAreFromTheMiddleOfEqualParts() {
    #expect(evenlySpread(3, of: Array(1...9)) == [2, 5, 8])
    #expect(evenlySpread(2, of: Array(1...8)) == [3, 7])
    #expect(evenlySpread(1, of: Array(1...9)) == [5])
    #expect(evenlySpread(9, of: Array(1...9)) == Array(1...9))
    // Numbers with gaps are chosen by their places.
    #expect(evenlySpread(2, of: [1, 2, 30, 40]) == [2, 40])
  }

  @Test func placesFromEndToEndIncludeBothEnds() {
    #expect(placesFromEndToEnd(3, of: 9) == [0, 4, 8])
    #expect(placesFromEndToEnd(4, of: 9) == [0, 2, 5, 8])
    #expect(placesFromEndToEnd(1, of: 9) == [4])
    #expect(placesFromEndToEnd(5, of: 3) == [0, 1, 2])
    #expect(placesFromEndToEnd(5, of: 1) == [0] && placesFromEndToEnd(5, of: 0).isEmpty)
  }
}
