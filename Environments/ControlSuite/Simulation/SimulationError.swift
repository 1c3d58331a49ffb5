import JSONText

/// Why a file of recorded states or controls cannot be used.
package enum SimulationError: Error, Equatable, CustomStringConvertible {
  /// The file is no JSON.
  case notJSON(JSONError)
  /// Something in it is not what it has to be.
  case content(key: String, expected: String, found: String)

  /// Where and what is wrong, in a sentence for the person at the terminal.
  package var description: String {
    switch self {
    case .notJSON(let error): "\(error)"
    case .content(let key, let expected, let found): "\(key): expected \(expected), found \(found)"
    }
  }
}
