/// A constant array of plain records, read through a pointer without bounds or counts.
///
/// The step reads its tables millions of times a second; this keeps reference counting out of it.
struct Table<Record>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Record>
  let count: Int

  /// Copies `records`.
  ///
  /// The owner must call ``deallocate()`` once.
  init(_ records: [Record]) {
    count = records.count
    base = .allocate(capacity: max(1, count))
    for (index, record) in records.enumerated() { (base + index).initialize(to: record) }
  }

  subscript(index: Int) -> Record {
    @inline(__always) unsafeAddress { UnsafePointer(base + index) }
  }

  func deallocate() {
    base.deinitialize(count: count)
    base.deallocate()
  }
}
