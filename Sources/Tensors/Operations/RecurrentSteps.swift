import CKernels

// The elementwise part of recurrent cells and its way back, with rows shared over threads.

/// Returns the next state of a gated recurrent unit, and U_n h + c_n, from the products of its input
/// and state; those of the input, `gates`, become r, z and n.
func gruStep(
  gates: Tensor, recurrent: Tensor, inputBias: Tensor? = nil, recurrentBias: Tensor? = nil,
  state: Tensor
) -> (next: Tensor, candidates: Tensor) {
  let (rows, units) = (state.shape[0], state.shape[1])
  let (b, c) = (cellBias(inputBias, 3 * units), cellBias(recurrentBias, 3 * units))
  let (next, candidates) = (Tensor(uninitialized: state.shape), Tensor(uninitialized: state.shape))
  forEachCellPart(rows: rows, units: units) { part in
    let (gate, unit) = (3 * units * part.lowerBound, units * part.lowerBound)
    gruForward(
      part.count, units, recurrent.elements + gate, b.elements, c.elements, state.elements + unit,
      gates.elements + gate, candidates.elements + unit, next.elements + unit)
  }
  return (next, candidates)
}

/// Returns the gradients by the products of a step's input and state and, for what does not pass
/// through the products, by its state.
func gruGradients(
  by upstream: Tensor, gates: Tensor, candidates: Tensor, state: Tensor
) -> (input: Tensor, recurrent: Tensor, state: Tensor) {
  let (rows, units) = (state.shape[0], state.shape[1])
  let input = Tensor(uninitialized: gates.shape)
  let recurrent = Tensor(uninitialized: gates.shape)
  let byState = Tensor(uninitialized: state.shape)
  forEachCellPart(rows: rows, units: units) { part in
    let (gate, unit) = (3 * units * part.lowerBound, units * part.lowerBound)
    gruBackward(
      part.count, units, upstream.elements + unit, gates.elements + gate,
      candidates.elements + unit, state.elements + unit, input.elements + gate,
      recurrent.elements + gate, byState.elements + unit)
  }
  return (input, recurrent, byState)
}

/// Returns the next state and memory of a long short-term memory from the sum of its products,
/// `gates`, which becomes i, f, g and o.
func lstmStep(
  gates: Tensor, bias: Tensor? = nil, memory: Tensor
) -> (state: Tensor, memory: Tensor) {
  let (rows, units) = (memory.shape[0], memory.shape[1])
  let biases = cellBias(bias, 4 * units)
  let (next, nextMemory) = (
    Tensor(uninitialized: memory.shape), Tensor(uninitialized: memory.shape)
  )
  forEachCellPart(rows: rows, units: units) { part in
    let (gate, unit) = (4 * units * part.lowerBound, units * part.lowerBound)
    lstmForward(
      part.count, units, biases.elements, memory.elements + unit, gates.elements + gate,
      nextMemory.elements + unit, next.elements + unit)
  }
  return (next, nextMemory)
}

/// Returns the gradients by the sum of a step's products and by its memory, given those by the next
/// state and memory, where the loss depends on them.
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

/// Returns a bias, or zeros where there is none.
private func cellBias(_ bias: Tensor?, _ size: Int) -> Tensor {
  bias?.detached ?? Tensor(repeating: 0, shape: [size])
}

/// Calls `body` with parts of a cell's rows, on several threads if there is enough to do.
private func forEachCellPart(rows: Int, units: Int, _ body: (Range<Int>) -> Void) {
  parallelFor(count: rows, grain: max(1, (1 << 12) / max(1, units)), body: body)
}
