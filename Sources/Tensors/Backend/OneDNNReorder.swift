import COneDNN

/// A change of an array's layout or precision.
final class OneDNNReorder: @unchecked Sendable {
  // Sendable because the library's primitives never change, and our scratch memory is per call.
  let source: dnnl_memory_desc_t
  let target: dnnl_memory_desc_t
  private let primitive: dnnl_primitive_t

  /// Creates the change, or `nil` if both layouts are the same.
  init?(from source: dnnl_memory_desc_t, to target: dnnl_memory_desc_t) {
    var (first, second) = (source, target)
    guard dnnl_memory_desc_equal(&first, &second) == 0 else { return nil }
    var (description, primitive) = (dnnl_primitive_desc_t?.none, dnnl_primitive_t?.none)
    OneDNN.check(
      dnnl_reorder_primitive_desc_create(
        &description, &first, OneDNN.engine, &second, OneDNN.engine, nil),
      "describe a change of layout")
    defer { dnnl_primitive_desc_destroy(description) }
    OneDNN.check(dnnl_primitive_create(&primitive, description), "create a change of layout")
    (self.source, self.target) = (source, target)
    self.primitive = OneDNN.unwrapped(primitive, "a change of layout")
  }

  deinit { dnnl_primitive_destroy(primitive) }

  /// Writes the elements at `address` to `result` in the new layout.
  func run(_ address: UnsafeMutableRawPointer, into result: UnsafeMutableRawPointer) {
    let from = OneDNNArray(source, at: address)
    let to = OneDNNArray(target, at: result)
    let arguments = [
      dnnl_exec_arg_t(arg: DNNL_ARG_FROM, memory: from.memory),
      dnnl_exec_arg_t(arg: DNNL_ARG_TO, memory: to.memory),
    ]
    OneDNN.check(
      dnnl_primitive_execute(primitive, OneDNN.stream, Int32(arguments.count), arguments),
      "change a layout")
  }
}
