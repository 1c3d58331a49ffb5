import CKernels

/// The threads that large kernels distribute their work over.
package enum Threads {
  /// The number of threads that a large kernel uses here, which is one within a part of
  /// ``parallelFor(count:grain:body:)``.
  package static var count: Int { Int(kernel_thread_count()) }

  /// Whether this is within a part of ``parallelFor(count:grain:body:)``, alongside which others
  /// run.
  static var isWithinPart: Bool { kernel_part() > 0 }

  /// Uses `count` threads in large kernels from now on, or with `nil` as many as OpenMP has.
  ///
  /// This applies to the computations of the calling thread, so concurrent callers do not affect
  /// each other.
  package static func use(_ count: Int?) { kernel_set_thread_count(Int32(count ?? 0)) }
}

/// Calls `body` on parts of `0..<count` on the threads that kernels use.
///
/// Every part but the last has `grain` members, so what a part computes does not depend on the
/// number of threads. A single part runs on the calling thread.
///
/// - Parameters:
///   - count: The number of members.
///   - grain: The number of members that are worth handing to another thread.
///   - body: Called once for each part, on several threads at a time: it must not write what the
///     call for another part reads or writes.
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

/// Returns the results of `transform` for all elements, on the threads that kernels use.
///
/// - Parameters:
///   - elements: The elements to transform.
///   - transform: Called once for each element, on several threads at a time: it must not write
///     what the call for another element reads or writes.
/// - Returns: The results, in the order of the elements.
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
