import CAllocationCounter

/// Returns the number of times that `body` asks the system for a block of more than `threshold`
/// bytes.
///
/// Counts `malloc`, `posix_memalign`, `mmap` and their relatives on this thread, so other tests
/// may run at the same time.
public func largeAllocationCount(above threshold: Int = 64 << 10, in body: () -> Void) -> Int {
  allocation_counter_start(threshold)
  body()
  return allocation_counter_stop()
}

/// Returns the bytes that this process has allocated and not freed, as `malloc` counts them.
///
/// Unlike resident pages, which the kernel counts by processor and adds up late, and of which a
/// thread takes more when it first touches its stack, they are exact.
public func heapBytesInUse() -> Int { Int(heap_bytes_in_use()) }
