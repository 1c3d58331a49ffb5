import Tensors

extension Backend {
  /// The properties that bit-identical arithmetic depends on, for a checkpoint.
  public var arithmetic: [String: String] {
    [
      "blas_core": openBLASCore, "blas_threads": "\(threadCount)", "onednn": oneDNNVersion,
      "onednn_instructions": oneDNNInstructions, "threads": "\(Threads.count)",
    ]
  }
}
