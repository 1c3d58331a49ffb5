/// Convolutions as matrix products of patches: the reference for the fast path, and the only path
/// in double precision.
///
/// The patches of a few images at a time are copied to the rows of a matrix, which is multiplied by
/// the kernel as a matrix of shape `[kernel height · kernel width · in, out]`.
enum PlainConvolution {
  /// Returns the convolution of `input` with `kernel`.
  static func output(_ geometry: ConvolutionGeometry, _ input: Tensor, _ kernel: Tensor) -> Tensor {
    Tensor(shape: geometry.outputShape) { output in
      forEachBlock(of: geometry) { images, rows, patches in
        gatherPatches(geometry, input.elements, images, patches)
        gemm(
          rows: rows, columns: geometry.outputChannels, inner: geometry.patchSize,
          patches, kernel.elements, into: output + geometry.outputOffset(images.lowerBound))
      }
    }
  }

  /// Returns the gradient by the input, given the one by the output.
  static func inputGradient(
    _ geometry: ConvolutionGeometry, _ gradient: Tensor, _ kernel: Tensor
  ) -> Tensor {
    let result = Tensor(repeating: 0, shape: geometry.inputShape)
    forEachBlock(of: geometry) { images, rows, patches in
      gemm(
        rows: rows, columns: geometry.patchSize, inner: geometry.outputChannels,
        gradient.elements + geometry.outputOffset(images.lowerBound), kernel.elements,
        into: patches, transposingB: true)
      scatterPatches(geometry, patches, images, result.elements)
    }
    return result
  }

  /// Returns the gradient by the kernel, given the one by the output.
  static func kernelGradient(
    _ geometry: ConvolutionGeometry, _ input: Tensor, _ gradient: Tensor
  ) -> Tensor {
    let result = Tensor(repeating: 0, shape: geometry.kernelShape)
    forEachBlock(of: geometry) { images, rows, patches in
      gatherPatches(geometry, input.elements, images, patches)
      gemm(
        rows: geometry.patchSize, columns: geometry.outputChannels, inner: rows, patches,
        gradient.elements + geometry.outputOffset(images.lowerBound), into: result.elements,
        transposingA: true, keeping: 1)
    }
    return result
  }

  /// Calls `body` with images whose patches fit into the buffer, the number of patches, and it.
  private static func forEachBlock(
    of geometry: ConvolutionGeometry,
    _ body: (Range<Int>, Int, UnsafeMutablePointer<Scalar>) -> Void
  ) {
    let elementsPerImage = geometry.outputPixels * geometry.patchSize
    let images = max(1, min(geometry.batch, (1 << 20) / max(1, elementsPerImage)))
    let patches = Storage(uninitialized: images * elementsPerImage)
    for first in stride(from: 0, to: geometry.batch, by: images) {
      let block = first..<min(first + images, geometry.batch)
      body(block, block.count * geometry.outputPixels, patches.elements)
    }
  }

  private static func gatherPatches(
    _ geometry: ConvolutionGeometry, _ input: UnsafePointer<Scalar>, _ images: Range<Int>,
    _ patches: UnsafeMutablePointer<Scalar>
  ) {
    let rowSize = geometry.width.kernel * geometry.inputChannels
    forEachRow(of: geometry, images) { source, place, inside in
      let row = patches + place
      guard let source, !inside.isEmpty else {
        row.update(repeating: 0, count: rowSize)
        return
      }
      row.update(repeating: 0, count: inside.lowerBound)
      (row + inside.lowerBound).update(from: input + source, count: inside.count)
      (row + inside.upperBound).update(repeating: 0, count: rowSize - inside.upperBound)
    }
  }

  private static func scatterPatches(
    _ geometry: ConvolutionGeometry, _ patches: UnsafePointer<Scalar>, _ images: Range<Int>,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow(of: geometry, images) { target, place, inside in
      guard let target else { return }
      accumulate(patches + place + inside.lowerBound, into: result + target, count: inside.count)
    }
  }

  /// Calls `body` for each row of each patch.
  ///
  /// Its arguments are where the part of the row inside of the image starts in the image, or `nil`
  /// if the row is outside; where the row starts in the matrix of patches; and which of the row's
  /// elements are inside.
  @inline(__always)
  private static func forEachRow(
    of geometry: ConvolutionGeometry, _ images: Range<Int>, _ body: (Int?, Int, Range<Int>) -> Void
  ) {
    let (height, width, channels) = (geometry.height, geometry.width, geometry.inputChannels)
    var place = 0
    for image in images {
      for y in 0..<height.output {
        for x in 0..<width.output {
          let left = x * width.stride - width.before
          let first = min(max(0, -left), width.kernel)
          let inside = first..<max(first, min(width.kernel, width.input - left))
          for row in 0..<height.kernel {
            let top = y * height.stride - height.before + row
            let pixel = (image * height.input + top) * width.input + left + inside.lowerBound
            body(
              (0..<height.input).contains(top) ? pixel * channels : nil, place,
              inside.lowerBound * channels..<inside.upperBound * channels)
            place += width.kernel * channels
          }
        }
      }
    }
  }
}

extension ConvolutionGeometry {
  /// Where an image starts in the output.
  fileprivate func outputOffset(_ image: Int) -> Int { image * outputPixels * outputChannels }
}
