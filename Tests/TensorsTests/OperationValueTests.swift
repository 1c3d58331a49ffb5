import Base
import TestSupport
import Tensors
import Testing

@Suite struct OperationValueTests {
  private let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])

  @Test func numbersAreOperandsOnEitherSide() {
    let number: Scalar = 2
    #expect((x + number).scalars == [3, 4, 5, 6, 7, 8])
    #expect((number - x).scalars == [1, 0, -1, -2, -3, -4])
    #expect((x - number).scalars == [-1, 0, 1, 2, 3, 4])
    #expect((number * x / 4).scalars == [0.5, 1, 1.5, 2, 2.5, 3])
    #expect((12 / x).scalars == [12, 6, 4, 3, 2.4, 2])
    #expect([Scalar(1), 2].reduce(0, +) == 3)
  }

  @Test func comparisonsGiveZerosAndOnes() {
    #expect((x .> 3).scalars == [0, 0, 0, 1, 1, 1])
    #expect((x .<= Tensor([1, 5, 3], shape: [3])).scalars == [1, 1, 1, 0, 1, 0])
    #expect((x .== 2).scalars == [0, 1, 0, 0, 0, 0])
    #expect((x .>= 6).scalars == [0, 0, 0, 0, 0, 1])
    #expect((x .< 2).scalars == [1, 0, 0, 0, 0, 0])
  }

  @Test func extremesOfPairsPassOnNotANumber() {
    let y = Tensor([.nan, 1, 9], shape: [3])
    for result in [maximum(x, y), maximum(y, x), minimum(x, y), minimum(y, x)] {
      #expect(result.scalars[0].isNaN && result.scalars[3].isNaN)
    }
    #expect(Array(maximum(x, y).scalars[1...2]) == [2, 9])
    #expect(Array(minimum(x, y).scalars[1...2]) == [1, 3])
  }

  @Test func clampingStopsTheGradientOutside() {
    let tape = Tape()
    let variable = tape.variable(Tensor([-2, -1, 0, 1, 2], shape: [5]))
    let result = variable.clamped(to: -1...1)
    #expect(result.scalars == [-1, -1, 0, 1, 1])
    #expect(tape.gradients(of: result)[variable]?.scalars == [0, 1, 1, 1, 0])
  }

  @Test func selectingTakesOneOfEachPairWhateverTheOtherIs() {
    let (zeros, value) = (Tensor([0, 0], shape: [2]), Tensor([.nan, 1], shape: [2]))
    #expect(select(zeros, value, where: Tensor([1, 0], shape: [2])).scalars == [0, 1])
  }

  /// The gradient is zero, and not zero times the gradient from above.
  @Test func selectingPassesNoGradientToWhatWasNotTaken() {
    let tape = Tape()
    let a = tape.variable(Tensor([1, 2], shape: [2]))
    let b = tape.variable(Tensor([3, 4], shape: [2]))
    let taken = select(a, b, where: Tensor([1, 0], shape: [2]))
    let gradients = tape.gradients(of: taken * Tensor([.infinity, -.infinity], shape: [2]))
    #expect(gradients[a]?.scalars == [.infinity, 0])
    #expect(gradients[b]?.scalars == [0, -.infinity])
  }

  @Test func anArgumentThatWasMadeHarmlessHasAFiniteGradient() {
    let tape = Tape()
    let x = tape.variable(Tensor([0, 4], shape: [2]))
    let root = select(sqrt(select(x, 1, where: x .> 0)), 0, where: x .> 0)
    #expect(root.scalars == [0, 2])
    #expect(tape.gradients(of: root)[x]?.scalars == [0, 0.25])
  }

  /// This includes the largest noise, with which sums in single precision would be rounded up.
  @Test func fiveBitFramesStayBelowTheNextLevel() {
    let bytes = [UInt8](0...255)
    let frames = Tensor(repeating: Scalar(Float(1).nextDown), shape: [bytes.count])
    bytes.withUnsafeBufferPointer { frames.fillFrames(at: 0, from: $0, scaling: .fiveBits) }
    for (byte, value) in zip(bytes, frames.scalars) {
      #expect(Int(((value + 0.5) * 32).rounded(.down)) == Int(byte >> 3), "\(byte)")
    }
  }

  @Test func statisticsAlongAxes() {
    #expect(x.sum().scalar == 21)
    #expect(x.mean().scalar == 3.5)
    #expect(x.sum(axis: 0).scalars == [5, 7, 9])
    #expect(x.sum(axis: -1, keepingDimensions: true).shape == [2, 1])
    #expect(x.mean(axes: [1]).scalars == [2, 5])
    #expect(x.variance(axes: [1]).scalars.allSatisfy { ($0 - 2 / 3).magnitude < 1e-6 })
    #expect(x.max(axis: 0).scalars == [4, 5, 6])
    #expect(x.min(axis: 1).scalars == [1, 4])
  }

  @Test func theFirstOfEqualExtremesCounts() {
    let ties = Tensor([1, 3, 3, 2, 2, 0], shape: [2, 3])
    #expect(ties.argmax() == [1, 0])
    #expect(ties.argmax(axis: 0) == [1, 0, 0])
    let tape = Tape()
    let variable = tape.variable(ties)
    let gradient = tape.gradients(of: variable.max(axis: 1))[variable]
    #expect(gradient?.scalars == [0, 1, 0, 1, 0, 0])
  }

  @Test func sortingIsStableAndPutsNotANumberLast() {
    let numbers = Tensor([3, .nan, 1, 3, 2], shape: [5])
    let (values, indices) = numbers.sorted()
    #expect(indices == [2, 4, 0, 3, 1])
    #expect(Array(values.scalars.dropLast()) == [1, 2, 3, 3])
    #expect(numbers.sorted(descending: true).indices == [1, 0, 3, 4, 2])
    #expect(x.topK(2).values.scalars == [3, 2, 6, 5])
    #expect(x.topK(1, axis: 0).indices == [1, 1, 1])
  }

  @Test func logSumExpKeepsItsLimits() {
    let infinite = Tensor([-.infinity, -.infinity, 1, .infinity], shape: [2, 2])
    #expect(infinite.logSumExp().scalars == [-.infinity, .infinity])
    #expect(Tensor([], shape: [2, 0]).logSumExp().scalars == [-.infinity, -.infinity])
    #expect(Tensor([1000, 1000], shape: [2]).softmax().scalars == [0.5, 0.5])
  }

  @Test func piecesAndJoins() {
    #expect(x[1].scalars == [4, 5, 6])
    #expect(x.rows(1..<2).shape == [1, 3])
    #expect(x.columns(1..<3).scalars == [2, 3, 5, 6])
    #expect(x.split(sizes: [1, 2], axis: 1).map(\.scalars) == [[1, 4], [2, 3, 5, 6]])
    #expect(concatenated(x, x.columns(0..<1)).scalars == [1, 2, 3, 1, 4, 5, 6, 4])
    #expect(stacked([x[0], x[1]], axis: 1).scalars == [1, 4, 2, 5, 3, 6])
    #expect(x.unstacked(axis: 1).map(\.scalars) == [[1, 4], [2, 5], [3, 6]])
    #expect(
      x.padded(axis: 1, before: 1, after: 0, with: 9).scalars == [9, 1, 2, 3, 9, 4, 5, 6])
    #expect(x.transposed().scalars == [1, 4, 2, 5, 3, 6])
    #expect(x.reversed(axis: 1).scalars == [3, 2, 1, 6, 5, 4])
    #expect(x.flattened().shape == [6])
    #expect(x.expanded(atAxis: -1).shape == [2, 3, 1])
  }

  @Test func leadingPiecesShareMemory() {
    #expect(x[1].elements == x.elements + 3)
    #expect(x.rows(1..<2).elements == x.elements + 3)
    #expect(x.unstacked()[1].elements == x.elements + 3)
    #expect(x.reshaped([3, 2]).elements == x.elements)
  }

  @Test func placesAndClasses() {
    #expect(x.gathered([1, 0, 1]).scalars == [4, 5, 6, 1, 2, 3, 4, 5, 6])
    #expect(x.gatheredAlong(axis: 1, indices: [2, 0]).scalars == [3, 4])
    #expect(x.cumulativeSum(axis: 1).scalars == [1, 3, 6, 4, 9, 15])
    #expect(Tensor(oneHot: [2, 0], classCount: 3).scalars == [0, 0, 1, 1, 0, 0])
    #expect(Tensor(identity: 2).scalars == [1, 0, 0, 1])
    #expect(Tensor(range: 2..<5).scalars == [2, 3, 4])
  }

  @Test(arguments: [[0], [0, 3], [3, 0], [2, 0, 3]])
  func emptyTensorsGoThrough(shape: [Int]) {
    let empty = Tensor([], shape: shape)
    #expect(exp(empty).shape == shape)
    #expect((empty + 1).shape == shape)
    #expect((empty * Tensor(repeating: 1, shape: shape.map { _ in 1 })).shape == shape)
    #expect(empty.sum().scalar == 0)
    #expect(empty.mean().scalar.isNaN)
    #expect(empty.softmax().shape == shape)
    #expect(concatenated(empty, empty).count == 0)
    #expect(empty.flattened().shape == [0])
    #expect(empty.reversed(axis: 0).shape == shape)
    #expect(empty.transposed(permutation: Array(shape.indices.reversed())).count == 0)
    let tape = Tape()
    let variable = tape.variable(empty)
    let loss = (exp(variable) * variable).sum()
    #expect(tape.gradients(of: loss)[variable]?.shape == shape)
  }
}
