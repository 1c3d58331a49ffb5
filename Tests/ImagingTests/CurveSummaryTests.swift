import Imaging
import Testing

@Suite struct CurveSummaryTests {
  @Test func aCurveIsItsOwnSummary() {
    let curve: [SIMD2<Double>] = [[0, 1], [10, 3], [20, .nan], [30, 2]]
    let summary = CurveSummary([curve])
    #expect(summary.median == [[0, 1], [10, 3], [30, 2]] && summary.band.isEmpty)
  }

  @Test func curvesAreComparedBetweenTheirPoints() {
    let summary = CurveSummary([
      [[0, 0], [10, 10]], [[0, 2], [5, 3], [10, 4]], [[5, 100], [10, 100]],
    ])
    // At 0 only two of three have a value; at 5 the first has passed half of its way.
    #expect(summary.median == [[0, 1], [5, 5], [10, 10]])
    let middle = summary.band[1]
    #expect(abs(middle.low - (3 + 0.1 * 2)) < 1e-12 && abs(middle.high - (5 + 0.9 * 95)) < 1e-12)
  }

  @Test func placesThatFewCurvesReachAreLeftOut() {
    let summary = CurveSummary([[[0, 0], [30, 3]], [[0, 1], [10, 1]], [[0, 2], [10, 2]]])
    #expect(summary.median.map(\.x) == [0, 10])
  }

  /// Evaluations of runs after equally many steps, over the minutes that each took.
  @Test func singlePointsAreTakenTogether() {
    let summary = CurveSummary([[[10, 1]], [[12, 5]], [[13, 2]]], percentiles: 0...1)
    #expect(summary.median == [[12, 2]])
    #expect(summary.band == [Chart.Interval(x: 12, low: 1, high: 5)])
  }

  /// Half of two curves is one, which is not a median of both.
  @Test func twoCurvesThatShareNoPlaceAreTakenTogether() {
    let summary = CurveSummary([[[10, 1]], [[12, 5]]], percentiles: 0...1)
    #expect(summary.median == [[11, 3]])
    #expect(summary.band == [Chart.Interval(x: 11, low: 1, high: 5)])
    #expect(CurveSummary([[[10, 1], [12, 2]]]).median == [[10, 1], [12, 2]])
  }

  @Test func quantilesAreInterpolated() {
    #expect(CurveSummary.quantile(0.5, of: [1, 2, 10, 20]) == 6)
    #expect(CurveSummary.quantile(0.95, of: [7]) == 7)
    #expect(CurveSummary.quantile(0.25, of: [0, 4, 8, 12, 16]) == 4)
  }
}
