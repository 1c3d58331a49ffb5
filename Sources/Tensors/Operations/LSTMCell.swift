import Base

/// Returns the next state of a long short-term memory, recorded as one operation.
///
/// With `[W_i W_f W_g W_o]` the input kernel and `[U_i U_f U_g U_o]` the recurrent kernel:
///
///     i = σ(x W_i + h U_i + b_i)        f = σ(x W_f + h U_f + b_f)
///     g = tanh(x W_g + h U_g + b_g)     o = σ(x W_o + h U_o + b_o)
///     c' = f ∘ c + i ∘ g
///     h' = o ∘ tanh(c')
///
/// Reference: Gers, Schmidhuber and Cummins, "Learning to Forget: Continual Prediction with LSTM",
/// Neural Computation 12, 2000, without peepholes.
///
/// - Parameters:
///   - input: x, of shape `[batch, in]`.
///   - state: h, of shape `[batch, units]`.
///   - memory: c, of shape `[batch, units]`.
///   - inputKernel: Of shape `[in, 4 · units]`.
///   - recurrentKernel: Of shape `[units, 4 · units]`.
///   - bias: Of shape `[4 · units]`, or `nil` for none.
/// - Returns: h' and c', both of shape `[batch, units]`.
/// - Precondition: The shapes fit.
package func lstmCell(
  input: Tensor, state: Tensor, memory: Tensor, inputKernel: Tensor, recurrentKernel: Tensor,
  bias: Tensor?
) -> (state: Tensor, memory: Tensor) {
  let units = requireCellShapes(
    "lstmCell", gates: 4, input, state, inputKernel, recurrentKernel, [bias])
  require(
    memory.shape == state.shape,
    "lstmCell cannot use a memory of shape \(memory.shape) with a state of shape \(state.shape)")
  let rows = state.shape[0]
  let (x, h, c) = (input.detached, state.detached, memory.detached)
  let (w, u) = (inputKernel.detached, recurrentKernel.detached)
  let gates = affine(x, kernel: w, bias: bias?.detached)
  gemm(
    rows: rows, columns: 4 * units, inner: units, h.elements, u.elements, into: gates.elements,
    adding: true)
  let (next, nextMemory) = lstmStep(gates: gates, memory: c)
  let inputs = [input, state, memory, inputKernel, recurrentKernel, bias]
  guard let tape = commonTape(of: inputs) else { return (next, nextMemory) }
  let slots = inputs.map { $0?.slot }
  let outputs = tape.record([next, nextMemory]) { upstream, sums in
    let (gradient, memoryGradient) = lstmGradients(
      byState: upstream[0], byMemory: upstream[1], gates: gates, memory: c,
      nextMemory: nextMemory)
    sums.add(to: slots[0]) { gemm(gradient, w, transposingB: true) }
    sums.add(to: slots[1]) { gemm(gradient, u, transposingB: true) }
    sums.add(to: slots[2]) { memoryGradient }
    sums.addProduct(to: slots[3], x, gradient)
    sums.addProduct(to: slots[4], h, gradient)
    sums.add(to: slots[5]) { gradient.summed(to: [4 * units]) }
  }
  return (outputs[0], outputs[1])
}
