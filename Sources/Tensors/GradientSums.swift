import Base

/// The gradients that a backward sweep has collected so far.
package struct GradientSums {
  private var sums: [Tensor?]
  private var products: [Int: [(left: Tensor, right: Tensor)]] = [:]

  init(slotCount: Int) {
    sums = Array(repeating: nil, count: slotCount)
  }

  /// Adds a gradient to the sum at `slot`, if there is one.
  ///
  /// - Parameters:
  ///   - slot: The place of the operation's input on the tape, or `nil` if it is not on it.
  ///   - gradient: Computes the gradient. It is not called without a slot.
  package mutating func add(to slot: Slot?, _ gradient: () -> Tensor) {
    guard let slot else { return }
    guard var sum = sums[slot.index] else {
      sums[slot.index] = gradient()
      return
    }
    let addend = gradient()
    require(
      sum.shape == addend.shape,
      "gradients of shapes \(sum.shape) and \(addend.shape) do not add up")
    sums[slot.index] = nil
    if !isKnownUniquelyReferenced(&sum.storage) { sum = sum.copied() }
    accumulate(addend.elements, into: sum.elements, count: sum.count)
    sums[slot.index] = sum
  }

  /// Lets `body` add to the elements of the sum at `slot`, which start as zeros.
  ///
  /// This is for operations whose gradient is sparse, such as slices.
  package mutating func update(
    _ slot: Slot?, shape: [Int], _ body: (UnsafeMutablePointer<Scalar>) -> Void
  ) {
    guard let slot else { return }
    var sum = sums[slot.index] ?? Tensor(repeating: 0, shape: shape)
    sums[slot.index] = nil
    if !isKnownUniquelyReferenced(&sum.storage) { sum = sum.copied() }
    body(sum.elements)
    sums[slot.index] = sum
  }

  /// Adds `leftᵀ · right` to the sum at `slot`, later.
  ///
  /// A matrix that is used at every step of a sequence gets its gradient from one product of
  /// stacked rows at the end, rather than from one small product per step.
  ///
  /// - Parameters:
  ///   - slot: The place of the matrix of shape `[k, n]` on the tape.
  ///   - left: Of shape `[m, k]`.
  ///   - right: Of shape `[m, n]`.
  package mutating func addProduct(to slot: Slot?, _ left: Tensor, _ right: Tensor) {
    guard let slot else { return }
    products[slot.index, default: []].append((left, right))
  }

  /// Removes the sums at the slots and returns them.
  mutating func take(_ slots: Range<Int>) -> [Tensor?] {
    slots.map { slot in
      flushProducts(of: slot)
      defer { sums[slot] = nil }
      return sums[slot]
    }
  }

  /// Returns the remaining sums: the gradients with respect to variables.
  mutating func finished() -> [Tensor?] {
    for slot in products.keys.sorted() { flushProducts(of: slot) }
    return sums
  }

  private mutating func flushProducts(of slot: Int) {
    guard !products.isEmpty, let pairs = products.removeValue(forKey: slot) else { return }
    add(to: Slot(index: slot)) { sumOfProducts(pairs) }
  }
}

/// Returns Σ leftᵀ · right.
private func sumOfProducts(_ pairs: [(left: Tensor, right: Tensor)]) -> Tensor {
  // Matrices with many rows get a product each; those with few are stacked.
  guard pairs.count > 1, pairs.contains(where: { $0.left.shape[0] < 128 }) else {
    let sum = gemm(pairs[0].left, pairs[0].right, transposingA: true)
    for (left, right) in pairs.dropFirst() {
      gemm(
        rows: left.shape[1], columns: right.shape[1], inner: left.shape[0], left.elements,
        right.elements, into: sum.elements, transposingA: true, adding: true)
    }
    return sum
  }
  return gemm(
    stackedRows(pairs.map(\.left)), stackedRows(pairs.map(\.right)), transposingA: true)
}

/// Returns matrices of equal width stacked vertically.
private func stackedRows(_ matrices: [Tensor]) -> Tensor {
  let rows = matrices.reduce(0) { $0 + $1.shape[0] }
  let columns = matrices[0].shape[1]
  let starts = matrices.indices.dropLast().reduce(into: [0]) { starts, index in
    starts.append(starts[index] + matrices[index].count)
  }
  return Tensor(shape: [rows, columns]) { elements in
    parallelFor(
      count: matrices.count, grain: max(1, (1 << 17) * matrices.count / (rows * columns + 1))
    ) { part in
      for index in part {
        let matrix = matrices[index]
        (elements + starts[index]).update(from: matrix.elements, count: matrix.count)
      }
    }
  }
}
