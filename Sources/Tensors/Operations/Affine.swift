import Base

/// Returns `activation(x · kernel + bias)`, recorded as one operation.
///
/// - Parameters:
///   - x: Of shape `[..., in]`.
///   - kernel: A matrix of shape `[in, out]`.
///   - bias: A vector of shape `[out]`, or `nil` for none.
///   - activation: The nonlinearity after the affine map.
/// - Returns: The activations, of shape `[..., out]`.
/// - Precondition: The shapes fit.
/// - Complexity: One call of BLAS `gemm`, and one pass over its result.
public func affine(
  _ x: Tensor, kernel: Tensor, bias: Tensor? = nil, activation: Activation = .identity
) -> Tensor {
  require(
    kernel.rank == 2 && x.shape.last == kernel.shape[0],
    "affine cannot multiply shapes \(x.shape) and \(kernel.shape)")
  let (inner, columns) = (kernel.shape[0], kernel.shape[1])
  require(
    bias.map { $0.shape == [columns] } ?? true,
    "affine cannot add a bias of shape \(bias?.shape ?? []) to \(columns) columns")
  let leading = Array(x.shape.dropLast())
  let rows = elementCount(of: leading)
  let (input, matrix) = (x.detached, kernel.detached)
  let output = Tensor(shape: leading + [columns]) { elements in
    gemm(
      rows: rows, columns: columns, inner: inner, input.elements, matrix.elements, into: elements,
      bias: bias?.elements, activation: activation)
  }
  let (i, j, l) = (x.slot, kernel.slot, bias?.slot)
  return output.recorded(on: commonTape(x, kernel, bias)) { upstream, sums in
    let gradient = activation.pulledBack(upstream, output: output).reshaped([rows, columns])
    sums.add(to: i) { gemm(gradient, matrix, transposingB: true).reshaped(input.shape) }
    sums.addProduct(to: j, input.reshaped([rows, inner]), gradient)
    sums.add(to: l) { gradient.summed(to: [columns]) }
  }
}
