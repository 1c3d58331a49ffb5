import Base

/// Returns `activation(x ∗ kernel + bias)` over two spatial axes, recorded as one operation.
///
/// As usual for layers, the kernel is not reversed:
///
///     y[b, i, j, o] = Σ x[b, i·s₀ + u − p₀, j·s₁ + v − p₁, c] · kernel[u, v, c, o]
///
/// - Parameters:
///   - x: Images of shape `[batch, height, width, in]`.
///   - kernel: Of shape `[kernel height, kernel width, in, out]`.
///   - bias: A vector of shape `[out]`, or `nil` for none.
///   - strides: The steps of the kernel, down and to the right.
///   - padding: The zeros around the images.
///   - activation: The nonlinearity after the convolution.
///   - precision: The precision of the factors.
/// - Returns: Of shape `[batch, ⌊(height − kernel height) / stride⌋ + 1, …, out]` if the padding is
///   valid, `[batch, ⌈height / stride⌉, …, out]` if it is same.
/// - Precondition: The shapes fit, and the strides are positive.
public func convolution(
  _ x: Tensor, kernel: Tensor, bias: Tensor? = nil, strides: (Int, Int) = (1, 1),
  padding: Padding = .valid, activation: Activation = .identity,
  precision: ConvolutionPrecision = .full
) -> Tensor {
  let geometry = ConvolutionGeometry(
    convolving: x.shape, kernel: kernel.shape, strides: strides, padding: padding)
  requireBias(bias, channels: geometry.outputChannels, "convolution")
  let engine = ConvolutionEngine(geometry, precision)
  let (input, weights) = (x.detached, kernel.detached)
  let output = engine.output(input, weights, bias: bias?.detached, activation)
  let (i, j, l) = (x.slot, kernel.slot, bias?.slot)
  return output.recorded(on: commonTape(x, kernel, bias)) { upstream, sums in
    let gradient = activation.pulledBack(upstream, output: output)
    sums.add(to: i) { engine.inputGradient(gradient, weights) }
    sums.add(to: j) { engine.kernelGradient(input, gradient) }
    sums.add(to: l) { gradient.summed(to: [geometry.outputChannels]) }
  }
}

/// Returns `activation(xᵀ∗ kernel + bias)`, where the transposed convolution `ᵀ∗` is the adjoint of
/// a convolution with the same kernel, recorded as one operation.
///
/// Each pixel of `x` adds its own multiple of the kernel:
///
///     y[b, i·s₀ + u − p₀, j·s₁ + v − p₁, o] = Σ x[b, i, j, c] · kernel[u, v, o, c]
///
/// - Parameters:
///   - x: Images of shape `[batch, height, width, in]`.
///   - kernel: Of shape `[kernel height, kernel width, out, in]`.
///   - bias: A vector of shape `[out]`, or `nil` for none.
///   - strides: The steps of the kernel for each pixel, down and to the right.
///   - padding: The zeros that the adjoint convolution would have around its images.
///   - activation: The nonlinearity after the convolution.
///   - precision: The precision of the factors.
/// - Returns: Of shape `[batch, (height − 1) · stride + kernel height, …, out]` if the padding is
///   valid, `[batch, height · stride, …, out]` if it is same.
/// - Precondition: The shapes fit, and the strides are positive.
public func transposedConvolution(
  _ x: Tensor, kernel: Tensor, bias: Tensor? = nil, strides: (Int, Int) = (1, 1),
  padding: Padding = .valid, activation: Activation = .identity,
  precision: ConvolutionPrecision = .full
) -> Tensor {
  let geometry = ConvolutionGeometry(
    transposing: x.shape, kernel: kernel.shape, strides: strides, padding: padding)
  requireBias(bias, channels: geometry.inputChannels, "transposed convolution")
  let engine = ConvolutionEngine(geometry, precision)
  let (input, weights) = (x.detached, kernel.detached)
  let output = engine.transposedOutput(input, weights, bias: bias?.detached, activation)
  let (i, j, l) = (x.slot, kernel.slot, bias?.slot)
  return output.recorded(on: commonTape(x, kernel, bias)) { upstream, sums in
    let gradient = activation.pulledBack(upstream, output: output)
    sums.add(to: i) { engine.output(gradient, weights, bias: nil, .identity) }
    sums.add(to: j) { engine.kernelGradient(gradient, input) }
    sums.add(to: l) { gradient.summed(to: [geometry.inputChannels]) }
  }
}

/// Returns `activation(x ∗ kernel + bias)` over one spatial axis.
///
/// - Parameters:
///   - x: Sequences of shape `[batch, length, in]`.
///   - kernel: Of shape `[kernel length, in, out]`.
///   - bias: A vector of shape `[out]`, or `nil` for none.
///   - stride: The step of the kernel.
///   - padding: The zeros around the sequences.
///   - activation: The nonlinearity after the convolution.
///   - precision: The precision of the factors.
/// - Returns: Of shape `[batch, ⌊(length − kernel length) / stride⌋ + 1, out]` if the padding is
///   valid, `[batch, ⌈length / stride⌉, out]` if it is same.
/// - Precondition: The shapes fit, and the stride is positive.
public func convolution1D(
  _ x: Tensor, kernel: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Padding = .valid,
  activation: Activation = .identity, precision: ConvolutionPrecision = .full
) -> Tensor {
  require(
    x.rank == 3 && kernel.rank == 3,
    "convolution1D cannot apply a kernel of shape \(kernel.shape) to shape \(x.shape)")
  let output = convolution(
    x.reshaped([x.shape[0], 1, x.shape[1], x.shape[2]]),
    kernel: kernel.reshaped([1] + kernel.shape),
    bias: bias, strides: (1, stride), padding: padding, activation: activation,
    precision: precision)
  return output.reshaped([output.shape[0], output.shape[2], output.shape[3]])
}

private func requireBias(_ bias: Tensor?, channels: Int, _ name: String) {
  require(
    bias.map { $0.shape == [channels] } ?? true,
    "\(name) cannot add a bias of shape \(bias?.shape ?? []) to \(channels) channels")
}
