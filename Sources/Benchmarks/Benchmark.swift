/// A measurement with a name, to be made on request.
package struct Benchmark: Sendable {
  /// What is measured.
  package let name: String
  private let body: @Sendable (_ name: String) -> Measurement

  /// Creates a benchmark.
  ///
  /// - Parameters:
  ///   - name: What is measured.
  ///   - body: Makes the measurement of that name.
  package init(_ name: String, _ body: @escaping @Sendable (_ name: String) -> Measurement) {
    self.name = name
    self.body = body
  }

  /// Makes the measurement.
  package func run() -> Measurement { body(name) }

  /// The benchmarks of single operations.
  package static let kernels = elementKernels + libraryKernels
}
