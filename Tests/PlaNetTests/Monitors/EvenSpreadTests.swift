import PlaNet
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
}
