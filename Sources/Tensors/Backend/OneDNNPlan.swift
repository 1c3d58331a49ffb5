import COneDNN

/// The library's plan for an operation, from which it creates a primitive.
final class OneDNNPlan {
  private let description: dnnl_primitive_desc_t

  /// Takes ownership of a plan that the library made.
  init(_ description: dnnl_primitive_desc_t) { self.description = description }

  /// Plans an operation from its description, or returns `nil` if the library has no code for it; a
  /// backward pass needs the plan of the forward pass.
  init?(
    _ operation: UnsafeRawPointer, _ name: String, attributes: dnnl_primitive_attr_t? = nil,
    after forward: OneDNNPlan? = nil
  ) {
    var description: dnnl_primitive_desc_t?
    let status = withExtendedLifetime(forward) {
      dnnl_primitive_desc_create(
        &description, operation, attributes, OneDNN.engine, forward?.description)
    }
    if status == dnnl_unimplemented { return nil }
    OneDNN.check(status, "plan \(name)")
    self.description = OneDNN.unwrapped(description, "a plan of \(name)")
  }

  deinit { dnnl_primitive_desc_destroy(description) }

  /// Returns the layout of one of the operation's arrays.
  func layout(_ query: dnnl_query_t) -> dnnl_memory_desc_t {
    OneDNN.unwrapped(dnnl_primitive_desc_query_md(description, query, 0), "a layout").pointee
  }

  /// Returns the operation, ready to run.
  func primitive(_ name: String) -> OneDNNPrimitive {
    var primitive: dnnl_primitive_t?
    OneDNN.check(dnnl_primitive_create(&primitive, description), "create \(name)")
    return OneDNNPrimitive(OneDNN.unwrapped(primitive, name), name)
  }
}

/// An operation of the library, ready to run.
final class OneDNNPrimitive {
  private let primitive: dnnl_primitive_t
  private let name: String

  fileprivate init(_ primitive: dnnl_primitive_t, _ name: String) {
    (self.primitive, self.name) = (primitive, name)
  }

  deinit { dnnl_primitive_destroy(primitive) }

  /// Runs the operation on arrays that outlive the call.
  func run(_ arguments: [dnnl_exec_arg_t]) {
    OneDNN.check(
      dnnl_primitive_execute(primitive, OneDNN.stream, Int32(arguments.count), arguments),
      "run \(name)")
  }
}

extension OneDNN {
  /// Returns attributes that leave scratch memory to the caller and append what `append` adds to
  /// the operation; the caller must destroy them.
  static func attributes(
    appending name: String, _ append: (dnnl_post_ops_t) -> dnnl_status_t
  ) -> dnnl_primitive_attr_t {
    var (attributes, operations) = (dnnl_primitive_attr_t?.none, dnnl_post_ops_t?.none)
    check(dnnl_primitive_attr_create(&attributes), "create attributes")
    check(
      dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
      "leave scratch memory to its caller")
    check(dnnl_post_ops_create(&operations), "create \(name)")
    defer { dnnl_post_ops_destroy(operations) }
    check(append(unwrapped(operations, name)), "append \(name)")
    check(dnnl_primitive_attr_set_post_ops(attributes, operations), "attach \(name)")
    return unwrapped(attributes, "attributes")
  }
}

extension dnnl_memory_desc_t {
  /// The number of bytes in an array with this layout.
  var byteCount: Int { withUnsafePointer(to: self) { dnnl_memory_desc_get_size($0) } }
}
