import COneDNN

/// A change of an array's layout or precision.
final class OneDNNReorder: @unchecked Sendable {
  // It is Sendable because the library's primitives never change, and all memory is per call.
  let source: dnnl_memory_desc_t
  let target: dnnl_memory_desc_t
  private let primitive: OneDNNPrimitive
  private let scratch: dnnl_memory_desc_t

  /// Creates the change, or `nil` if both layouts are the same.
  init?(from source: dnnl_memory_desc_t, to target: dnnl_memory_desc_t) {
    var (first, second) = (source, target)
    guard dnnl_memory_desc_equal(&first, &second) == 0 else { return nil }
    let attributes = OneDNN.attributes(appending: "nothing") { _ in dnnl_success }
    defer { dnnl_primitive_attr_destroy(attributes) }
    var description: dnnl_primitive_desc_t?
    OneDNN.check(
      dnnl_reorder_primitive_desc_create(
        &description, &first, OneDNN.engine, &second, OneDNN.engine, attributes),
      "describe a change of layout")
    let plan = OneDNNPlan(OneDNN.unwrapped(description, "a plan of a change of layout"))
    (self.source, self.target) = (source, target)
    primitive = plan.primitive("a change of layout")
    scratch = plan.layout(dnnl_query_scratchpad_md)
  }

  /// Writes the elements at `address` to `result` in the new layout.
  func run(_ address: UnsafeMutableRawPointer, into result: UnsafeMutableRawPointer) {
    let from = OneDNNArray(source, at: address)
    let to = OneDNNArray(target, at: result)
    let workspace = Workspace(byteCount: scratch.byteCount)
    let memory = OneDNNArray(scratch, at: workspace.bytes)
    withExtendedLifetime((from, to, workspace, memory)) {
      primitive.run([
        dnnl_exec_arg_t(arg: DNNL_ARG_FROM, memory: from.memory),
        dnnl_exec_arg_t(arg: DNNL_ARG_TO, memory: to.memory),
        dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: memory.memory),
      ])
    }
  }
}
