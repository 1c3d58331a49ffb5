import Synchronization

/// What the library prepared before, by what tells one thing from another.
///
/// Preparing compiles code, which takes milliseconds. A program uses few sizes, so a cache holds a
/// fixed number and is emptied when it is full. The library shares out work over threads when it
/// prepares, so what was prepared for all of them is never run within a part of other work.
package final class OneDNNCache<Key: Hashable & Sendable, Prepared: Sendable>: Sendable {
  private enum Entry: Sendable {
    case prepared(Prepared)
    case impossible
  }

  /// What tells one prepared thing from another.
  private struct Name: Hashable {
    let key: Key
    let isWithinPart: Bool
  }

  private let capacity: Int
  private let prepare: @Sendable (Key) -> Prepared?
  private let entries = Mutex<[Name: Entry]>([:])

  /// Creates a cache that holds up to `capacity` things that `prepare` makes.
  ///
  /// - Parameters:
  ///   - capacity: How many things are held.
  ///   - prepare: Returns what a key names, or `nil` if the library has no code for it.
  package init(capacity: Int, _ prepare: @escaping @Sendable (Key) -> Prepared?) {
    (self.capacity, self.prepare) = (capacity, prepare)
  }

  /// How many things were prepared and are held.
  package var count: Int { entries.withLock { $0.count } }

  /// Returns what `key` names, or `nil` if the library has no code for it.
  package subscript(key: Key) -> Prepared? {
    let name = Name(key: key, isWithinPart: Threads.isWithinPart)
    return entries.withLock { entries in
      if let entry = entries[name] {
        return if case .prepared(let prepared) = entry { prepared } else { nil }
      }
      let prepared = prepare(key)
      if entries.count >= capacity { entries.removeAll() }
      entries[name] = prepared.map(Entry.prepared) ?? .impossible
      return prepared
    }
  }
}
