import Base
import Tensors

extension Benchmark {
  /// Operations that a library computes, compared with its bare calls on the same shapes and
  /// threads.
  static let libraryKernels: [Benchmark] = [
    Benchmark("matmul-2048") { matrixProduct($0, 2048, 2048, 2048) },
    Benchmark("matmul-50x200x600") { matrixProduct($0, 50, 200, 600) },
    Benchmark("conv-forward") { convolutions($0, .output) },
    Benchmark("conv-backward-data") { convolutions($0, .inputGradient) },
    Benchmark("conv-backward-weights") { convolutions($0, .kernelGradient) },
    Benchmark("conv-forward-bfloat16") { convolutions($0, .output, .bfloat16) },
    Benchmark("conv-backward-data-bfloat16") { convolutions($0, .inputGradient, .bfloat16) },
    Benchmark("conv-backward-weights-bfloat16") { convolutions($0, .kernelGradient, .bfloat16) },
    Benchmark("transposed-conv-forward") { transposedConvolutions($0, isForward: true) },
    Benchmark("transposed-conv-backward") { transposedConvolutions($0, isForward: false) },
    Benchmark("gru-50x50", recurrentUnit),
  ]

  private static func matrixProduct(_ name: String, _ m: Int, _ k: Int, _ n: Int) -> Measurement {
    let (a, b, product) = (random([m, k]), random([k, n]), random([m, n]))
    let work = Measurement.Work.operations(2 * Double(m * k * n))
    return Measurement.alternating(name, work: work) {
      keep(matmul(a, b))
    } reference: {
      BareCalls.matrixProduct(m, k, n, a.elements, b.elements, into: product.elements)
    }
  }

  /// One pass of PlaNet's four encoder convolutions of 500 images.
  ///
  /// The reference is the library's bare convolution of the same precision, or of full precision
  /// where the processor cannot multiply bfloat16 numbers.
  private static func convolutions(
    _ name: String, _ pass: ConvolutionPass, _ precision: ConvolutionPrecision = .full
  ) -> Measurement {
    let layers = [(64, 3, 32), (31, 32, 64), (14, 64, 128), (6, 128, 256)]
    var (operations, ours, bare): (Double, [() -> Void], [() -> Void]) = (0, [], [])
    for (size, inputs, outputs) in layers {
      let (x, kernel, bias) = (
        random([500, size, size, inputs]), random([4, 4, inputs, outputs]), random([outputs])
      )
      let geometry = ConvolutionGeometry(
        convolving: x.shape, kernel: kernel.shape, strides: (2, 2), padding: .valid)
      let engine = ConvolutionEngine(geometry, precision)
      let gradient = random(geometry.outputShape)
      operations += 2 * Double(geometry.multiplicationCount)
      ours.append {
        switch pass {
        case .output:
          keep(
            convolution(
              x, kernel: kernel, bias: bias, strides: (2, 2), activation: .relu,
              precision: precision))
        case .inputGradient: keep(engine.inputGradient(gradient, kernel))
        case .kernelGradient: keep(engine.kernelGradient(x, gradient))
        }
      }
      bare.append(BareConvolution(pass, geometry, precision.isNative ? precision : .full).run)
    }
    return Measurement.alternating(name, work: .operations(operations)) {
      for layer in ours { layer() }
    } reference: {
      for layer in bare { layer() }
    }
  }

  /// One direction through PlaNet's four decoder layers for 500 images, compared with a matrix
  /// product of 2048 rows and columns whose time is scaled to the same number of multiplications.
  private static func transposedConvolutions(_ name: String, isForward: Bool) -> Measurement {
    let layers = [(1, 1024, 5, 128), (5, 128, 5, 64), (13, 64, 6, 32), (30, 32, 6, 3)]
    var (operations, ours): (Double, [() -> Void]) = (0, [])
    for (size, inputs, length, outputs) in layers {
      let (x, kernel, bias) = (
        random([500, size, size, inputs]), random([length, length, outputs, inputs]),
        random([outputs])
      )
      let geometry = ConvolutionGeometry(
        transposing: x.shape, kernel: kernel.shape, strides: (2, 2), padding: .valid)
      let engine = ConvolutionEngine(geometry, .full)
      let gradient = random(geometry.inputShape)
      operations += (isForward ? 2 : 4) * Double(geometry.multiplicationCount)
      ours.append {
        if isForward {
          keep(
            transposedConvolution(
              x, kernel: kernel, bias: bias, strides: (2, 2), activation: .relu))
        } else {
          keep(engine.output(gradient, kernel, bias: nil, .identity))
          keep(engine.kernelGradient(gradient, x))
        }
      }
    }
    let (a, b) = (random([2048, 2048]), random([2048, 2048]))
    let measurement = Measurement.alternating(name, work: .operations(operations)) {
      for layer in ours { layer() }
    } reference: {
      keep(matmul(a, b))
    }
    let scale = operations / (2 * 2048 * 2048 * 2048)
    return measurement.beside(measurement.referenceSeconds.map { $0 * scale })
  }
}

/// Returns random numbers of either sign.
func random(_ shape: [Int]) -> Tensor {
  var generator = SeededGenerator(seed: 1)
  return Tensor(uniform: shape, in: -0.5..<0.5, using: &generator)
}
