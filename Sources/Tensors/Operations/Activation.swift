import RealModule

/// A nonlinearity that is applied to every element.
///
/// Each one's derivative is a function of its value, so a layer keeps its output and not its input
/// for the way back.
public enum Activation: String, CaseIterable, Codable, Hashable, Sendable {
  /// x
  case identity
  /// max(x, 0)
  case relu
  /// x where positive, else eˣ − 1.
  ///
  /// Reference: Clevert et al., "Fast and Accurate Deep Network Learning by Exponential Linear
  /// Units (ELUs)", ICLR 2016.
  case elu
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// log(1 + eˣ)
  case softplus

  /// Returns the activation of every element of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard self != .identity else { return x }
    let (i, y) = (x.slot, x.copied())
    apply(to: y.elements, rows: 1, columns: y.count)
    return y.recorded(on: x.tape) { upstream, sums in
      sums.add(to: i) { self.pulledBack(upstream, output: y) }
    }
  }

  /// Adds `bias` to every row of a matrix and applies the activation, in place.
  ///
  /// - Parameters:
  ///   - elements: A matrix of shape `[rows, columns]`.
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - bias: A vector of shape `[columns]`, or `nil` for none.
  package func apply(
    to elements: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int,
    bias: UnsafePointer<Scalar>? = nil
  ) {
    for row in 0..<rows {
      for column in 0..<columns {
        let x = elements[row * columns + column] + (bias?[column] ?? 0)
        elements[row * columns + column] = value(x)
      }
    }
  }

  /// Returns the gradient by the input, given the gradient by the output and the output itself.
  package func pulledBack(_ upstream: Tensor, output: Tensor) -> Tensor {
    guard self != .identity else { return upstream }
    return Tensor(shape: output.shape) { result in
      for index in 0..<output.count {
        result[index] = upstream.elements[index] * derivative(atOutput: output.elements[index])
      }
    }
  }

  private func value(_ x: Scalar) -> Scalar {
    switch self {
    case .identity: x
    case .relu: max(x, 0)
    case .elu: x > 0 ? x : .expMinusOne(x)
    case .tanh: .tanh(x)
    case .sigmoid: 1 / (1 + .exp(-x))
    case .softplus: max(x, 0) + .log(onePlus: .exp(-abs(x)))
    }
  }

  private func derivative(atOutput y: Scalar) -> Scalar {
    switch self {
    case .identity: 1
    case .relu: y > 0 ? 1 : 0
    case .elu: y > 0 ? 1 : y + 1
    case .tanh: 1 - y * y
    case .sigmoid: y * (1 - y)
    case .softplus: 1 - .exp(-y)
    }
  }
}
