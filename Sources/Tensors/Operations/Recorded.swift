import Base

extension Tensor {
  /// Returns this result of an operation, recorded on a tape if there is one.
  ///
  /// - Parameters:
  ///   - tape: The common tape of the operation's inputs.
  ///   - pullback: Turns the gradient with respect to this result into gradients with respect to
  ///     the inputs, and adds them to the sums at the inputs' slots. It captures only detached
  ///     tensors.
  /// - Returns: The result, on the tape if there is one.
  package func recorded(
    on tape: Tape?, _ pullback: @escaping (_ upstream: Tensor, _ sums: inout GradientSums) -> Void
  ) -> Tensor {
    guard let tape else { return self }
    return tape.record(self, pullback: pullback)
  }

  /// Returns this result of a custom operation, with its derivative.
  ///
  /// ```swift
  /// func cubed(_ x: Tensor) -> Tensor {
  ///   let value = x.detached
  ///   return (value * value * value).recorded(from: x) { upstream in
  ///     [3 * value * value * upstream]
  ///   }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - inputs: The tensors from which the result was computed.
  ///   - pullback: Maps the gradient with respect to the result to one gradient for each input, of
  ///     its shape. It captures only ``detached`` tensors.
  /// - Returns: The result, on the tape of the inputs if they are on one.
  /// - Precondition: No two inputs are on different tapes, and each gradient has its input's shape.
  public func recorded(
    from inputs: Tensor..., pullback: @escaping (_ upstream: Tensor) -> [Tensor]
  ) -> Tensor {
    let (slots, shapes) = (inputs.map(\.slot), inputs.map(\.shape))
    return recorded(on: commonTape(of: inputs)) { upstream, sums in
      let gradients = pullback(upstream)
      let found = gradients.map(\.shape)
      require(
        found == shapes,
        "a pullback to inputs of shapes \(shapes) gave gradients of shapes \(found)")
      for (slot, gradient) in zip(slots, gradients) { sums.add(to: slot) { gradient } }
    }
  }
}

/// Returns the tape that the operands of an operation are on, if any is on one.
///
/// A slot is meaningless without its tape, so an operation that did not ask here could add to the
/// gradient of some other variable.
///
/// - Precondition: No two are on different tapes.
package func commonTape(_ operands: Tensor?...) -> Tape? { commonTape(of: operands) }

/// Returns the tape that the operands of an operation are on, if any is on one.
///
/// - Precondition: No two are on different tapes.
func commonTape(of operands: [Tensor?]) -> Tape? {
  var common: Tape?
  for operand in operands {
    guard let tape = operand?.tape else { continue }
    require(
      common == nil || common === tape, "the operands of an operation are on two different tapes")
    common = tape
  }
  return common
}
