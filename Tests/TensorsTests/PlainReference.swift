import Base
import RealModule
import Tensors

/// Numbers with a shape, and operations on them by definition, one element at a time.
struct Plain {
  let shape: [Int]
  var scalars: [Scalar]

  init(_ tensor: Tensor) { (shape, scalars) = (tensor.shape, tensor.scalars) }

  /// The element of every place of `shape` is what `element` says.
  init(shape: [Int], _ element: ([Int]) -> Scalar) {
    self.shape = shape
    scalars = places(of: shape).map(element)
  }

  /// The element at a place; places beyond lengths of one wrap, and leading axes are left out.
  subscript(place: [Int]) -> Scalar {
    var index = 0
    for (length, position) in zip(shape, place.suffix(shape.count)) {
      index = index * length + (length == 1 ? 0 : position)
    }
    return scalars[index]
  }

  /// The elements with the axes in another order, each axis named by where it was.
  func transposed(_ order: [Int]) -> Plain {
    Plain(shape: order.map { shape[$0] }) { place in
      var source = place
      for (axis, position) in zip(order, place) { source[axis] = position }
      return self[source]
    }
  }

  /// A function of every line along an axis.
  func lines(_ axis: Int, _ function: ([Scalar]) -> [Scalar]) -> Plain {
    var ones = shape
    ones[axis] = 1
    var result = self
    for place in places(of: ones) {
      let line = (0..<shape[axis]).map { position -> Scalar in
        var place = place
        place[axis] = position
        return self[place]
      }
      for (position, value) in function(line).enumerated() {
        var place = place
        place[axis] = position
        let index = zip(shape, place).reduce(0) { $0 * $1.0 + $1.1 }
        result.scalars[index] = value
      }
    }
    return result
  }

  /// The sums, in double precision, over the axes that `shape` stretches.
  func summed(to target: [Int]) -> [Scalar] {
    var sums = [Double](repeating: 0, count: target.reduce(1, *))
    for (place, value) in zip(places(of: shape), scalars) {
      let index = zip(target, place.suffix(target.count)).reduce(0) { index, axis in
        index * axis.0 + (axis.0 == 1 ? 0 : axis.1)
      }
      sums[index] += Double(value)
    }
    return sums.map { Scalar($0) }
  }
}

extension Activation {
  /// Returns the activation of a number by definition.
  func plain(_ x: Scalar) -> Scalar {
    switch self {
    case .identity: x
    case .relu: x > 0 ? x : 0
    case .elu: x > 0 ? x : .expMinusOne(x)
    case .tanh: .tanh(x)
    case .sigmoid: 1 / (1 + .exp(-x))
    case .softplus: .log(onePlus: .exp(x))
    }
  }

  /// Returns the slope of the activation at a number by definition.
  func plainSlope(_ x: Scalar) -> Scalar {
    switch self {
    case .identity: 1
    case .relu: x > 0 ? 1 : 0
    case .elu: x > 0 ? 1 : .exp(x)
    case .tanh: 1 - .tanh(x) * .tanh(x)
    case .sigmoid: .exp(x) / ((1 + .exp(x)) * (1 + .exp(x)))
    case .softplus: 1 / (1 + .exp(-x))
    }
  }
}

/// All places of a shape in row-major order.
func places(of shape: [Int]) -> [[Int]] {
  shape.reduce([[]]) { places, length in
    places.flatMap { place in (0..<length).map { place + [$0] } }
  }
}

/// Returns a shape of up to four axes, with zeros, ones and odd lengths, and at most 1500 elements.
///
/// No axis is shorter than `shortest`.
func randomShape(
  minimumRank: Int = 0, shortest: Int = 0, using generator: inout SeededGenerator
) -> [Int] {
  let all = [0, 1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 257]
  let lengths = all.filter { $0 >= shortest }
  while true {
    let rank = minimumRank + generator.nextInteger(below: 5 - minimumRank)
    let shape = (0..<rank).map { _ in lengths[generator.nextInteger(below: lengths.count)] }
    if shape.reduce(1, *) <= 1500 { return shape }
  }
}

/// Returns a shape that broadcasts to `shape`.
func randomPart(of shape: [Int], using generator: inout SeededGenerator) -> [Int] {
  let dropped = generator.nextInteger(below: shape.count + 1)
  let kept = generator.nextInteger(below: 2) == 0 ? shape : Array(shape.dropFirst(dropped))
  return kept.map { generator.nextInteger(below: 2) == 0 ? $0 : 1 }
}

/// Whether two lists agree as fast and plain computations must.
///
///     |fast − plain|∞ ≤ 1e-5 · max(1, |plain|∞)
func agree(_ fast: [Scalar], _ plain: [Scalar]) -> Bool {
  guard fast.count == plain.count else { return false }
  let scale = plain.map(\.magnitude).max() ?? 0
  return zip(fast, plain).allSatisfy { ($0 - $1).magnitude <= 1e-5 * max(1, scale) }
}
