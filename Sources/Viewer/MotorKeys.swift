/// The keys that push motors: those of the row Q W E R … forwards, and those of the row below
/// backwards.
package struct MotorKeys: Hashable, Sendable {
  private var held: Set<String> = []

  private static let forward = ["Q", "W", "E", "R", "T", "Y", "U", "I"]
  private static let backward = ["A", "S", "D", "F", "G", "H", "J", "K"]

  /// Starts with no key held.
  package init() {}

  /// Records an event.
  package mutating func handle(_ event: WindowEvent) {
    switch event {
    case .close: break
    case .down(let key): held.insert(key)
    case .up(let key): held.remove(key)
    }
  }

  /// Returns an action with `size` components: 1 for a motor that is pushed forwards, -1 for one
  /// that is pushed backwards, and 0 for all others, including those without keys.
  package func action(size: Int) -> [Double] {
    (0..<size).map { motor in
      guard motor < Self.forward.count else { return 0 }
      return (held.contains(Self.forward[motor]) ? 1 : 0)
        - (held.contains(Self.backward[motor]) ? 1 : 0)
    }
  }
}
