import CKernels

/// Transposed convolutions whose kernel is a whole number of strides high and wide, without padding.
///
/// One ordinary convolution makes all results between two steps of the strides as channels of one
/// pixel. It multiplies by nothing that is zero but at the borders of an image.
struct InterleavedConvolution {
  private let geometry: ConvolutionGeometry
  private let sizes: Interleaving

  /// Prepares the transpose of the convolution of a geometry, or returns `nil` where it does not
  /// fit.
  init?(_ geometry: ConvolutionGeometry) {
    let (height, width) = (geometry.height, geometry.width)
    guard
      height.kernel % height.stride == 0, width.kernel % width.stride == 0,
      height.before == 0, width.before == 0, height.after <= 0, width.after <= 0
    else { return nil }
    self.geometry = geometry
    sizes = Interleaving(
      height: height.output, width: width.output, channels: geometry.outputChannels,
      row_taps: height.kernel / height.stride, column_taps: width.kernel / width.stride,
      row_stride: height.stride, column_stride: width.stride,
      result_height: height.input, result_width: width.input,
      result_channels: geometry.inputChannels)
  }

  /// The share of multiplications that are of use: not with zeros beside an image, and not for
  /// columns that only fill a register.
  var efficiency: Double {
    let columns = sizes.row_stride * sizes.column_stride * sizes.result_channels
    let computed = (columns + 15) / 16 * 16 * (sizes.width + sizes.column_taps - 1)
    return Double(columns * sizes.width) / Double(computed)
  }

  /// Returns the transposed convolution of `input` with `kernel`, with bias and activation.
  func output(
    _ input: Tensor, _ kernel: Tensor, bias: Tensor?, _ activation: Activation
  ) -> Tensor {
    withUnsafePointer(to: sizes) { sizes in
      let packed = Storage(uninitialized: interleaving_packed_count(sizes))
      interleavingPack(sizes, kernel.elements, packed.elements)
      let imageSize = input.count / geometry.batch
      let pixels = geometry.height.input * geometry.width.input
      let resultSize = pixels * geometry.inputChannels
      return Tensor(shape: geometry.inputShape) { result in
        parallelFor(count: geometry.batch, grain: 1) { images in
          let scratch = Storage(uninitialized: interleaving_scratch_count(sizes))
          for image in images {
            let target = result + image * resultSize
            interleavingRun(
              sizes, input.elements + image * imageSize, packed.elements, scratch.elements, target)
            activation.apply(
              to: target, rows: pixels, columns: geometry.inputChannels, bias: bias?.elements)
          }
        }
      }
    }
  }
}
