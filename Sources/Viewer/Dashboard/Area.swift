/// A rectangle of a picture, in pixels.
package struct Area: Hashable, Sendable {
  /// The first column.
  package var x: Int
  /// The first row.
  package var y: Int
  /// The number of columns.
  package var width: Int
  /// The number of rows.
  package var height: Int

  /// An empty rectangle.
  static let none = Area(x: 0, y: 0, width: 0, height: 0)

  /// Creates a rectangle.
  package init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, max(0, width), max(0, height))
  }

  /// Whether the rectangle has no pixels.
  package var isEmpty: Bool { width == 0 || height == 0 }

  /// Returns whether a pixel lies inside.
  package func contains(x column: Int, y row: Int) -> Bool {
    (x..<x + width).contains(column) && (y..<y + height).contains(row)
  }

  /// Returns the rectangle without a margin on all sides.
  func inset(by margin: Int) -> Area {
    Area(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
  }

  /// Removes rows from the top.
  ///
  /// - Returns: The removed rows, at most as many as there are.
  mutating func takeTop(_ rows: Int) -> Area {
    let taken = min(max(0, rows), height)
    defer { (y, height) = (y + taken, height - taken) }
    return Area(x: x, y: y, width: width, height: taken)
  }

  /// Removes columns from the left.
  ///
  /// - Returns: The removed columns, at most as many as there are.
  mutating func takeLeft(_ columns: Int) -> Area {
    let taken = min(max(0, columns), width)
    defer { (x, width) = (x + taken, width - taken) }
    return Area(x: x, y: y, width: taken, height: height)
  }
}
