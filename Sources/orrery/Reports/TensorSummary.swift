import Base
import Foundation
import JSONText
import Records
import Tensors

/// A summary of a stored tensor.
struct TensorSummary {
  /// Statistics of its elements.
  struct Range {
    /// The least and the greatest of the finite elements.
    var (least, greatest) = (Double.infinity, -Double.infinity)
    /// The mean of the finite elements.
    var mean = 0.0
    /// The standard deviation of the finite elements.
    var stddev = 0.0
    /// The number of elements that are NaN or infinite.
    var nonfiniteCount = 0
  }

  let name: String
  let elementType: ElementType
  let shape: [Int]
  /// Statistics of the elements, or `nil` if their type is not used for computing.
  let range: Range?

  init(_ name: String, _ tensor: StoredTensor) {
    (self.name, elementType, shape) = (name, tensor.elementType, tensor.shape)
    if let doubles = tensor.doubles {
      range = Self.range(doubles) { $0 }
    } else if let scalars = tensor.tensor?.scalars {
      range = Self.range(scalars) { Double($0) }
    } else if let integers = tensor.integers {
      range = Self.range(integers) { Double($0) }
    } else if let integers = tensor.unsignedIntegers {
      range = Self.range(integers) { Double($0) }
    } else {
      range = nil
    }
  }

  /// Returns the tensors of a file, sorted by name.
  static func all(of file: Safetensors) -> [TensorSummary] {
    file.tensors.sorted { $0.key < $1.key }.map { TensorSummary($0.key, $0.value) }
  }

  private static func range<Element>(
    _ elements: [Element], _ number: (Element) -> Double
  ) -> Range? {
    var range = Range()
    var count = 0.0
    var squares = 0.0
    for element in elements {
      let value = number(element)
      guard value.isFinite else {
        range.nonfiniteCount += 1
        continue
      }
      // Welford's update, which loses no digits to a large mean.
      count += 1
      let difference = value - range.mean
      range.mean += difference / count
      squares += difference * (value - range.mean)
      (range.least, range.greatest) = (min(range.least, value), max(range.greatest, value))
    }
    range.stddev = count > 0 ? (squares / count).squareRoot() : 0
    return elements.isEmpty ? nil : range
  }

  /// Returns the lines of a table.
  static func table(_ tensors: [TensorSummary]) -> [String] {
    let rows =
      [["tensor", "type", "shape", "least", "greatest", "mean", "stddev", "not finite"]]
      + tensors.map(\.row)
    // Names of any length are printed in full, but only those that fit in a column are padded.
    let widths = rows[0].indices.map { column in
      rows.map { $0[column].count }.filter { $0 <= 100 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        column < 3 ? cell.leftAligned(in: widths[column]) : cell.rightAligned(in: widths[column])
      }
      return "  " + cells.joined(separator: "  ")
    }
  }

  private var row: [String] {
    func short(_ number: Double) -> String {
      number.isFinite ? String(format: "%.4g", number) : "-"
    }
    let numbers =
      range.map {
        [
          short($0.least), short($0.greatest), short($0.mean), short($0.stddev),
          "\($0.nonfiniteCount)",
        ]
      } ?? [String](repeating: "-", count: 5)
    return [name.printable, elementType.rawValue, "\(shape)"] + numbers
  }

  var json: JSON {
    var members = [
      JSON.Member("name", .string(name)), JSON.Member("type", .string(elementType.rawValue)),
      JSON.Member("shape", .array(shape.map { .integer($0) })),
    ]
    if let range {
      members += [
        JSON.Member("least", .number(range.least)),
        JSON.Member("greatest", .number(range.greatest)),
        JSON.Member("mean", .number(range.mean)), JSON.Member("stddev", .number(range.stddev)),
        JSON.Member("nonfinite", .integer(range.nonfiniteCount)),
      ]
    }
    return .object(members)
  }
}
