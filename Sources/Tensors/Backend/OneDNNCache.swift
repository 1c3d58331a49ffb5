import Synchronization

/// A cache of what the library has prepared.
///
/// Preparing compiles code, which takes milliseconds. A program uses few sizes, so a cache holds a
/// fixed number of entries and is emptied when it is full. The library distributes work over
/// threads when it prepares, so an entry prepared for all threads is never run within a part of
/// other work.
package final class OneDNNCache<Key: Hashable & Sendable, Prepared: Sendable>: Sendable {
  private enum Entry: Sendable {
    case prepared(Prepared)
    case impossible
  }

  /// The key of a prepared entry.
  private struct Name: Hashable {
    let key: Key
    let isWithinPart: Bool
  }

  private let capacity: Int
  private let prepare: @Sendable (Key) -> Prepared?
  private let entries = Mutex<[Name: Entry]>([:])

  /// Creates a cache that holds up to `capacity` entries made by `prepare`.
  ///
  /// - Parameters:
  ///   - capacity: The number of entries to hold.
  ///   - prepare: Returns the entry for a key, or `nil` if the library has no code for it.
  package init(capacity: Int, _ prepare: @escaping @Sendable (Key) -> Prepared?) {
    (self.capacity, self.prepare) = (capacity, prepare)
  }

  /// The number of prepared entries in the cache.
  package var count: Int { entries.withLock { $0.count } }

  /// Returns the entry for `key`, or `nil` if the library has no code for it.
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
