import JSONText

/// The reason why a file of recorded states or controls cannot be used.
package enum SimulationError: Error, Equatable, CustomStringConvertible {
  /// The file is not JSON.
  case notJSON(JSONError)
  /// Part of it is not as required.
  case content(key: String, expected: String, found: String)

  /// A sentence that tells the user what is wrong and where.
  package var description: String {
    switch self {
    case .notJSON(let error): "\(error)"
    case .content(let key, let expected, let found): "\(key): expected \(expected), found \(found)"
    }
  }
}
