import CKernels

/// Calls `body` for each of `0..<count` on the threads that OpenBLAS and oneDNN use too.
///
/// Calls of these libraries inside of `body` stay on one thread.
func inParallel(_ count: Int, _ body: (Int) -> Void) {
  withoutActuallyEscaping(body) { body in
    var body = body
    withUnsafeMutablePointer(to: &body) { pointer in
      kernel_parallel(
        count, 1,
        { context, begin, end in
          guard let context else { return }
          let body = context.assumingMemoryBound(to: ((Int) -> Void).self).pointee
          for index in begin..<end { body(index) }
        }, pointer)
    }
  }
}

/// How many threads work on a large operation.
package var threadCount: Int { Int(kernel_thread_count()) }
