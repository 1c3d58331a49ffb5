import CKernels

/// The threads that large kernels share their work over.
package enum Threads {
  /// How many threads a large kernel uses here: within a part of ``parallelFor(count:grain:body:)``,
  /// one.
  package static var count: Int { Int(kernel_thread_count()) }

  /// Whether this is within a part of ``parallelFor(count:grain:body:)``, next to which others run.
  static var isWithinPart: Bool { kernel_part() > 0 }

  /// Uses `count` threads in large kernels from now on, or with `nil` as many as OpenMP has.
  ///
  /// It holds for what the calling thread computes, so callers side by side do not disturb each
  /// other.
  package static func use(_ count: Int?) { kernel_set_thread_count(Int32(count ?? 0)) }
}

/// Calls `body` on parts of `0..<count` on the threads that kernels use.
///
/// Every part but the last has `grain` members, so what a part computes does not depend on the
/// number of threads. Work of one part stays on this thread.
///
/// - Parameters:
///   - count: How much there is to do.
///   - grain: How much of it is worth handing to another thread.
///   - body: Is called once for each part, from several threads at a time: it must not write what
///     the call for another part reads or writes.
package func parallelFor(count: Int, grain: Int, body: (Range<Int>) -> Void) {
  withoutActuallyEscaping(body) { body in
    var body = body
    withUnsafeMutablePointer(to: &body) { context in
      kernel_parallel(
        count, grain,
        { context, begin, end in
          context?.assumingMemoryBound(to: ((Range<Int>) -> Void).self).pointee(begin..<end)
        }, context)
    }
  }
}

/// Returns what `transform` makes of each element, on the threads that kernels use.
///
/// - Parameters:
///   - elements: What is transformed.
///   - transform: Is called once for each element, from several threads at a time: it must not write
///     what the call for another element reads or writes.
/// - Returns: What was made, in the order of the elements.
package func parallelMap<Element, Result>(
  _ elements: [Element], _ transform: (Element) -> Result
) -> [Result] {
  [Result](unsafeUninitializedCapacity: elements.count) { results, count in
    parallelFor(count: elements.count, grain: 1) { part in
      for index in part { results.initializeElement(at: index, to: transform(elements[index])) }
    }
    count = elements.count
  }
}
