/// The reason why a description cannot be compiled.
public enum ModelError: Error, Equatable, CustomStringConvertible {
  /// Two items of a kind have the same name.
  case duplicate(kind: String, name: String)
  /// A name is used that does not exist.
  case unknown(kind: String, name: String, usedBy: String)
  /// A number is outside its range.
  case invalid(name: String, quantity: String, expected: String, found: String)
  /// Something would move or push out of the plane.
  case notPlanar(name: String, quantity: String, found: String)
  /// There is no contact test for two shapes that may touch.
  case noContactTest(first: String, second: String)

  /// A sentence that tells the author of the description what is wrong.
  public var description: String {
    switch self {
    case .duplicate(let kind, let name):
      "two \(kind)s are called '\(name)'"
    case .unknown(let kind, let name, let user):
      "'\(user)' names a \(kind) '\(name)', which the model lacks"
    case .invalid(let name, let quantity, let expected, let found):
      "the \(quantity) of '\(name)' must be \(expected), not \(found)"
    case .notPlanar(let name, let quantity, let found):
      "the \(quantity) of '\(name)' leaves the plane: \(found)"
    case .noContactTest(let first, let second):
      "'\(first)' and '\(second)' may touch, but there is no contact test for their shapes: "
        + "make one of them untouchable"
    }
  }
}
