import Base
import TestSupport
import Tensors
import Testing

@Suite struct OptimizerStepTests {
  private static let counts = [0, 1, 7, 8, 33, 1000, 70_001]

  private static func tensors(_ count: Int) -> [Tensor] {
    var generator = SeededGenerator(seed: 41)
    return (0..<4).map { _ in Tensor(uniform: [count], in: 0.1..<1, using: &generator) }
  }

  @Test(arguments: counts)
  func adamFollowsItsFormula(count: Int) {
    let values = Self.tensors(count)
    let (p, g, m, v) = (values[0].copied(), values[1], values[2].copied(), values[3].copied())
    var step = AdamStep(number: 3)
    (step.learningRate, step.weightDecay, step.gradientScale) = (0.01, 0.1, 0.5)
    adamStep(
      p.elements, gradient: g.elements, firstMoment: m.elements, secondMoment: v.elements,
      count: count, step)
    for index in 0..<count {
      let start = values.map { Double($0.elements[index]) }
      let gradient = 0.5 * start[1]
      let first = 0.9 * start[2] + 0.1 * gradient
      let second = 0.999 * start[3] + 0.001 * gradient * gradient
      let root = (second / (1 - 0.999 * 0.999 * 0.999)).squareRoot()
      let change = 0.01 * (first / (1 - 0.9 * 0.9 * 0.9)) / (root + 1e-8)
      let expected = (1 - 0.01 * 0.1) * start[0] - change
      guard
        abs(Double(p.elements[index]) - expected) < 1e-6,
        abs(Double(m.elements[index]) - first) < 1e-6,
        abs(Double(v.elements[index]) - second) < 1e-6
      else {
        Issue.record("element \(index) of \(count)")
        return
      }
    }
  }

  @Test(arguments: counts, [false, true])
  func descentFollowsItsFormula(count: Int, isNesterov: Bool) {
    let values = Self.tensors(count)
    let (p, u) = (values[0].copied(), values[2].copied())
    var step = DescentStep()
    (step.learningRate, step.gradientScale) = (0.1, 0.5)
    (step.momentum, step.isNesterov) = (0.9, isNesterov)
    descentStep(
      p.elements, gradient: values[1].elements, velocity: u.elements, count: count, step)
    let gradient = 0.5 * values[1]
    let velocity = 0.9 * values[2] + gradient
    let change = isNesterov ? gradient + 0.9 * velocity : velocity
    #expect(agree(u.scalars, velocity.scalars))
    #expect(agree(p.scalars, (values[0] - 0.1 * change).scalars))
  }

  @Test(arguments: counts)
  func plainDescentNeedsNoVelocity(count: Int) {
    let values = Self.tensors(count)
    let p = values[0].copied()
    var step = DescentStep()
    (step.learningRate, step.gradientScale) = (0.1, 0.5)
    descentStep(p.elements, gradient: values[1].elements, velocity: nil, count: count, step)
    #expect(agree(p.scalars, (values[0] - 0.05 * values[1]).scalars))
  }

  @Test(arguments: counts, [false, true])
  func rootMeanSquareStepFollowsItsFormula(count: Int, hasVelocity: Bool) {
    let values = Self.tensors(count)
    let (p, v, u) = (values[0].copied(), values[3].copied(), values[2].copied())
    var step = DescentStep()
    (step.learningRate, step.gradientScale) = (0.1, 0.5)
    step.momentum = hasVelocity ? 0.8 : 0
    rootMeanSquareStep(
      p.elements, gradient: values[1].elements, secondMoment: v.elements,
      velocity: hasVelocity ? u.elements : nil, count: count, step)
    let gradient = 0.5 * values[1]
    let second = 0.9 * values[3] + 0.1 * square(gradient)
    let scaled = gradient / (sqrt(second) + 1e-8)
    let change = hasVelocity ? 0.8 * values[2] + scaled : scaled
    #expect(agree(v.scalars, second.scalars))
    #expect(agree(u.scalars, (hasVelocity ? change : values[2]).scalars))
    #expect(agree(p.scalars, (values[0] - 0.1 * change).scalars))
  }

  @Test func infinitiesAreFoundWhereverTheyAre() {
    for count in [1, 8, 33, 70_001] {
      for index in [0, count / 2, count - 1] {
        let x = Tensor(repeating: 1, shape: [count])
        #expect(x.allFinite)
        for value in [Scalar.infinity, -.infinity, .nan] {
          x.elements[index] = value
          #expect(!x.allFinite)
        }
      }
    }
    #expect(Tensor([], shape: [0]).allFinite)
  }
}
