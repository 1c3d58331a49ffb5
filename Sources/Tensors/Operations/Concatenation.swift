import Base

/// Returns tensors joined along an axis.
///
/// - Parameters:
///   - tensors: At least one tensor; all lengths except that of the axis are equal.
///   - axis: The axis to join along.
/// - Returns: A tensor whose length along the axis is the sum of theirs.
/// - Precondition: There is a tensor, and the shapes fit.
public func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor {
  require(!tensors.isEmpty, "concatenated needs at least one tensor")
  let axis = normalizedAxis(axis, rank: tensors[0].rank)
  var shape = tensors[0].shape
  for tensor in tensors.dropFirst() {
    var fitting = tensor.shape
    if fitting.count == shape.count { fitting[axis] = tensors[0].shape[axis] }
    require(
      fitting == tensors[0].shape,
      "concatenated along axis \(axis) cannot join shapes \(tensors[0].shape) and \(tensor.shape)")
    shape[axis] += tensor.shape[axis]
  }
  let (slots, lengths) = (tensors.map(\.slot), tensors.map { $0.shape[axis] })
  return joined(tensors, shape: shape, axis: axis)
    .recorded(on: commonTape(of: tensors)) { upstream, sums in
      var start = 0
      for (slot, length) in zip(slots, lengths) {
        sums.add(to: slot) { upstream.slice(axis, start..<start + length) }
        start += length
      }
    }
}

/// Returns tensors joined along their last axis.
///
/// - Precondition: There is a tensor, and the lengths of all other axes are equal.
public func concatenated(_ tensors: Tensor...) -> Tensor { concatenated(tensors, axis: -1) }

/// Returns tensors of one shape stacked along a new axis.
///
/// - Parameters:
///   - tensors: At least one tensor; all shapes are equal.
///   - axis: The position of the new axis; negative ones count from the last.
/// - Returns: A tensor with one more axis, whose length is the number of tensors.
/// - Precondition: There is a tensor, and the shapes are equal.
public func stacked(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  require(!tensors.isEmpty, "stacked needs at least one tensor")
  let part = tensors[0].shape
  for tensor in tensors {
    require(tensor.shape == part, "stacked cannot join shapes \(part) and \(tensor.shape)")
  }
  let axis = normalizedAxis(axis, rank: part.count + 1)
  var (shape, ones) = (part, part)
  shape.insert(tensors.count, at: axis)
  ones.insert(1, at: axis)
  let slots = tensors.map(\.slot)
  return joined(tensors.map { $0.withShape(ones) }, shape: shape, axis: axis)
    .recorded(on: commonTape(of: tensors)) { upstream, sums in
      for (index, slot) in slots.enumerated() {
        sums.add(to: slot) { upstream.slice(axis, index..<index + 1).withShape(part) }
      }
    }
}

/// Copies tensors into one, off the tape.
private func joined(_ tensors: [Tensor], shape: [Int], axis: Int) -> Tensor {
  Tensor(shape: shape) { elements in
    var start = 0
    for tensor in tensors {
      place(tensor, in: elements, shape: shape, axis: axis, from: start)
      start += tensor.shape[axis]
    }
  }
}
