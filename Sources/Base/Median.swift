extension Collection where Element: FloatingPoint {
  /// The number in the middle; of an even number of them, the mean of the two in the middle.
  ///
  /// - Precondition: There is a number, and none is NaN.
  /// - Complexity: O(*n* log *n*) for *n* numbers.
  package var median: Element {
    require(!isEmpty, "no numbers have no median")
    let sorted = self.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
