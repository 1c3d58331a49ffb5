/// The three linear maps of a convolution, and how to compute them.
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
    let output = PlainConvolution.output(
      geometry, precision.rounding(input), precision.rounding(kernel))
    return finished(output, bias, activation)
  }

  /// Returns the transposed convolution of `input` with `kernel`, with bias and activation.
  func transposedOutput(
    _ input: Tensor, _ kernel: Tensor, bias: Tensor?, _ activation: Activation
  ) -> Tensor {
    finished(inputGradient(input, kernel), bias, activation)
  }

  /// Returns the gradient by the input, given the one by the output.
  func inputGradient(_ gradient: Tensor, _ kernel: Tensor) -> Tensor {
    PlainConvolution.inputGradient(
      geometry, precision.rounding(gradient), precision.rounding(kernel))
  }

  /// Returns the gradient by the kernel, given the one by the output.
  func kernelGradient(_ input: Tensor, _ gradient: Tensor) -> Tensor {
    PlainConvolution.kernelGradient(
      geometry, precision.rounding(input), precision.rounding(gradient))
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
