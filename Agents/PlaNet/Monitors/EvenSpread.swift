import Base

/// Returns `count` elements of a list, from the middle of equal parts of it.
///
/// - Parameters:
///   - count: The number of elements.
///   - elements: The list.
/// - Returns: The elements in the order of the list.
/// - Precondition: The list has as many elements, and one is asked for.
package func evenlySpread<Element>(_ count: Int, of elements: [Element]) -> [Element] {
  require(
    count > 0 && count <= elements.count,
    "\(count) elements cannot be chosen out of \(elements.count)")
  return (0..<count).map { elements[(2 * $0 + 1) * elements.count / (2 * count)] }
}
