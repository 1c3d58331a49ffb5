import Base

/// Returns the number of elements of a shape.
///
/// - Precondition: No axis has a negative length, and the product can be represented.
package func elementCount(of shape: [Int]) -> Int {
  var count = 1
  for length in shape {
    require(length >= 0, "a shape has no negative lengths, but here is \(shape)")
    let (product, overflow) = count.multipliedReportingOverflow(by: length)
    require(!overflow, "shape \(shape) has more elements than can be counted")
    count = product
  }
  return count
}

/// Returns the shape to which two shapes broadcast: aligned at the last axis, with lengths of one
/// stretched.
///
/// - Precondition: Aligned lengths are equal, or one of them is one.
package func broadcastShape(_ a: [Int], _ b: [Int], for operation: String) -> [Int] {
  if a == b { return a }
  let rank = max(a.count, b.count)
  var shape = [Int](repeating: 1, count: rank)
  for axis in 0..<rank {
    let (i, j) = (axis - rank + a.count, axis - rank + b.count)
    let (x, y) = (i < 0 ? 1 : a[i], j < 0 ? 1 : b[j])
    require(
      x == y || x == 1 || y == 1,
      "\(operation) cannot broadcast shapes \(a) and \(b)")
    shape[axis] = x == 1 ? y : x
  }
  return shape
}

/// Returns the axis that `axis` denotes: negative numbers count from the last.
package func normalizedAxis(_ axis: Int, rank: Int) -> Int {
  require(axis >= -rank && axis < rank, "there is no axis \(axis) in a tensor of rank \(rank)")
  return axis < 0 ? axis + rank : axis
}
