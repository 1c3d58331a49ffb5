import CKernels

/// Convolutions as matrix products of patches.
///
/// The patches of some images are copied to the rows of a matrix that fits into a processor's own
/// cache, and multiplied by the kernel as a matrix of shape
/// `[kernel height · kernel width · in, out]`. Images are distributed over the threads, one part
/// per thread, so equal numbers of threads give equal results.
struct PatchConvolution {
  private let geometry: ConvolutionGeometry
  private let partCount: Int

  /// Prepares a convolution for the current number of threads.
  init(geometry: ConvolutionGeometry) {
    self.geometry = geometry
    partCount = max(1, min(Threads.count, geometry.batch))
  }

  /// Returns the convolution of `input` with `kernel`, with bias and activation.
  func output(
    _ input: Tensor, _ kernel: Tensor, bias: Tensor?, _ activation: Activation
  ) -> Tensor {
    let channels = geometry.outputChannels
    return Tensor(shape: geometry.outputShape) { output in
      forEachBlock { _, block, patches in
        let target = output + block.firstPatch * channels
        gather(input, block, patches)
        gemm(
          rows: block.patchCount, columns: channels, inner: geometry.patchSize, patches,
          kernel.elements, into: target)
        activation.apply(
          to: target, rows: block.patchCount, columns: channels, bias: bias?.elements)
      }
    }
  }

  /// Returns the transposed convolution of `gradient` with `kernel`, with bias and activation.
  func inputGradient(
    _ gradient: Tensor, _ kernel: Tensor, bias: Tensor? = nil, _ activation: Activation = .identity
  ) -> Tensor {
    let channels = geometry.inputChannels
    let pixels = geometry.height.input * geometry.width.input
    return Tensor(shape: geometry.inputShape) { result in
      forEachBlock { _, block, patches in
        let target = result + block.images.lowerBound * pixels * channels
        gemm(
          rows: block.patchCount, columns: geometry.patchSize, inner: geometry.outputChannels,
          gradient.elements + block.firstPatch * geometry.outputChannels, kernel.elements,
          into: patches, transposingB: true)
        if block.isFirst {
          target.update(repeating: 0, count: block.images.count * pixels * channels)
        }
        withUnsafePointer(to: grid) {
          scatterPatches($0, patches, block.rows.lowerBound, block.rows.upperBound, target)
        }
        if block.isLast {
          activation.apply(
            to: target, rows: block.images.count * pixels, columns: channels,
            bias: bias?.elements)
        }
      }
    }
  }

  /// Returns the gradient with respect to the kernel, given the one with respect to the output.
  func kernelGradient(_ input: Tensor, _ gradient: Tensor) -> Tensor {
    let (rows, columns) = (geometry.patchSize, geometry.outputChannels)
    let sums = (0..<partCount).map { _ in Tensor(uninitialized: geometry.kernelShape) }
    forEachBlock { part, block, patches in
      let isNew = block.isFirst && block.images.lowerBound == images(ofPart: part).lowerBound
      gather(input, block, patches)
      gemm(
        rows: rows, columns: columns, inner: block.patchCount, patches,
        gradient.elements + block.firstPatch * columns, into: sums[part].elements,
        transposingA: true, adding: !isNew)
    }
    for sum in sums.dropFirst() {
      accumulate(sum.elements, into: sums[0].elements, count: rows * columns)
    }
    return sums[0]
  }

  private func gather(_ input: Tensor, _ block: Block, _ patches: UnsafeMutablePointer<Scalar>) {
    let imageSize = geometry.height.input * geometry.width.input * geometry.inputChannels
    let images = input.elements + block.images.lowerBound * imageSize
    withUnsafePointer(to: grid) {
      gatherPatches($0, images, block.rows.lowerBound, block.rows.upperBound, patches)
    }
  }
}

/// The part covered by one product: all patches of some images, or some rows of patches of one.
private struct Block {
  /// The images.
  let images: Range<Int>
  /// The rows of patches, counted from the first image.
  let rows: Range<Int>
  /// The total number of rows of patches in the images.
  let rowCount: Int
  /// The number of patches in a row.
  let columns: Int

  var isFirst: Bool { rows.lowerBound == 0 }
  var isLast: Bool { rows.upperBound == rowCount }
  var patchCount: Int { rows.count * columns }
  /// The index of the first patch among all.
  var firstPatch: Int {
    (images.lowerBound * (rowCount / images.count) + rows.lowerBound) * columns
  }
}

extension PatchConvolution {
  /// The most elements in a matrix of patches, unless one row of patches has more; this measured
  /// fastest with a megabyte of cache per processor.
  private static let blockSize = 1 << 18

  private func images(ofPart part: Int) -> Range<Int> {
    geometry.batch * part / partCount..<geometry.batch * (part + 1) / partCount
  }

  private var grid: PatchGrid {
    let (height, width) = (geometry.height, geometry.width)
    return PatchGrid(
      height: height.input, width: width.input, channels: geometry.inputChannels,
      kernel_height: height.kernel, kernel_width: width.kernel, rows: height.output,
      columns: width.output, row_stride: height.stride, column_stride: width.stride,
      top: height.before, left: width.before)
  }

  /// Calls `body` with the number of the part, a block of it, and memory for the block's patches.
  private func forEachBlock(_ body: (Int, Block, UnsafeMutablePointer<Scalar>) -> Void) {
    let (rows, columns) = (geometry.height.output, geometry.width.output)
    let rowSize = columns * geometry.patchSize
    let rowsPerBlock = max(1, Self.blockSize / max(1, rowSize))
    let imagesPerBlock = max(1, rowsPerBlock / rows)
    let bandHeight = min(rowsPerBlock, imagesPerBlock * rows)
    // The memory is taken for all parts at once, so that the amount does not depend on which thread
    // is first.
    let memory = Storage(uninitialized: partCount * bandHeight * rowSize)
    parallelFor(count: partCount, grain: 1) { parts in
      for part in parts {
        let patches = memory.elements + part * bandHeight * rowSize
        let images = images(ofPart: part)
        for first in stride(from: images.lowerBound, to: images.upperBound, by: imagesPerBlock) {
          let block = first..<min(first + imagesPerBlock, images.upperBound)
          let rowCount = block.count * rows
          for row in stride(from: 0, to: rowCount, by: bandHeight) {
            let band = row..<min(row + bandHeight, rowCount)
            body(
              part, Block(images: block, rows: band, rowCount: rowCount, columns: columns),
              patches)
          }
        }
      }
    }
  }
}
