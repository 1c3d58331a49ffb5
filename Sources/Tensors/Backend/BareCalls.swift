import COneDNN
import COpenBLAS

/// Direct calls of the libraries, for benchmarks to compare with.
package enum BareCalls {
  /// Computes the product of matrices of shapes `[m, k]` and `[k, n]` by one call of BLAS `gemm`.
  package static func matrixProduct(
    _ m: Int, _ k: Int, _ n: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    into product: UnsafeMutablePointer<Scalar>
  ) {
    #if DoublePrecision
    let multiply = cblas_dgemm
    #else
    let multiply = cblas_sgemm
    #endif
    multiply(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(m), blasint(n), blasint(k), 1, a,
      blasint(k), b, blasint(n), 0, product, blasint(n))
  }
}

/// A convolution by a single call of oneDNN, with everything prepared, including the layout of the
/// kernel.
///
/// Activations have the plain layout, channels last. The forward pass has a bias and is followed by
/// the library's relu.
package final class BareConvolution {
  private let primitive: OneDNNPrimitive
  private let arrays: [OneDNNArray]
  private let memory: [Workspace]
  private let arguments: [dnnl_exec_arg_t]

  /// Prepares one of the linear maps of a convolution.
  ///
  /// - Precondition: The processor has instructions for the precision.
  package init(
    _ pass: ConvolutionPass, _ geometry: ConvolutionGeometry,
    _ precision: ConvolutionPrecision = .full
  ) {
    let isForward = pass == .output
    let key = OneDNNConvolution.Key(
      geometry: geometry, pass: pass, precision: precision, hasBias: isForward)
    let plan = OneDNN.unwrapped(
      OneDNNPlan(key, isFollowedByRelu: isForward), "a plan of a convolution")
    primitive = plan.primitive("a convolution")

    let (queries, names) = (pass.queries, pass.arguments)
    var layouts = [
      (names.input, plan.layout(queries.input)),
      (names.kernel, plan.layout(queries.kernel)),
      (names.output, plan.layout(queries.output)),
      (DNNL_ARG_SCRATCHPAD, plan.layout(dnnl_query_scratchpad_md)),
    ]
    if isForward {
      layouts.append((DNNL_ARG_BIAS, OneDNN.layout([geometry.outputChannels], dnnl_f32, dnnl_x)))
    }
    let memory = layouts.map { _, layout in
      let size = layout.byteCount
      let workspace = Workspace(byteCount: size)
      let elements = workspace.bytes.bindMemory(to: Float.self, capacity: size / 4)
      for index in 0..<size / 4 { elements[index] = Float(index % 17) / 16 - 0.5 }
      return workspace
    }
    let arrays = zip(layouts, memory).map { OneDNNArray($0.1, at: $1.bytes) }
    arguments = zip(layouts, arrays).map { dnnl_exec_arg_t(arg: $0.0, memory: $1.memory) }
    (self.memory, self.arrays) = (memory, arrays)
  }

  /// Runs the convolution.
  package func run() { primitive.run(arguments) }
}
