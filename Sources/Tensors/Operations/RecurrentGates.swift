import Base
import CKernels

/// Returns the next state of a gated recurrent unit from the products of its input and state.
///
/// What ``gruCell(input:state:inputKernel:recurrentKernel:inputBias:recurrentBias:)`` does after the
/// matrix products, for cells that make them in another way. Recorded as one operation.
///
/// - Parameters:
///   - inputGates: x W + b, of shape `[batch, 3 · units]`.
///   - recurrentGates: h U + c, of shape `[batch, 3 · units]`.
///   - state: h, of shape `[batch, units]`.
/// - Returns: The next state, of shape `[batch, units]`.
/// - Precondition: The shapes fit.
package func gruGates(inputGates: Tensor, recurrentGates: Tensor, state: Tensor) -> Tensor {
  let units = requireGates("gruGates", 3, [inputGates, recurrentGates], state)
  let (rows, h, gates) = (state.shape[0], state.detached, inputGates.copied())
  let candidates = Tensor(uninitialized: [rows, units])
  let noBias = Tensor(repeating: 0, shape: [3 * units])
  let next = Tensor(shape: [rows, units]) { next in
    gruForward(
      rows, units, recurrentGates.elements, noBias.elements, noBias.elements, h.elements,
      gates.elements, candidates.elements, next)
  }
  let (i, j, k) = (inputGates.slot, recurrentGates.slot, state.slot)
  let tape = commonTape(inputGates, recurrentGates, state)
  return next.recorded(on: tape) { upstream, sums in
    let inputGradient = Tensor(uninitialized: gates.shape)
    let recurrentGradient = Tensor(uninitialized: gates.shape)
    let stateGradient = Tensor(uninitialized: h.shape)
    gruBackward(
      rows, units, upstream.elements, gates.elements, candidates.elements, h.elements,
      inputGradient.elements, recurrentGradient.elements, stateGradient.elements)
    sums.add(to: i) { inputGradient }
    sums.add(to: j) { recurrentGradient }
    sums.add(to: k) { stateGradient }
  }
}

/// Returns the next state of a long short-term memory from the sum of its products.
///
/// What ``lstmCell(input:state:memory:inputKernel:recurrentKernel:bias:)`` does after the matrix
/// products, for cells that make them in another way. Recorded as one operation.
///
/// - Parameters:
///   - gates: x W + h U + b, of shape `[batch, 4 · units]`.
///   - memory: c, of shape `[batch, units]`.
/// - Returns: h' and c', both of shape `[batch, units]`.
/// - Precondition: The shapes fit.
package func lstmGates(_ gates: Tensor, memory: Tensor) -> (state: Tensor, memory: Tensor) {
  let units = requireGates("lstmGates", 4, [gates], memory)
  let (rows, c, activations) = (memory.shape[0], memory.detached, gates.copied())
  let noBias = Tensor(repeating: 0, shape: [4 * units])
  let (next, nextMemory) = (Tensor(uninitialized: c.shape), Tensor(uninitialized: c.shape))
  lstmForward(
    rows, units, noBias.elements, c.elements, activations.elements, nextMemory.elements,
    next.elements)
  guard let tape = commonTape(gates, memory) else { return (next, nextMemory) }
  let (i, j) = (gates.slot, memory.slot)
  let outputs = tape.record([next, nextMemory]) { upstream, sums in
    let gradient = Tensor(uninitialized: activations.shape)
    let memoryGradient = upstream[1]?.copied() ?? Tensor(repeating: 0, shape: c.shape)
    let stateGradient = upstream[0] ?? Tensor(repeating: 0, shape: c.shape)
    lstmBackward(
      rows, units, stateGradient.elements, activations.elements, c.elements,
      nextMemory.elements, memoryGradient.elements, gradient.elements)
    sums.add(to: i) { gradient }
    sums.add(to: j) { memoryGradient }
  }
  return (outputs[0], outputs[1])
}

/// Stops unless gates fit a state, and returns the number of units.
private func requireGates(_ name: String, _ gateCount: Int, _ gates: [Tensor], _ state: Tensor)
  -> Int
{
  let units = state.shape.last ?? 0
  require(
    state.rank == 2 && gates.allSatisfy { $0.shape == [state.shape[0], gateCount * units] },
    "\(name) cannot apply gates of shapes \(gates.map(\.shape)) to a state of shape \(state.shape)")
  return units
}
