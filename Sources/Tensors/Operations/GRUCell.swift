import Base

/// Returns the next state of a gated recurrent unit, recorded as one operation.
///
/// This is the form of PyTorch and cuDNN, with `[W_r W_z W_n]` the input kernel, `[U_r U_z U_n]`
/// the recurrent kernel, `b` the input bias and `c` the recurrent bias:
///
///     r = σ(x W_r + b_r + h U_r + c_r)
///     z = σ(x W_z + b_z + h U_z + c_z)
///     n = tanh(x W_n + b_n + r ∘ (h U_n + c_n))
///     h' = (1 − z) ∘ n + z ∘ h
///
/// Reference: Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder for
/// Statistical Machine Translation", EMNLP 2014, section 2.3, with the reset gate after the
/// product.
///
/// - Parameters:
///   - input: Of shape `[batch, in]`.
///   - state: Of shape `[batch, units]`.
///   - inputKernel: Of shape `[in, 3 · units]`.
///   - recurrentKernel: Of shape `[units, 3 · units]`.
///   - inputBias: Of shape `[3 · units]`, or `nil` for none.
///   - recurrentBias: Of shape `[3 · units]`, or `nil` for none.
/// - Returns: The next state, of shape `[batch, units]`.
/// - Precondition: The shapes fit.
package func gruCell(
  input: Tensor, state: Tensor, inputKernel: Tensor, recurrentKernel: Tensor,
  inputBias: Tensor?, recurrentBias: Tensor?
) -> Tensor {
  let units = requireCellShapes(
    "gruCell", gates: 3, input, state, inputKernel, recurrentKernel, [inputBias, recurrentBias])
  let rows = state.shape[0]
  let (x, h) = (input.detached, state.detached)
  let (w, u) = (inputKernel.detached, recurrentKernel.detached)
  let tape = commonTape(input, state, inputKernel, recurrentKernel, inputBias, recurrentBias)
  let (gates, recurrent) = gruProducts(x, w, inputBias, h, u, recurrentBias)
  let next = gruStep(gates: gates, recurrent: recurrent, state: h, keepingGates: tape != nil)
  let slots = [input, state, inputKernel, recurrentKernel].map(\.slot)
  let (inputBiasSlot, recurrentBiasSlot) = (inputBias?.slot, recurrentBias?.slot)
  return next.recorded(on: tape) { upstream, sums in
    let (inputGradient, recurrentGradient, stateGradient) = gruGradients(
      by: upstream, gates: gates, recurrent: recurrent, state: h)
    let byInput = Tensor(uninitialized: slots[0] == nil ? [0] : x.shape)
    gemmPair(multiplications: (byInput.count * 3 * units, h.count * 3 * units)) {
      guard slots[0] != nil else { return }
      gemm(
        rows: rows, columns: x.shape[1], inner: 3 * units, inputGradient.elements, w.elements,
        into: byInput.elements, transposingB: true)
    } _: {
      guard slots[1] != nil else { return }
      gemm(
        rows: rows, columns: units, inner: 3 * units, recurrentGradient.elements, u.elements,
        into: stateGradient.elements, transposingB: true, adding: true)
    }
    sums.add(to: slots[0]) { byInput }
    sums.add(to: slots[1]) { stateGradient }
    sums.addProduct(to: slots[2], x, inputGradient)
    sums.addProduct(to: slots[3], h, recurrentGradient)
    sums.add(to: inputBiasSlot) { inputGradient.summed(to: [3 * units]) }
    sums.add(to: recurrentBiasSlot) { recurrentGradient.summed(to: [3 * units]) }
  }
}

/// Returns the products of a cell's input and state with their kernels, plus their biases.
private func gruProducts(
  _ x: Tensor, _ w: Tensor, _ inputBias: Tensor?, _ h: Tensor, _ u: Tensor,
  _ recurrentBias: Tensor?
) -> (gates: Tensor, recurrent: Tensor) {
  let (rows, columns) = (h.shape[0], u.shape[1])
  let gates = Tensor(uninitialized: [rows, columns])
  let recurrent = Tensor(uninitialized: [rows, columns])
  gemmPair(multiplications: (x.count * columns, h.count * columns)) {
    gemm(
      rows: rows, columns: columns, inner: x.shape[1], x.elements, w.elements,
      into: gates.elements, bias: inputBias?.elements)
  } _: {
    gemm(
      rows: rows, columns: columns, inner: h.shape[1], h.elements, u.elements,
      into: recurrent.elements, bias: recurrentBias?.elements)
  }
  return (gates, recurrent)
}

/// Stops unless the shapes of a recurrent cell's inputs fit, and returns the number of units.
func requireCellShapes(
  _ name: String, gates: Int, _ input: Tensor, _ state: Tensor, _ inputKernel: Tensor,
  _ recurrentKernel: Tensor, _ biases: [Tensor?]
) -> Int {
  let units = state.shape.last ?? 0
  require(
    input.rank == 2 && state.rank == 2 && input.shape[0] == state.shape[0]
      && inputKernel.shape == [input.shape[1], gates * units]
      && recurrentKernel.shape == [units, gates * units]
      && biases.allSatisfy { $0 == nil || $0?.shape == [gates * units] },
    "\(name) cannot apply kernels of shapes \(inputKernel.shape) and \(recurrentKernel.shape) and "
      + "biases of shapes \(biases.map { $0?.shape ?? [] }) to an input of shape \(input.shape) and"
      + " a state of shape \(state.shape)")
  return units
}
