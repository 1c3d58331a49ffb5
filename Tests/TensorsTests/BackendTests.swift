import Tensors
import Testing

@Suite struct BackendTests {
  @Test func namesTheLibrariesAndTheirThreads() {
    let backend = Backend.current
    #expect(backend.threadCount >= 1)
    #expect(backend.description.contains("OpenBLAS for \(backend.openBLASCore)"))
    #expect(backend.description.contains("oneDNN \(backend.oneDNNVersion)"))
    #expect((backend.warning == nil) == (backend.threading == .openMP))
  }

  /// OpenBLAS itself reports another number until its first large product.
  @Test(.enabled(if: Backend.current.threading == .openMP))
  func openMPKnowsTheThreadsOfProducts() {
    defer { Threads.use(nil) }
    Threads.use(2)
    #expect(parallelMap([0, 1]) { _ in Backend.current.threadCount } == [1, 1])
  }
}
