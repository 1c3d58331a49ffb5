extension Collection where Element: FloatingPoint {
  /// The middle number, or the mean of the two middle ones if their count is even.
  ///
  /// - Precondition: There is a number, and none is NaN.
  /// - Complexity: O(*n* log *n*) for *n* numbers.
  package var median: Element {
    require(!isEmpty, "no numbers have no median")
    let sorted = self.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
