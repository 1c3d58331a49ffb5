import Base
import Tensors

/// Operations by their definitions, in double precision: what fast paths are compared with.
enum PlainProducts {
  /// Returns the product of two matrices.
  static func product(
    _ a: Tensor, _ b: Tensor, transposingA: Bool = false, transposingB: Bool = false
  ) -> Tensor {
    let (x, y) = (a.scalars, b.scalars)
    let (m, k) = transposingA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let n = b.shape[transposingB ? 0 : 1]
    var result: [Scalar] = []
    for row in 0..<m {
      for column in 0..<n {
        var sum = 0.0
        for index in 0..<k {
          let left = x[transposingA ? index * m + row : row * k + index]
          sum += Double(left) * Double(y[transposingB ? column * k + index : index * n + column])
        }
        result.append(Scalar(sum))
      }
    }
    return Tensor(result, shape: [m, n])
  }

  /// The sizes of a convolution, for all loops to share.
  struct Window {
    let input: [Int]
    let kernel: [Int]
    let output: [Int]
    let strides: (Int, Int)
    let before: (Int, Int)

    /// Calls `body` with places in the input, the kernel and the output that belong together.
    func forEach(_ body: (Int, Int, Int) -> Void) {
      for b in 0..<output[0] {
        for i in 0..<output[1] {
          for j in 0..<output[2] {
            for u in 0..<kernel[0] {
              for v in 0..<kernel[1] {
                let (y, x) = (i * strides.0 + u - before.0, j * strides.1 + v - before.1)
                guard (0..<input[1]).contains(y), (0..<input[2]).contains(x) else { continue }
                for c in 0..<kernel[2] {
                  for o in 0..<kernel[3] {
                    body(
                      ((b * input[1] + y) * input[2] + x) * input[3] + c,
                      ((u * kernel[1] + v) * kernel[2] + c) * kernel[3] + o,
                      ((b * output[1] + i) * output[2] + j) * output[3] + o)
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// Returns the convolution of `x` with `kernel`, of the shape of `output`.
  static func output(_ window: Window, _ x: Tensor, _ kernel: Tensor) -> Tensor {
    let (p, q) = (x.scalars, kernel.scalars)
    return accumulated(window.output) { sums in
      window.forEach { i, k, o in sums[o] += Double(p[i]) * Double(q[k]) }
    }
  }

  /// Returns the transposed convolution of `y` with `kernel`.
  static func inputGradient(_ window: Window, _ y: Tensor, _ kernel: Tensor) -> Tensor {
    let (p, q) = (y.scalars, kernel.scalars)
    return accumulated(window.input) { sums in
      window.forEach { i, k, o in sums[i] += Double(p[o]) * Double(q[k]) }
    }
  }

  /// Returns the gradient by the kernel.
  static func kernelGradient(_ window: Window, _ x: Tensor, _ y: Tensor) -> Tensor {
    let (p, q) = (x.scalars, y.scalars)
    return accumulated(window.kernel) { sums in
      window.forEach { i, k, o in sums[k] += Double(p[i]) * Double(q[o]) }
    }
  }

  private static func accumulated(_ shape: [Int], _ body: (inout [Double]) -> Void) -> Tensor {
    var sums = [Double](repeating: 0, count: shape.reduce(1, *))
    body(&sums)
    return Tensor(sums.map { Scalar($0) }, shape: shape)
  }
}

/// Returns how far two tensors are apart at most, in units of max(1, the largest element of `b`).
///
/// Tensors of different shapes, and those with an element that is not finite, are infinitely far
/// apart.
func relativeDistance(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape, a.allFinite, b.allFinite else { return .infinity }
  let largest = b.scalars.reduce(1) { max($0, abs($1)) }
  return zip(a.scalars, b.scalars).reduce(0.0) { max($0, Double(abs($1.0 - $1.1) / largest)) }
}

/// Returns standard normal tensors of the given shapes, from a seed.
func normals(_ shapes: [Int]..., seed: UInt64 = 1) -> [Tensor] {
  var generator = SeededGenerator(seed: seed)
  return shapes.map { Tensor(standardNormal: $0, using: &generator) }
}
