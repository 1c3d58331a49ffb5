import CKernels

// The elementwise part of recurrent cells and its backward pass, with rows distributed over
// threads.

/// Returns the next state of a gated recurrent unit from the products of its input and state with
/// their biases; `gates`, the products of the input, become r, z and n if these are kept.
func gruStep(gates: Tensor, recurrent: Tensor, state: Tensor, keepingGates: Bool) -> Tensor {
  let (rows, units) = (state.shape[0], state.shape[1])
  let next = Tensor(uninitialized: state.shape)
  forEachCellPart(rows: rows, units: units) { part in
    let (gate, unit) = (3 * units * part.lowerBound, units * part.lowerBound)
    gruForward(
      part.count, units, recurrent.elements + gate, state.elements + unit, keepingGates,
      gates.elements + gate, next.elements + unit)
  }
  return next
}

/// Returns the gradients with respect to the products of a step's input and state, and with respect
/// to its state as far as it bypasses the products.
func gruGradients(
  by upstream: Tensor, gates: Tensor, recurrent: Tensor, state: Tensor
) -> (input: Tensor, recurrent: Tensor, state: Tensor) {
  let (rows, units) = (state.shape[0], state.shape[1])
  let input = Tensor(uninitialized: gates.shape)
  let byRecurrent = Tensor(uninitialized: gates.shape)
  let byState = Tensor(uninitialized: state.shape)
  forEachCellPart(rows: rows, units: units) { part in
    let (gate, unit) = (3 * units * part.lowerBound, units * part.lowerBound)
    gruBackward(
      part.count, units, upstream.elements + unit, gates.elements + gate,
      recurrent.elements + gate, state.elements + unit, input.elements + gate,
      byRecurrent.elements + gate, byState.elements + unit)
  }
  return (input, byRecurrent, byState)
}

/// Returns the next state and memory of a long short-term memory from `gates`, the sum of its
/// products and its bias, which become i, f, g and o.
func lstmStep(gates: Tensor, memory: Tensor) -> (state: Tensor, memory: Tensor) {
  let (rows, units) = (memory.shape[0], memory.shape[1])
  let (next, nextMemory) = (
    Tensor(uninitialized: memory.shape), Tensor(uninitialized: memory.shape)
  )
  forEachCellPart(rows: rows, units: units) { part in
    let (gate, unit) = (4 * units * part.lowerBound, units * part.lowerBound)
    lstmForward(
      part.count, units, memory.elements + unit, gates.elements + gate,
      nextMemory.elements + unit, next.elements + unit)
  }
  return (next, nextMemory)
}

/// Returns the gradients with respect to the sum of a step's products and its memory, given those
/// with respect to the next state and memory, if the loss depends on them.
func lstmGradients(
  byState: Tensor?, byMemory: Tensor?, gates: Tensor, memory: Tensor, nextMemory: Tensor
) -> (gates: Tensor, memory: Tensor) {
  let (rows, units) = (memory.shape[0], memory.shape[1])
  let gradient = Tensor(uninitialized: gates.shape)
  let memoryGradient = byMemory?.copied() ?? Tensor(repeating: 0, shape: memory.shape)
  let stateGradient = byState ?? Tensor(repeating: 0, shape: memory.shape)
  forEachCellPart(rows: rows, units: units) { part in
    let (gate, unit) = (4 * units * part.lowerBound, units * part.lowerBound)
    lstmBackward(
      part.count, units, stateGradient.elements + unit, gates.elements + gate,
      memory.elements + unit, nextMemory.elements + unit, memoryGradient.elements + unit,
      gradient.elements + gate)
  }
  return (gradient, memoryGradient)
}

/// Calls `body` with parts of a cell's rows, on several threads if there is enough work.
private func forEachCellPart(rows: Int, units: Int, _ body: (Range<Int>) -> Void) {
  parallelFor(count: rows, grain: max(1, (1 << 12) / max(1, units)), body: body)
}
