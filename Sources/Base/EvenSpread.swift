/// Returns `count` elements of a list, each from the middle of one of equal parts.
///
/// - Parameters:
///   - count: The number of elements.
///   - elements: The list.
/// - Returns: The elements in the order of the list.
/// - Precondition: The list has at least as many elements, and the count is positive.
package func evenlySpread<Element>(_ count: Int, of elements: [Element]) -> [Element] {
  require(
    count > 0 && count <= elements.count,
    "\(count) elements cannot be chosen out of \(elements.count)")
  return (0..<count).map { elements[(2 * $0 + 1) * elements.count / (2 * count)] }
}

/// Returns places of a list, evenly spread from its first to its last.
///
/// A single one is in the middle.
///
/// - Parameters:
///   - count: The number of places, fewer where there are not so many.
///   - total: The number of places in the list.
/// - Returns: The places, rising from 0 to `total - 1`; none of an empty list.
package func placesFromEndToEnd(_ count: Int, of total: Int) -> [Int] {
  let (shown, last) = (min(count, total), total - 1)
  return (0..<shown).map { shown == 1 ? last / 2 : $0 * last / (shown - 1) }
}
