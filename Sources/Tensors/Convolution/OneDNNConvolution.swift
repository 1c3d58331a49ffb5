import COneDNN

/// A convolution of the library for one geometry, prepared to run many times.
///
/// Activations have the layout of tensors, channels last. The library chooses the layout of the
/// kernel, and a reorder converts it on every run, because kernels are small and change with every
/// learning step.
package final class OneDNNConvolution: @unchecked Sendable {
  // It is Sendable because the library's primitives never change, and all memory is per call.

  /// The properties that distinguish primitives.
  package struct Key: Hashable, Sendable {
    var geometry: ConvolutionGeometry
    var pass: ConvolutionPass
    var precision: ConvolutionPrecision
    var hasBias: Bool

    /// Creates the key of a convolution.
    package init(
      geometry: ConvolutionGeometry, pass: ConvolutionPass, precision: ConvolutionPrecision,
      hasBias: Bool = false
    ) {
      (self.geometry, self.pass) = (geometry, pass)
      (self.precision, self.hasBias) = (precision, hasBias)
    }
  }

  /// The convolutions that have been prepared.
  static let cache = OneDNNCache<Key, OneDNNConvolution>(capacity: 512) { OneDNNConvolution($0) }

  private let primitive: OneDNNPrimitive
  private let input: OneDNNOperand
  private let kernel: OneDNNOperand
  private let output: OneDNNOperand
  private let bias: dnnl_memory_desc_t?
  private let scratch: (layout: dnnl_memory_desc_t, size: Int)
  private let names: (input: Int32, kernel: Int32, output: Int32)

  /// Prepares a convolution, or returns `nil` if the library has no code for it.
  package init?(_ key: Key) {
    guard let plan = OneDNNPlan(key) else { return nil }
    primitive = plan.primitive("a convolution")
    let plain = OneDNNConvolutionLayouts(key.geometry, dnnl_f32, kernelTag: dnnl_hwio)
    let (queries, pass) = (key.pass.queries, key.pass)
    input = OneDNNOperand(
      plain: plain.input, wanted: plan.layout(queries.input),
      isResult: pass == .inputGradient)
    kernel = OneDNNOperand(
      plain: plain.kernel, wanted: plan.layout(queries.kernel),
      isResult: pass == .kernelGradient)
    output = OneDNNOperand(
      plain: plain.output, wanted: plan.layout(queries.output), isResult: pass == .output)
    bias = key.hasBias ? plain.bias : nil
    let layout = plan.layout(dnnl_query_scratchpad_md)
    scratch = (layout, layout.byteCount)
    names = pass.arguments
  }

  /// Runs the convolution on arrays in the layouts of tensors, one of which is the result.
  func run(input: Tensor, kernel: Tensor, output: Tensor, bias: Tensor? = nil) {
    let x = self.input.view(of: input.elements)
    let w = self.kernel.view(of: kernel.elements)
    let y = self.output.view(of: output.elements)
    let workspace = Workspace(byteCount: scratch.size)
    let memory = OneDNNArray(scratch.layout, at: workspace.bytes)
    let biasView = self.bias.map { OneDNNArray($0, at: bias?.elements) }
    var arguments = [
      dnnl_exec_arg_t(arg: names.input, memory: x.array.memory),
      dnnl_exec_arg_t(arg: names.kernel, memory: w.array.memory),
      dnnl_exec_arg_t(arg: names.output, memory: y.array.memory),
      dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: memory.memory),
    ]
    if let biasView {
      arguments.append(dnnl_exec_arg_t(arg: DNNL_ARG_BIAS, memory: biasView.memory))
    }
    withExtendedLifetime((x, w, y, workspace, memory, biasView)) {
      primitive.run(arguments)
      self.input.finish(x, into: input.elements)
      self.kernel.finish(w, into: kernel.elements)
      self.output.finish(y, into: output.elements)
    }
  }
}

/// An argument of a convolution, in a tensor's layout for the caller and another for the library.
private struct OneDNNOperand {
  private let plain: dnnl_memory_desc_t
  private let wanted: dnnl_memory_desc_t
  private let reorder: OneDNNReorder?
  private let isResult: Bool

  /// The array that the library sees, and its memory if that is not the tensor's own.
  struct View {
    let array: OneDNNArray
    let workspace: Workspace?
  }

  init(plain: dnnl_memory_desc_t, wanted: dnnl_memory_desc_t, isResult: Bool) {
    (self.plain, self.wanted, self.isResult) = (plain, wanted, isResult)
    reorder =
      isResult
      ? OneDNNReorder(from: wanted, to: plain) : OneDNNReorder(from: plain, to: wanted)
  }

  /// Returns a view of an array, converted if it is to be read in another layout.
  func view(of elements: UnsafeMutablePointer<Scalar>) -> View {
    guard let reorder else {
      return View(array: OneDNNArray(plain, at: elements), workspace: nil)
    }
    let workspace = Workspace(byteCount: wanted.byteCount)
    if !isResult { reorder.run(elements, into: workspace.bytes) }
    return View(array: OneDNNArray(wanted, at: workspace.bytes), workspace: workspace)
  }

  /// Writes a result to its array if it was computed in another layout.
  func finish(_ view: View, into elements: UnsafeMutablePointer<Scalar>) {
    guard isResult, let reorder, let workspace = view.workspace else { return }
    reorder.run(workspace.bytes, into: elements)
  }
}
