import CKernels

/// Transposed convolutions, computed as ordinary ones whose results are interleaved.
///
/// Each result position between two steps of the strides depends on a separate part of the kernel,
/// so there is one ordinary convolution for each position. Nothing is multiplied by the zeros that
/// a transposed convolution has between and beside the pixels. A few images are computed together.
struct InterleavedConvolution {
  private let geometry: ConvolutionGeometry
  private let sizes: Interleaving

  /// Prepares the transpose of a convolution, or returns `nil` if its strides are longer than its
  /// kernel.
  init?(_ geometry: ConvolutionGeometry) {
    let (height, width) = (geometry.height, geometry.width)
    guard height.stride <= height.kernel, width.stride <= width.kernel else { return nil }
    self.geometry = geometry
    sizes = Interleaving(
      height: height.output, width: width.output, channels: geometry.outputChannels,
      kernel_height: height.kernel, kernel_width: width.kernel,
      row_stride: height.stride, column_stride: width.stride,
      top: height.before, left: width.before,
      result_height: height.input, result_width: width.input,
      result_channels: geometry.inputChannels)
  }

  /// The fraction of multiplications that are useful; the others belong to columns that fill up a
  /// register.
  var efficiency: Double {
    let columns = sizes.row_stride * sizes.column_stride * sizes.result_channels
    return Double(columns) / Double((columns + 15) / 16 * 16)
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
      let groups = (geometry.batch - 1) / InterleavingImages + 1
      return Tensor(shape: geometry.inputShape) { result in
        parallelFor(count: groups, grain: 1) { part in
          for group in part {
            let first = geometry.batch * group / groups
            let count = geometry.batch * (group + 1) / groups - first
            let target = result + first * resultSize
            interleavingRun(
              sizes, count, input.elements + first * imageSize, packed.elements, target)
            activation.apply(
              to: target, rows: count * pixels, columns: geometry.inputChannels,
              bias: bias?.elements)
          }
        }
      }
    }
  }
}
