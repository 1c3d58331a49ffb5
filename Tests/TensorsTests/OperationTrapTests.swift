import TestSupport
import Tensors
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

  @Test func operandsOnTwoTapesAreRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tape().variable(1) + Tape().variable(2)
    }
    #expect(message(of: result).contains("the operands of an operation are on two different tapes"))
  }
}

private func message(of result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
