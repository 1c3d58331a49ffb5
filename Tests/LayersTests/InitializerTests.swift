import Base
import Layers
import Tensors
import TestSupport
import Testing

@Suite struct InitializerTests {
  private func values(_ recipe: InitialValues, _ shape: WeightShape) -> [Double] {
    var generator = SeededGenerator(seed: 8)
    return recipe(shape, using: &generator).scalars.map { Double($0) }
  }

  @Test func scaledRecipesHaveTheVarianceOfTheirPapers() {
    let shape: WeightShape = [3, 3, 20, 40]
    #expect(shape.inputSize == 180 && shape.outputSize == 360)
    let cases: [(InitialValues, Double)] = [
      (.glorotUniform, 540), (.glorotNormal, 540), (.heUniform, 180), (.heNormal, 180),
    ]
    for (recipe, size) in cases {
      // 7,200 values: the relative standard error of a variance is at most √(2 / 7200).
      let ratio: Double = variance(values(recipe, shape)) * size / 2
      #expect(abs(ratio - 1) < 0.0667)
    }
    let limit = Double(6) / Double(540)
    #expect(values(.glorotUniform, shape).allSatisfy { $0 * $0 <= limit })
  }

  @Test func truncatedNormalsStayWithinTwoStandardDeviations() {
    let numbers = values(.truncatedNormal(mean: 1, stddev: 0.5), [100, 100])
    #expect(numbers.allSatisfy { abs($0 - 1) <= 1.000_001 })
    #expect(abs(variance(numbers).squareRoot() - 0.4398) < 0.02)
  }

  @Test func constantsAreConstant() {
    #expect(values(.constant(0.25), [2, 3]) == [Double](repeating: 0.25, count: 6))
    #expect(values(.zeros, [2]) == [0, 0] && values(.ones, [2]) == [1, 1])
  }

  @Test(arguments: [[5, 3], [3, 5], [4, 4], [2, 3, 2, 4]])
  func orthogonalMatricesKeepLengths(shape: [Int]) {
    var generator = SeededGenerator(seed: 8)
    let columns = shape[shape.count - 1]
    let rows = shape.dropLast().reduce(1, *)
    let matrix = InitialValues.orthogonal(gain: 2)(WeightShape(shape), using: &generator)
      .reshaped([rows, columns])
    let product =
      rows < columns
      ? matmul(matrix, matrix, transposingB: true) : matmul(matrix, matrix, transposingA: true)
    let expected = 4 * Tensor(identity: min(rows, columns))
    #expect((product - expected).scalars.allSatisfy { abs($0) < 1e-5 })
  }

  @Test func weightsOfEqualShapeStartDifferent() {
    var generator = SeededGenerator(seed: 8)
    let first = Dense(4, 4, using: &generator).parameters[0].parameter.value.scalars
    let second = Dense(4, 4, using: &generator).parameters[0].parameter.value.scalars
    #expect(first != second)
  }

  @Test(arguments: [Scalar(1e-3), 0.05, 1, 30])
  func constraintsInvertThemselves(value: Scalar) {
    for constraint in [Constraint.exp, .softplus, .positive] {
      let found = constraint(Tensor(constraint.inverse(of: value))).scalar
      #expect(abs(found - value) < 2e-5 * value)
    }
  }

  @Test func constraintsGivePositiveNumbersOnly() {
    let numbers = Tensor([-50, -1, 0, 3], shape: [4])
    for constraint in [Constraint.exp, .softplus, .positive] {
      #expect(constraint(numbers).scalars.allSatisfy { $0 > 0 })
    }
  }

  @Test func aConstraintRefusesWhatItDoesNotAllow() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Constraint.softplus.inverse(of: -1)
    }
    #expect(message(of: result).contains("the constraint does not allow -1.0"))
  }
}
