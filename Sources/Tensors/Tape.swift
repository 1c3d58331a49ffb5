import Base

/// The number of a value on a tape, in order of creation.
package struct Slot: Hashable, Sendable {
  let index: Int
}

/// A flat list of computations, to be differentiated in one backward sweep.
///
/// Each entry has a pullback, which maps the gradient with respect to the result to gradients with
/// respect to the inputs. Pullbacks keep the values that they need, but never tensors on the tape.
public final class Tape {
  private struct Record {
    let outputs: Range<Int>
    let pullback: (borrowing Upstream, inout GradientSums) -> Void
  }

  private var records: [Record] = []
  private var slotCount = 0
  private var isSpent = false

  /// Creates an empty tape.
  public init() {}

  /// Returns `value` as a variable with respect to which gradients can be taken.
  public func variable(_ value: Tensor) -> Tensor {
    defer { slotCount += 1 }
    return value.at(Tensor.Node(tape: self, slot: Slot(index: slotCount)))
  }

  /// Puts the results of an operation on the tape.
  package func record(
    _ outputs: [Tensor],
    pullback: @escaping (borrowing Upstream, inout GradientSums) -> Void
  ) -> [Tensor] {
    require(!isSpent, "a tape that gradients were taken from records nothing more")
    let first = slotCount
    slotCount += outputs.count
    records.append(Record(outputs: first..<slotCount, pullback: pullback))
    return outputs.enumerated().map { index, output in
      output.at(Tensor.Node(tape: self, slot: Slot(index: first + index)))
    }
  }

  /// Puts the result of an operation on the tape.
  package func record(
    _ output: Tensor, pullback: @escaping (Tensor, inout GradientSums) -> Void
  ) -> Tensor {
    let outputs = record([output]) { upstream, sums in
      guard let gradient = upstream[0] else { return }
      pullback(gradient, &sums)
    }
    return outputs[0]
  }

  /// Returns the gradient of `loss` with respect to every variable that it depends on.
  ///
  /// - Parameters:
  ///   - loss: A tensor on this tape. If it has more than one element, the sum is differentiated.
  ///   - retainingRecords: Whether gradients can be taken again. Otherwise memory is freed during
  ///     the sweep.
  /// - Returns: The gradients.
  /// - Precondition: `loss` is on this tape, and the records still exist.
  public func gradients(of loss: Tensor, retainingRecords: Bool = false) -> Gradients {
    require(loss.tape === self, "the loss was not computed on this tape")
    require(!isSpent, "gradients were taken from this tape before, which freed its records")
    var sums = GradientSums(slotCount: slotCount)
    sums.add(to: loss.slot) { Tensor(repeating: 1, shape: loss.shape) }
    for index in records.indices.reversed() {
      let record = records[index]
      let upstream = Upstream(sums.take(record.outputs))
      if !retainingRecords { records.removeLast() }
      if !upstream.isEmpty { record.pullback(upstream, &sums) }
    }
    isSpent = !retainingRecords
    return Gradients(tape: self, sums: sums.finished())
  }
}

/// The gradients with respect to the results of one recorded operation.
package struct Upstream: ~Copyable {
  private let gradients: [Tensor?]

  init(_ gradients: [Tensor?]) { self.gradients = gradients }

  /// Whether the loss depends on none of the results.
  var isEmpty: Bool { gradients.allSatisfy { $0 == nil } }

  /// The gradient with respect to a result, or `nil` if the loss does not depend on it.
  package subscript(index: Int) -> Tensor? { gradients[index] }
}

/// The result of a backward sweep, by variable.
public struct Gradients {
  private let tape: Tape
  private let sums: [Tensor?]

  init(tape: Tape, sums: [Tensor?]) { (self.tape, self.sums) = (tape, sums) }

  /// The gradient with respect to `variable`, or `nil` if the loss does not depend on it.
  ///
  /// - Precondition: `variable` is on the tape of these gradients.
  public subscript(variable: Tensor) -> Tensor? {
    require(variable.tape === tape, "the variable is not on the tape of these gradients")
    return variable.slot.flatMap { sums[$0.index] }
  }
}
