/// A list that grows and is emptied, but keeps its memory, and is read through a pointer.
///
/// The loops over pixels read what was prepared once per frame through these pointers, which need
/// neither reference counts nor checks of exclusive access.
final class Pile<Element> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity = 16

  init() {
    base = .allocate(capacity: capacity)
  }

  deinit {
    removeAll()
    base.deallocate()
  }

  var indices: Range<Int> { 0..<count }

  subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count, "the index is in the list")
      return base[index]
    }
    set {
      assert(index >= 0 && index < count, "the index is in the list")
      base[index] = newValue
    }
  }

  func append(_ element: Element) {
    if count == capacity { reserve(2 * capacity) }
    (base + count).initialize(to: element)
    count += 1
  }

  /// Appends an element several times.
  func append(_ element: Element, times: Int) {
    if count + times > capacity { reserve(max(2 * capacity, count + times)) }
    (base + count).initialize(repeating: element, count: times)
    count += times
  }

  func removeAll() {
    base.deinitialize(count: count)
    count = 0
  }

  private func reserve(_ newCapacity: Int) {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    (base, capacity) = (larger, newCapacity)
  }
}
