/// A way to compute a linear map of a convolution.
enum ConvolutionChoice {
  /// There is nothing to sum over, or nothing to compute.
  case nothing
  /// The input is the matrix of patches as it is.
  case matrixProduct
  /// Products of gathered patches.
  case patches
  /// One convolution whose results interleave.
  case interleaved(InterleavedConvolution)
  /// The library's own convolution.
  case library(OneDNNConvolution)
  /// The library's own convolution in full precision, of factors that we round.
  case libraryAfterRounding(OneDNNConvolution)
}

extension ConvolutionEngine {
  /// Returns the way to compute a linear map: of those possible, the one that measured fastest.
  ///
  /// The choice depends on nothing but the sizes, the processor and the number of threads, so equal
  /// programs on as many threads give equal numbers.
  func choice(_ pass: ConvolutionPass, hasBias: Bool = false) -> ConvolutionChoice {
    if geometry.isEmpty { return .nothing }
    if geometry.isMatrixProduct { return .matrixProduct }
    if pass == .inputGradient, let convolution = InterleavedConvolution(geometry),
      prefersInterleaving(convolution)
    {
      return .interleaved(convolution)
    }
    guard prefersLibrary(pass) else { return .patches }
    var key = OneDNNConvolution.Key(
      geometry: geometry, pass: pass, precision: precision, hasBias: hasBias)
    if prefersRounding(pass) {
      key.precision = .full
      return OneDNNConvolution.cache[key].map(ConvolutionChoice.libraryAfterRounding) ?? .patches
    }
    return OneDNNConvolution.cache[key].map(ConvolutionChoice.library) ?? .patches
  }

  /// Whether the library's own convolution computes a linear map.
  package func isOfLibrary(_ pass: ConvolutionPass) -> Bool {
    if case .library = choice(pass) { true } else { false }
  }

  /// Whether the library is faster with factors that we round than with those that it does.
  ///
  /// Its gradients by kernels with many channels take twice the time in bfloat16.
  private func prefersRounding(_ pass: ConvolutionPass) -> Bool {
    precision == .bfloat16 && pass == .kernelGradient && geometry.inputChannels >= 64
  }

  /// Whether interleaving is the fastest way to the gradient by the input.
  ///
  /// With few channels of input, the others run at a third of the processor's rate or less. With
  /// more, they reach half to three quarters with AVX2, and the library more with AVX-512. It needs
  /// several images for each thread.
  private func prefersInterleaving(_ convolution: InterleavedConvolution) -> Bool {
    guard geometry.batch >= 4 * Threads.count else { return false }
    if geometry.inputChannels <= 8 { return convolution.efficiency > 0.4 }
    return !OneDNN.hasWideVectors && convolution.efficiency > 0.7
  }

  /// Whether the library is faster than products of patches.
  ///
  /// With AVX-512 it is, and the only one that multiplies bfloat16. With AVX2 its backward passes
  /// run at half to nine tenths of the rate of products of patches, and its forward pass is behind
  /// where there are many channels. A few images are not enough to share out over the threads.
  private func prefersLibrary(_ pass: ConvolutionPass) -> Bool {
    #if DoublePrecision
    false
    #else
    if precision == .bfloat16 { return OneDNN.multipliesBFloat16 }
    if OneDNN.hasWideVectors || geometry.batch < 4 * Threads.count { return true }
    return pass == .output && (geometry.inputChannels < 64 || geometry.outputChannels < 128)
    #endif
  }
}
