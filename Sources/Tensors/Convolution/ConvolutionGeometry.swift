import Base

/// The zeros that a convolution puts around its input.
public enum Padding: String, CaseIterable, Codable, Hashable, Sendable {
  /// No zeros: the kernel stays inside the input.
  case valid
  /// As many zeros as make the output ⌈input / stride⌉ long.
  ///
  /// If their number is odd, there is one more after than before. This is TensorFlow's rule.
  case same
}

/// The sizes of a convolution from `input` to `output`.
package struct ConvolutionGeometry: Hashable, Sendable {
  /// One of the two spatial axes.
  struct Axis: Hashable, Sendable {
    var input: Int
    var kernel: Int
    var output: Int
    var stride: Int
    /// The zeros before the input.
    var before: Int
    /// The zeros after the input, negative if the last elements are never read.
    var after: Int { (output - 1) * stride + kernel - input - before }
  }

  var batch: Int
  var height: Axis
  var width: Axis
  var inputChannels: Int
  var outputChannels: Int

  package var inputShape: [Int] { [batch, height.input, width.input, inputChannels] }
  package var outputShape: [Int] { [batch, height.output, width.output, outputChannels] }
  var kernelShape: [Int] { [height.kernel, width.kernel, inputChannels, outputChannels] }
  /// The length of the patch of input that one pixel of output is computed from.
  var patchSize: Int { height.kernel * width.kernel * inputChannels }
  /// The number of pixels in one image of the output.
  var outputPixels: Int { height.output * width.output }
  /// The number of pixels in all images of the output.
  var patchCount: Int { batch * outputPixels }
  /// The number of multiplications in one pass, including padding.
  package var multiplicationCount: Int { patchCount * patchSize * outputChannels }
  /// Whether the patches tile the input in order, so that the input already is their matrix.
  var isMatrixProduct: Bool {
    height.isTiled && width.isTiled && (height.kernel == 1 || width.output == 1)
  }
  /// Whether some shape has no elements.
  var isEmpty: Bool {
    batch == 0 || inputChannels == 0 || outputChannels == 0 || height.isEmpty || width.isEmpty
  }
}

extension ConvolutionGeometry.Axis {
  /// Whether some length is zero.
  var isEmpty: Bool { input == 0 || kernel == 0 || output == 0 }

  /// Whether the patches are contiguous and cover the input.
  var isTiled: Bool {
    before == 0 && kernel * output == input && (output == 1 || stride == kernel)
  }

  /// Creates the axis of a convolution of an input of length `input`.
  init?(convolving input: Int, kernel: Int, stride: Int, padding: Padding) {
    guard stride > 0, kernel > 0 else { return nil }
    switch padding {
    case .valid:
      guard input >= kernel - 1 else { return nil }
      let output = (input - kernel + stride) / stride
      self.init(input: input, kernel: kernel, output: output, stride: stride, before: 0)
    case .same:
      let output = (input + stride - 1) / stride
      let padded = max((output - 1) * stride + kernel - input, 0)
      self.init(
        input: input, kernel: kernel, output: output, stride: stride,
        before: output == 0 ? 0 : padded / 2)
    }
  }

  /// Creates the axis of the convolution whose transpose maps from a length of `output`.
  init?(transposing output: Int, kernel: Int, stride: Int, padding: Padding) {
    guard stride > 0, kernel > 0 else { return nil }
    guard output > 0 else {
      self.init(input: 0, kernel: kernel, output: 0, stride: stride, before: 0)
      return
    }
    switch padding {
    case .valid:
      self.init(
        input: (output - 1) * stride + kernel, kernel: kernel, output: output, stride: stride,
        before: 0)
    case .same:
      self.init(
        input: output * stride, kernel: kernel, output: output, stride: stride,
        before: max(kernel - stride, 0) / 2)
    }
  }
}

extension ConvolutionGeometry {
  /// Creates the geometry of a convolution of `input` with `kernel`, or stops if there is none.
  package init(convolving input: [Int], kernel: [Int], strides: (Int, Int), padding: Padding) {
    guard
      input.count == 4, kernel.count == 4, input[3] == kernel[2],
      let height = Axis(
        convolving: input[1], kernel: kernel[0], stride: strides.0, padding: padding),
      let width = Axis(
        convolving: input[2], kernel: kernel[1], stride: strides.1, padding: padding)
    else { Self.stop("convolution", input, kernel, strides) }
    self.init(
      batch: input[0], height: height, width: width, inputChannels: kernel[2],
      outputChannels: kernel[3])
  }

  /// Creates the geometry of the convolution whose transpose maps from `output`, or stops if there
  /// is none.
  package init(transposing output: [Int], kernel: [Int], strides: (Int, Int), padding: Padding) {
    guard
      output.count == 4, kernel.count == 4, output[3] == kernel[3],
      let height = Axis(
        transposing: output[1], kernel: kernel[0], stride: strides.0, padding: padding),
      let width = Axis(
        transposing: output[2], kernel: kernel[1], stride: strides.1, padding: padding)
    else { Self.stop("transposed convolution", output, kernel, strides) }
    self.init(
      batch: output[0], height: height, width: width, inputChannels: kernel[2],
      outputChannels: kernel[3])
  }

  private static func stop(
    _ name: String, _ input: [Int], _ kernel: [Int], _ strides: (Int, Int)
  ) -> Never {
    fatalError(
      "\(name) cannot apply a kernel of shape \(kernel) with strides \(strides) to shape \(input)")
  }
}
