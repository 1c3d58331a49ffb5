/// Why bytes are no JSON, or not the JSON that they should be.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  /// Where the fault is, as an index of the bytes.
  package var offset: Int
  /// The line of the fault, counted from 1.
  package var line: Int
  /// The byte in that line, counted from 1.
  package var column: Int
  /// What was being read.
  package var what: String
  /// What could have stood there.
  package var expected: String
  /// What stood there.
  package var found: String

  package var description: String {
    "line \(line), column \(column): expected \(expected), found \(found)"
  }
}
