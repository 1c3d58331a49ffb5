import Planning
import Tensors
import Testing

@Suite struct ReturnAggregationTests {
  private let returns = Tensor([1, 2, 5, 3, 2, 1], shape: [2, 3])

  @Test func meansAndSpreadsAreOverTheDraws() {
    #expect(ReturnAggregation.mean(returns).scalars == [2, 2, 3])
    #expect(ReturnAggregation.careful(returns, spreadWeight: 1).scalars == [1, 2, 1])
    #expect(ReturnAggregation.curious(returns, spreadWeight: 2).scalars == [4, 2, 7])
  }

  @Test func oneDrawHasNoSpread() {
    let single = Tensor([1, 2], shape: [1, 2])
    #expect(ReturnAggregation.careful(single, spreadWeight: 3).scalars == [1, 2])
  }
}
