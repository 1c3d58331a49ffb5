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

  private func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }

  @Test func scaledRecipesHaveTheVarianceOfTheirPapers() {
    let shape: WeightShape = [3, 3, 20, 40]
    #expect(shape.inputSize == 180 && shape.outputSize == 360)
    for (recipe, expected) in [
      (InitialValues.glorotUniform, 2.0 / 540), (.glorotNormal, 2.0 / 540),
      (.heUniform, 2.0 / 180), (.heNormal, 2.0 / 180),
    ] {
      // 7,200 values: the relative standard error of a variance is at most √(2 / 7200).
      #expect(abs(variance(values(recipe, shape)) / expected - 1) < 4 * 0.0167)
    }
    #expect(values(.glorotUniform, shape).allSatisfy { abs($0) <= (6.0 / 540).squareRoot() })
  }

  @Test func truncatedNormalsStayWithinTwoStandardDeviations() {
    let numbers = values(.truncatedNormal(mean: 1, stddev: 0.5), [100, 100])
    #expect(numbers.allSatisfy { abs($0 - 1) <= 1.000_001 })
    #expect(abs(variance(numbers).squareRoot() - 0.5 * 0.8796) < 0.02)
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
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("the constraint does not allow -1.0"))
  }
}
