/// The reason why bytes are not JSON, or not the expected JSON.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  /// The place of the fault, as an index into the bytes.
  package var offset: Int
  /// The line of the fault, counted from 1.
  package var line: Int
  /// The byte within that line, counted from 1.
  package var column: Int
  /// The item that was being read.
  package var what: String
  /// A description of what was expected there.
  package var expected: String
  /// A description of what was found there.
  package var found: String

  package var description: String {
    "line \(line), column \(column): expected \(expected), found \(found)"
  }
}
