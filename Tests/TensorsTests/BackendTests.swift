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
}
