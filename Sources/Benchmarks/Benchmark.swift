/// A measurement with a name, to be made on request.
public struct Benchmark: Sendable {
  /// What is measured.
  public let name: String
  private let body: @Sendable (_ name: String) -> Measurement

  /// Creates a benchmark.
  ///
  /// - Parameters:
  ///   - name: What is measured.
  ///   - body: Makes the measurement of that name.
  public init(_ name: String, _ body: @escaping @Sendable (_ name: String) -> Measurement) {
    self.name = name
    self.body = body
  }

  /// Makes the measurement.
  public func run() -> Measurement { body(name) }

  /// The benchmarks of single operations.
  public static let kernels = elementKernels + libraryKernels
}
