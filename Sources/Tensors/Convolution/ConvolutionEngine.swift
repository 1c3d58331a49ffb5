/// The three linear maps of a convolution, each computed the way that measured fastest.
struct ConvolutionEngine {
  let geometry: ConvolutionGeometry
  let precision: ConvolutionPrecision

  /// Creates the engine of a convolution.
  init(_ geometry: ConvolutionGeometry, _ precision: ConvolutionPrecision) {
    (self.geometry, self.precision) = (geometry, precision)
  }

  /// Returns the convolution of `input` with `kernel`, with bias and activation.
  func output(
    _ input: Tensor, _ kernel: Tensor, bias: Tensor?, _ activation: Activation
  ) -> Tensor {
    let choice = choice(.output, bias: bias, activation)
    if case .library(let convolution) = choice {
      let output = Tensor(uninitialized: geometry.outputShape)
      convolution.run(input: input, kernel: kernel, output: output, bias: bias)
      return output
    }
    let (x, w) = (precision.rounding(input), precision.rounding(kernel))
    switch choice {
    case .matrixProduct:
      let output = gemm(
        x.reshaped([geometry.patchCount, geometry.patchSize]),
        w.reshaped([geometry.patchSize, geometry.outputChannels]))
      return finished(output.reshaped(geometry.outputShape), bias, activation)
    case .patches, .library:
      return PatchConvolution(geometry: geometry).output(x, w, bias: bias, activation)
    case .nothing:
      return finished(Tensor(repeating: 0, shape: geometry.outputShape), bias, activation)
    }
  }

  /// Returns the gradient by the input, given the one by the output.
  func inputGradient(_ gradient: Tensor, _ kernel: Tensor) -> Tensor {
    transposedOutput(gradient, kernel, bias: nil, .identity)
  }

  /// Returns the transposed convolution of `input` with `kernel`, with bias and activation.
  func transposedOutput(
    _ input: Tensor, _ kernel: Tensor, bias: Tensor?, _ activation: Activation
  ) -> Tensor {
    let choice = choice(.inputGradient)
    if case .library(let convolution) = choice {
      let output = Tensor(uninitialized: geometry.inputShape)
      convolution.run(input: output, kernel: kernel, output: input)
      return finished(output, bias, activation)
    }
    let (x, w) = (precision.rounding(input), precision.rounding(kernel))
    switch choice {
    case .matrixProduct:
      let output = gemm(
        x.reshaped([geometry.patchCount, geometry.outputChannels]),
        w.reshaped([geometry.patchSize, geometry.outputChannels]), transposingB: true)
      return finished(output.reshaped(geometry.inputShape), bias, activation)
    case .patches, .library:
      return PatchConvolution(geometry: geometry).inputGradient(x, w, bias: bias, activation)
    case .nothing:
      return finished(Tensor(repeating: 0, shape: geometry.inputShape), bias, activation)
    }
  }

  /// Returns the gradient by the kernel, given the one by the output.
  func kernelGradient(_ input: Tensor, _ gradient: Tensor) -> Tensor {
    let choice = choice(.kernelGradient)
    if case .library(let convolution) = choice {
      let result = Tensor(uninitialized: geometry.kernelShape)
      convolution.run(input: input, kernel: result, output: gradient)
      return result
    }
    let (x, y) = (precision.rounding(input), precision.rounding(gradient))
    switch choice {
    case .matrixProduct:
      return gemm(
        x.reshaped([geometry.patchCount, geometry.patchSize]),
        y.reshaped([geometry.patchCount, geometry.outputChannels]), transposingA: true
      ).reshaped(geometry.kernelShape)
    case .patches, .library:
      return PatchConvolution(geometry: geometry).kernelGradient(x, y)
    case .nothing:
      return Tensor(repeating: 0, shape: geometry.kernelShape)
    }
  }

  /// Adds a bias to new elements and applies an activation to them, in place.
  private func finished(_ output: Tensor, _ bias: Tensor?, _ activation: Activation) -> Tensor {
    guard bias != nil || activation != .identity, output.count > 0 else { return output }
    let columns = output.shape[output.rank - 1]
    activation.apply(
      to: output.elements, rows: output.count / columns, columns: columns, bias: bias?.elements)
    return output
  }
}

extension ConvolutionEngine {
  /// A way to compute a linear map.
  enum Choice {
    /// There is nothing to sum over, or nothing to compute.
    case nothing
    /// Every pixel of the input belongs to one patch, so it is a matrix product as it is.
    case matrixProduct
    /// Products of gathered patches.
    case patches
    /// The library's own convolution.
    case library(OneDNNConvolution)
  }

  /// Returns the way to compute a linear map: of those possible, the one that measured fastest.
  func choice(
    _ pass: ConvolutionPass, bias: Tensor? = nil, _ activation: Activation = .identity
  ) -> Choice {
    if geometry.isEmpty { return .nothing }
    if geometry.isMatrixProduct && !precision.isNative { return .matrixProduct }
    if geometry.isMatrixProduct && precision == .full { return .matrixProduct }
    guard prefersLibrary(pass) else { return .patches }
    let key = OneDNNConvolution.Key(
      geometry: geometry, pass: pass, precision: precision, activation: activation,
      hasBias: bias != nil)
    return OneDNNConvolutionCache.shared.convolution(key).map(Choice.library) ?? .patches
  }

  /// Whether the library is the faster way.
  ///
  /// With AVX-512 it is, and the only one that multiplies bfloat16. With AVX2 its backward passes
  /// run at half to nine tenths of the rate of products of patches, and its forward pass is behind
  /// where there are many channels. A few images are not enough to share out over the threads.
  private func prefersLibrary(_ pass: ConvolutionPass) -> Bool {
    #if DoublePrecision
    false
    #else
    if precision == .bfloat16 { return OneDNN.multipliesBFloat16 }
    if OneDNN.hasWideVectors || geometry.batch < 4 * threadCount { return true }
    return pass == .output && (geometry.inputChannels < 64 || geometry.outputChannels < 128)
    #endif
  }
}
