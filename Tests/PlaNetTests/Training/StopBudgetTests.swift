import PlaNet
import Testing

/// R29.
@Suite struct StopBudgetTests {
  @Test func aStopTakesTheLongestPieceOfWorkAndASave() {
    var budget = StopBudget()
    func seconds(_ work: StopBudget.Work, at time: Double) -> Int {
      budget.begin(work, at: time)
      return budget.seconds
    }
    #expect(seconds(.collecting, at: 100) == 0)
    #expect(seconds(.collecting, at: 100.25) == 1)
    // The save begins during the current piece, but is not part of it.
    budget.noteSave(of: 1.5)
    #expect(seconds(.collecting, at: 100.5) == 2)
    // The duration of an update is unknown until one was done.
    #expect(seconds(.learning, at: 100.75) == 0)
    #expect(seconds(.learning, at: 103.75) == 5)
    #expect(seconds(.learning, at: 104) == 5)
    // Decisions are shorter, but the next piece of work may be an update.
    #expect(seconds(.collecting, at: 104.25) == 5)
    // Where updates have become shorter, that is certain once all of them are done.
    #expect(seconds(.learning, at: 104.5) == 5)
    #expect(seconds(.learning, at: 105.5) == 5)
    #expect(seconds(.collecting, at: 106.5) == 3)
    #expect(seconds(.collecting, at: 106.75) == 3)
  }
}
