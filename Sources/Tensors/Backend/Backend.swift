import CKernels
import COpenBLAS

/// The libraries that do the heavy arithmetic, and the way in which they use the processor.
public struct Backend: Codable, Hashable, Sendable {
  /// The way in which OpenBLAS starts its threads.
  public enum Threading: Int32, Codable, Hashable, Sendable {
    /// It has no threads.
    case none = 0
    /// It has its own pool of threads.
    case own = 1
    /// It uses OpenMP's threads, like oneDNN.
    case openMP = 2
  }

  /// The processor for which OpenBLAS chose its code, such as `Zen`.
  public let openBLASCore: String
  /// The way in which OpenBLAS starts its threads.
  public let threading: Threading
  /// The number of threads that OpenBLAS uses for a large matrix product: OpenMP's, if it uses
  /// them.
  public let threadCount: Int
  /// The version of oneDNN, such as `2.6.3`.
  public let oneDNNVersion: String
  /// The newest instructions that oneDNN uses, such as `AVX2`.
  public let oneDNNInstructions: String

  /// The libraries of this process.
  public static var current: Backend {
    let threading = Threading(rawValue: openblas_get_parallel()) ?? .none
    // OpenBLAS asks OpenMP at every large product, and reports its own number before the first.
    let threadCount =
      threading == .openMP ? kernel_openmp_thread_count() : openblas_get_num_threads()
    return Backend(
      openBLASCore: openblas_get_corename().map { String(cString: $0) } ?? "unknown",
      threading: threading,
      threadCount: Int(threadCount),
      oneDNNVersion: OneDNN.version,
      oneDNNInstructions: OneDNN.instructionName)
  }

  /// The problem with the way in which OpenBLAS was built, or `nil` if there is none.
  ///
  /// Results are correct in any case, but two pools of threads get in each other's way.
  public var warning: String? {
    switch threading {
    case .openMP: nil
    case .own:
      "OpenBLAS has threads of its own beside OpenMP's; install libopenblas-openmp-dev and select "
        + "it with update-alternatives"
    case .none:
      "OpenBLAS uses one thread; install libopenblas-openmp-dev and select it with "
        + "update-alternatives"
    }
  }
}

extension Backend: CustomStringConvertible {
  /// A one-line description of the libraries, their code and their threads.
  public var description: String {
    let threads = "\(threadCount) \(threading == .openMP ? "OpenMP " : "")threads"
    return "OpenBLAS for \(openBLASCore) (\(threads)), oneDNN \(oneDNNVersion) with "
      + oneDNNInstructions
  }
}
