/// A way to compute a linear map of a convolution.
enum ConvolutionChoice {
  /// There is nothing to sum over, or nothing to compute.
  case nothing
  /// The input already is the matrix of patches.
  case matrixProduct
  /// Products of gathered patches.
  case patches
  /// One convolution whose results are interleaved.
  case interleaved(InterleavedConvolution)
  /// The library's own convolution.
  case library(OneDNNConvolution)
  /// The library's own convolution in full precision, with factors that were rounded beforehand.
  case libraryAfterRounding(OneDNNConvolution)
}

extension ConvolutionEngine {
  /// Returns the way to compute a linear map: the one that measured fastest among those possible.
  ///
  /// The choice depends only on the sizes, the processor and the number of threads, so equal
  /// programs with the same number of threads give equal numbers.
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

  /// Returns whether the library's own convolution computes a linear map.
  package func isOfLibrary(_ pass: ConvolutionPass) -> Bool {
    if case .library = choice(pass) { true } else { false }
  }

  /// Returns whether the library is faster with factors that were rounded beforehand than with
  /// those it rounds itself.
  ///
  /// Its gradients with respect to kernels with many channels take twice the time in bfloat16.
  private func prefersRounding(_ pass: ConvolutionPass) -> Bool {
    precision == .bfloat16 && pass == .kernelGradient && geometry.inputChannels >= 64
  }

  /// Returns whether interleaving is the fastest way to compute the gradient with respect to the
  /// input.
  ///
  /// With few input channels, the other ways run at a third of the processor's rate or less. With
  /// more, they reach half to three quarters with AVX2, and the library more with AVX-512.
  /// Interleaving needs several images per thread.
  private func prefersInterleaving(_ convolution: InterleavedConvolution) -> Bool {
    guard geometry.batch >= 4 * Threads.count else { return false }
    if geometry.inputChannels <= 8 { return convolution.efficiency > 0.4 }
    return !OneDNN.hasWideVectors && convolution.efficiency > 0.7
  }

  /// Returns whether the library is faster than products of patches.
  ///
  /// With AVX-512 it is, and it is the only one that multiplies bfloat16. With AVX2 its backward
  /// passes run at half to nine tenths of the rate of products of patches, and its forward pass is
  /// slower if there are many channels. A few images are not enough to distribute over the threads.
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
