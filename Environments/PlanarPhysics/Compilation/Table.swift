/// A constant array of plain records, read through a pointer without bounds checks or reference
/// counts.
///
/// A step reads its tables millions of times per second, so reference counting would be too slow.
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
