import CKernels

/// A nonlinearity that is applied to every element.
///
/// Each derivative is a function of the activation's value, so a layer keeps its output, and not
/// its input, for the backward pass.
public enum Activation: String, CaseIterable, Codable, Hashable, Sendable {
  /// x
  case identity
  /// max(x, 0)
  case relu
  /// x if positive, otherwise eˣ − 1.
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
    guard let function else { return x }
    let y = mapped(x, function)
    guard let tape = x.tape else { return y }
    let i = x.slot
    return y.recorded(on: tape) { upstream, sums in
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
    if var function {
      Kernel.activate(&function, elements, bias, rows, columns)
    } else {
      Kernel.activate(nil, elements, bias, rows, columns)
    }
  }

  /// Returns the gradient with respect to the input, given the output and its gradient.
  package func pulledBack(_ upstream: Tensor, output: Tensor) -> Tensor {
    guard let pullback else { return upstream }
    return combined(upstream, output, pullback)
  }

  private var function: ElementMap? {
    switch self {
    case .identity: nil
    case .relu: .relu
    case .elu: .elu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .softplus: .softplus
    }
  }

  private var pullback: ElementCombination? {
    switch self {
    case .identity: nil
    case .relu: .reluPullbackFromResult
    case .elu: .eluPullbackFromResult
    case .tanh: .tanhPullbackFromResult
    case .sigmoid: .sigmoidPullbackFromResult
    case .softplus: .softplusPullbackFromResult
    }
  }
}
