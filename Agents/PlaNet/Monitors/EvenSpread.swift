import Base

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
