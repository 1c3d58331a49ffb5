/// The three linear maps of a convolution, each computed in the way that measured fastest.
package struct ConvolutionEngine {
  let geometry: ConvolutionGeometry
  let precision: ConvolutionPrecision

  /// Creates the engine of a convolution.
  package init(_ geometry: ConvolutionGeometry, _ precision: ConvolutionPrecision) {
    (self.geometry, self.precision) = (geometry, precision)
  }

  /// Returns the convolution of `input` with `kernel`, with bias and activation.
  package func output(
    _ input: Tensor, _ kernel: Tensor, bias: Tensor?, _ activation: Activation
  ) -> Tensor {
    let choice = choice(.output, hasBias: bias != nil)
    if case .library(let convolution) = choice {
      let output = Tensor(uninitialized: geometry.outputShape)
      convolution.run(input: input, kernel: kernel, output: output, bias: bias)
      // The library's own activation is not used, because it turns NaN into a number.
      return finished(output, nil, activation)
    }
    let (x, w) = (precision.rounding(input), precision.rounding(kernel))
    switch choice {
    case .matrixProduct:
      let output = gemm(
        x.reshaped([geometry.patchCount, geometry.patchSize]),
        w.reshaped([geometry.patchSize, geometry.outputChannels]))
      return finished(output.reshaped(geometry.outputShape), bias, activation)
    case .patches, .interleaved, .library, .libraryAfterRounding:
      return PatchConvolution(geometry: geometry).output(x, w, bias: bias, activation)
    case .nothing:
      return finished(Tensor(repeating: 0, shape: geometry.outputShape), bias, activation)
    }
  }

  /// Returns the gradient with respect to the input, given the one with respect to the output.
  package func inputGradient(_ gradient: Tensor, _ kernel: Tensor) -> Tensor {
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
    case .interleaved(let convolution):
      return convolution.output(x, w, bias: bias, activation)
    case .patches, .library, .libraryAfterRounding:
      return PatchConvolution(geometry: geometry).inputGradient(x, w, bias: bias, activation)
    case .nothing:
      return finished(Tensor(repeating: 0, shape: geometry.inputShape), bias, activation)
    }
  }

  /// Returns the gradient with respect to the kernel, given the one with respect to the output.
  package func kernelGradient(_ input: Tensor, _ gradient: Tensor) -> Tensor {
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
    case .libraryAfterRounding(let convolution):
      let result = Tensor(uninitialized: geometry.kernelShape)
      convolution.run(input: x, kernel: result, output: y)
      return result
    case .patches, .interleaved, .library:
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
