import Base
import RealModule
import TestSupport
import Tensors
import Testing

/// A function of one element, and the mathematics library's in double precision.
struct ElementFunction: CustomTestStringConvertible, Sendable {
  let name: String
  let fast: @Sendable (Tensor) -> Tensor
  let exact: @Sendable (Double) -> Double
  var testDescription: String { name }

  static let all = [
    ElementFunction(name: "exp", fast: { exp($0) }, exact: { .exp($0) }),
    ElementFunction(name: "expm1", fast: { expm1($0) }, exact: { .expMinusOne($0) }),
    ElementFunction(name: "log", fast: { log($0) }, exact: { .log($0) }),
    ElementFunction(name: "log1p", fast: { log1p($0) }, exact: { .log(onePlus: $0) }),
    ElementFunction(name: "sqrt", fast: { sqrt($0) }, exact: { .sqrt($0) }),
    ElementFunction(name: "sin", fast: { sin($0) }, exact: { .sin($0) }),
    ElementFunction(name: "cos", fast: { cos($0) }, exact: { .cos($0) }),
    ElementFunction(name: "tanh", fast: { tanh($0) }, exact: { .tanh($0) }),
    ElementFunction(
      name: "sigmoid", fast: { sigmoid($0) },
      exact: { $0 < 0 ? .exp($0) / (1 + .exp($0)) : 1 / (1 + .exp(-$0)) }),
    ElementFunction(
      name: "softplus", fast: { softplus($0) },
      exact: { $0.isNaN ? $0 : max($0, 0) + .log(onePlus: .exp(-$0.magnitude)) }),
    ElementFunction(name: "elu", fast: { elu($0) }, exact: { $0 > 0 ? $0 : .expMinusOne($0) }),
    ElementFunction(name: "relu", fast: { relu($0) }, exact: { $0 < 0 ? 0 : $0 }),
    ElementFunction(name: "square", fast: { square($0) }, exact: { $0 * $0 }),
    ElementFunction(name: "abs", fast: { abs($0) }, exact: { $0.magnitude }),
    ElementFunction(name: "floor", fast: { floor($0) }, exact: { $0.rounded(.down) }),
    ElementFunction(
      name: "power", fast: { power($0, 1.5) },
      exact: { $0 == -.infinity ? .infinity : $0 < 0 ? .nan : $0 * .sqrt($0) }),
  ]
}

@Suite struct FunctionAccuracyTests {
  /// The polynomials of single precision are off by at most six units in the last place.
  private static func expectClose(_ function: ElementFunction, _ inputs: [Scalar]) {
    let results = function.fast(Tensor(inputs, shape: [inputs.count])).scalars
    for (x, result) in zip(inputs, results) {
      let exact = Scalar(function.exact(Double(x)))
      guard isClose(result, exact) else {
        Issue.record("\(function.name)(\(x)) is \(result), not \(exact)")
        return
      }
    }
  }

  private static func isClose(_ result: Scalar, _ exact: Scalar) -> Bool {
    if exact.isNaN { return result.isNaN }
    if !exact.isFinite {
      return result.sign == exact.sign && result.magnitude > 0.99999 * .greatestFiniteMagnitude
    }
    return (result - exact).magnitude <= 6 * max(exact.ulp, .leastNonzeroMagnitude)
  }

  @Test(arguments: ElementFunction.all)
  func limitsAndSubnormalNumbers(_ function: ElementFunction) {
    let magnitudes: [Scalar] = [
      0, .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-30, 1e-8, 0.5, 1, 1.5, 8, 17.9, 18.1,
      80, 87.4, 88.7, 88.8, 103.9, 104.1, 1e4, 1_048_575, 1_048_577, 1e20,
      .greatestFiniteMagnitude, .infinity, .nan,
    ]
    Self.expectClose(function, magnitudes + magnitudes.map { -$0 })
  }

  @Test(arguments: ElementFunction.all)
  func numbersOfAllSizes(_ function: ElementFunction) {
    var generator = SeededGenerator(seed: 21)
    let near = Tensor(uniform: [5_003], in: -20..<20, using: &generator).scalars
    let small = Tensor(uniform: [5_003], in: -1..<1, using: &generator).scalars
    let random = (0..<5_003).map { _ in
      Scalar(Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())))
    }
    Self.expectClose(function, near + small + random)
  }
}
