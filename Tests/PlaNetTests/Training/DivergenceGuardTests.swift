import PlaNet
import Testing

/// No count stays at its limit, so whoever goes on with a run has as many chances again.
@Suite struct DivergenceGuardTests {
  /// Returns at which calls, counted from 1, something was told.
  private func tellingCalls(of count: Int, _ body: () -> Bool) -> [Int] {
    var calls: [Int] = []
    for call in 1...count where body() { calls.append(call) }
    return calls
  }

  @Test func everyFifthFailureInARowIsTooMany() {
    var divergence = DivergenceGuard()
    let few = tellingCalls(of: 4) { divergence.countFailure() }
    divergence.failures = 0
    let many = tellingCalls(of: 11) { divergence.countFailure() }
    #expect(few.isEmpty && many == [5, 10] && divergence.failures == 1)
  }

  @Test func everyTenthDropInARowIsTooMany() {
    var divergence = DivergenceGuard()
    let many = tellingCalls(of: 21) { divergence.countDrop() }
    #expect(many == [10, 20] && divergence.drops == 1)
  }

  @Test func tenFallbacksAreTakenOnce() {
    var divergence = DivergenceGuard()
    let taken = (0..<21).map { _ -> Int? in
      divergence.fallbacks += 1
      return divergence.takeFallbacks()
    }
    #expect(taken.compactMap { $0 } == [10, 10] && taken[9] == 10 && taken[19] == 10)
    #expect(divergence.fallbacks == 1)
  }

  @Test func theThirdRestorationSoonAfterTheOthersIsTheLast() {
    var divergence = DivergenceGuard()
    let soon = [10, 1009, 2008, 2009].map { divergence.countRestoration(afterUpdates: $0) }
    #expect(soon == [false, false, true, false])
    #expect(divergence.recentRestorations == 1 && divergence.lastRestoration == 2009)
    // A thousand updates later is a new beginning.
    let late = [3009, 4008, 5007].map { divergence.countRestoration(afterUpdates: $0) }
    #expect(late == [false, false, true])
  }
}
