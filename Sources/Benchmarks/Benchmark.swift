/// A named measurement, which is made on request.
package struct Benchmark: Sendable {
  /// The name of the measurement.
  package let name: String
  private let body: @Sendable (_ name: String) -> Measurement

  /// Creates a benchmark.
  ///
  /// - Parameters:
  ///   - name: The name of the measurement.
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
