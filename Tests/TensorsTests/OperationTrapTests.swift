import Tensors
import TestSupport
import Testing

@Suite struct OperationTrapTests {
  @Test func broadcastingNamesBothShapes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 0, shape: [2, 3]) + Tensor(repeating: 0, shape: [2])
    }
    #expect(message(of: result).contains("+ cannot broadcast shapes [2, 3] and [2]"))
  }

  @Test func joiningNamesBothShapes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let first = Tensor(repeating: 0, shape: [2, 3])
      _ = concatenated([first, Tensor(repeating: 0, shape: [2, 4])], axis: 0)
    }
    #expect(
      message(of: result).contains("concatenated along axis 0 cannot join shapes [2, 3] and [2, 4]")
    )
  }

  @Test func slicingNamesTheRangeAndTheShape() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 0, shape: [3]).rows(1..<4)
    }
    #expect(message(of: result).contains("positions 1..<4 are not all on axis 0 of shape [3]"))
  }

  @Test func gatheringNamesTheIndexAndTheLength() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 0, shape: [3]).gathered([5])
    }
    #expect(message(of: result).contains("gathered cannot take index 5 of 3 positions"))
  }

  @Test func sizesBeyondAllMemoryAreNamed() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 0, shape: [1 << 31, 1 << 31])
    }
    #expect(
      message(of: result).contains(
        "a tensor of 4611686018427387904 elements has more bytes than can be counted"))
  }

  @Test(arguments: [[[2]], [[2], [2]], [[2], [3], [3]]])
  func gradientsOfOnesOwnMustFit(shapes: [[Int]]) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [shapes] in
      let tape = Tape()
      let x = tape.variable(Tensor(repeating: 0, shape: [2]))
      let y = tape.variable(Tensor(repeating: 0, shape: [3]))
      let output = Tensor(0).recorded(from: x, y) { _ in
        shapes.map { Tensor(repeating: 1, shape: $0) }
      }
      _ = tape.gradients(of: output)
    }
    #expect(
      message(of: result).contains(
        "a pullback to inputs of shapes [[2], [3]] gave gradients of shapes \(shapes)"))
  }

  @Test(arguments: JoiningOperation.allCases)
  func operandsOnTwoTapesAreRefused(operation: JoiningOperation) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [operation] in
      operation.join(operandsOn: Tape(), and: Tape())
    }
    #expect(message(of: result).contains("the operands of an operation are on two different tapes"))
  }
}

/// The operations that take several tensors, by name, each for a process of its own.
enum JoiningOperation: String, CaseIterable, Codable, Sendable {
  case sum, difference, product, quotient, maximum, select, concatenated, stacked
  case squaredDistance, matmul, batchedMatmul, triangularSolve, affine, convolution
  case transposedConvolution, gruCell, gruGates, lstmCell, lstmGates, own

  /// Applies the operation to a first operand on one tape and a last operand on the other.
  func join(operandsOn first: Tape, and second: Tape) {
    func operands(_ shape: [Int], _ otherShape: [Int]) -> (Tensor, Tensor) {
      (
        first.variable(Tensor(repeating: 1, shape: shape)),
        second.variable(Tensor(repeating: 1, shape: otherShape))
      )
    }
    switch self {
    case .affine, .convolution, .transposedConvolution: joinBias(operands)
    case .gruCell, .gruGates, .lstmCell, .lstmGates: joinCell(operands)
    default: joinPair(operands([2, 2], [2, 2]))
    }
  }

  private func joinPair(_ operands: (Tensor, Tensor)) {
    let (a, b) = operands
    switch self {
    case .sum: _ = a + b
    case .difference: _ = a - b
    case .product: _ = a * b
    case .quotient: _ = a / b
    case .maximum: _ = Tensors.maximum(a, b)
    case .select: _ = Tensors.select(a, b, where: Tensor(repeating: 1, shape: [2, 2]))
    case .concatenated: _ = Tensors.concatenated(a, b)
    case .stacked: _ = Tensors.stacked([a, b])
    case .squaredDistance: _ = Tensors.squaredDistance(a, b)
    case .matmul: _ = Tensors.matmul(a, b)
    case .batchedMatmul: _ = Tensors.matmul(a.reshaped([1, 2, 2]), b.reshaped([1, 2, 2]))
    case .triangularSolve: _ = Tensors.triangularSolve(a, b)
    default: _ = a.recorded(from: a, b) { [$0, $0] }
    }
  }

  private func joinBias(_ operands: ([Int], [Int]) -> (Tensor, Tensor)) {
    let (x, bias) = operands([1, 2, 2, 1], [1])
    let kernel = Tensor(repeating: 1, shape: [1, 1, 1, 1])
    switch self {
    case .affine: _ = Tensors.affine(x, kernel: kernel.reshaped([1, 1]), bias: bias)
    case .convolution: _ = Tensors.convolution(x, kernel: kernel, bias: bias)
    default: _ = Tensors.transposedConvolution(x, kernel: kernel, bias: bias)
    }
  }

  private func joinCell(_ operands: ([Int], [Int]) -> (Tensor, Tensor)) {
    let gateCount = self == .gruCell || self == .gruGates ? 3 : 4
    let kernel = Tensor(repeating: 1, shape: [1, gateCount])
    let (input, bias) = operands([1, 1], [gateCount])
    let (gates, state) = operands([1, gateCount], [1, 1])
    switch self {
    case .gruCell:
      _ = Tensors.gruCell(
        input: input, state: state.detached, inputKernel: kernel, recurrentKernel: kernel,
        inputBias: nil, recurrentBias: bias)
    case .lstmCell:
      _ = Tensors.lstmCell(
        input: input, state: state.detached, memory: state.detached, inputKernel: kernel,
        recurrentKernel: kernel, bias: bias)
    case .gruGates:
      _ = Tensors.gruGates(inputGates: gates, recurrentGates: gates.detached, state: state)
    default: _ = Tensors.lstmGates(gates, memory: state)
    }
  }
}
