import Synchronization

/// The convolutions of the library that were prepared before.
///
/// Preparing one compiles code, which takes milliseconds. A program uses few geometries, so the cache
/// holds up to 512 and is emptied when it is full.
package final class OneDNNConvolutionCache: Sendable {
  /// The cache that all tensors share.
  static let shared = OneDNNConvolutionCache(capacity: 512)

  private enum Entry {
    case prepared(OneDNNConvolution)
    case impossible
  }

  private let capacity: Int
  private let entries = Mutex<[OneDNNConvolution.Key: Entry]>([:])

  /// Creates a cache that holds up to `capacity` convolutions.
  package init(capacity: Int) { self.capacity = capacity }

  /// How many convolutions were prepared and are held.
  package var count: Int { entries.withLock { $0.count } }

  /// Returns the convolution for `key`, or `nil` if the library has no code for it.
  package func convolution(_ key: OneDNNConvolution.Key) -> OneDNNConvolution? {
    entries.withLock { entries in
      if let entry = entries[key] {
        return if case .prepared(let convolution) = entry { convolution } else { nil }
      }
      let convolution = OneDNNConvolution(key)
      if entries.count >= capacity { entries.removeAll() }
      entries[key] = convolution.map(Entry.prepared) ?? .impossible
      return convolution
    }
  }
}
