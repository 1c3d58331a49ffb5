import Base

/// Returns the next state of a gated recurrent unit from the products of its input and state.
///
/// This is the part of
/// ``gruCell(input:state:inputKernel:recurrentKernel:inputBias:recurrentBias:)`` after the matrix
/// products, for cells that compute those in another way. It is recorded as one operation.
///
/// - Parameters:
///   - inputGates: x W + b, of shape `[batch, 3 · units]`.
///   - recurrentGates: h U + c, of shape `[batch, 3 · units]`.
///   - state: h, of shape `[batch, units]`.
/// - Returns: The next state, of shape `[batch, units]`.
/// - Precondition: The shapes fit.
package func gruGates(inputGates: Tensor, recurrentGates: Tensor, state: Tensor) -> Tensor {
  requireGates("gruGates", 3, [inputGates, recurrentGates], state)
  let tape = commonTape(inputGates, recurrentGates, state)
  let (h, recurrent) = (state.detached, recurrentGates.detached)
  let gates = tape == nil ? inputGates : inputGates.copied()
  let next = gruStep(gates: gates, recurrent: recurrent, state: h, keepingGates: tape != nil)
  let (i, j, k) = (inputGates.slot, recurrentGates.slot, state.slot)
  return next.recorded(on: tape) { upstream, sums in
    let gradients = gruGradients(by: upstream, gates: gates, recurrent: recurrent, state: h)
    sums.add(to: i) { gradients.input }
    sums.add(to: j) { gradients.recurrent }
    sums.add(to: k) { gradients.state }
  }
}

/// Returns the next state of a long short-term memory from the sum of its products.
///
/// This is the part of ``lstmCell(input:state:memory:inputKernel:recurrentKernel:bias:)`` after the
/// matrix products, for cells that compute those in another way. It is recorded as one operation.
///
/// - Parameters:
///   - gates: x W + h U + b, of shape `[batch, 4 · units]`.
///   - memory: c, of shape `[batch, units]`.
/// - Returns: h' and c', both of shape `[batch, units]`.
/// - Precondition: The shapes fit.
package func lstmGates(_ gates: Tensor, memory: Tensor) -> (state: Tensor, memory: Tensor) {
  requireGates("lstmGates", 4, [gates], memory)
  let (c, activations) = (memory.detached, gates.copied())
  let (next, nextMemory) = lstmStep(gates: activations, memory: c)
  guard let tape = commonTape(gates, memory) else { return (next, nextMemory) }
  let (i, j) = (gates.slot, memory.slot)
  let outputs = tape.record([next, nextMemory]) { upstream, sums in
    let gradients = lstmGradients(
      byState: upstream[0], byMemory: upstream[1], gates: activations, memory: c,
      nextMemory: nextMemory)
    sums.add(to: i) { gradients.gates }
    sums.add(to: j) { gradients.memory }
  }
  return (outputs[0], outputs[1])
}

/// Stops unless gates fit a state.
private func requireGates(_ name: String, _ gateCount: Int, _ gates: [Tensor], _ state: Tensor) {
  let units = state.shape.last ?? 0
  require(
    state.rank == 2 && gates.allSatisfy { $0.shape == [state.shape[0], gateCount * units] },
    "\(name) cannot apply gates of shapes \(gates.map(\.shape)) to a state of shape \(state.shape)")
}
