import COneDNN
import Synchronization

/// A matrix product of the library for given sizes, prepared to run many times.
///
/// Unlike the library's BLAS interface, it allocates no memory from the system.
final class OneDNNMatrixProduct: @unchecked Sendable {
  // It is Sendable because the library's primitives never change, and views belong to one caller at
  // a time.

  /// The properties that distinguish products.
  struct Key: Hashable, Sendable {
    var rows: Int
    var columns: Int
    var inner: Int
    var transposingA: Bool
    var transposingB: Bool
    /// Whether to add to the existing elements of the product.
    var adding: Bool
    /// Whether to add a vector to each row.
    var hasBias: Bool

    /// Whether the product takes longer than a call of this library.
    var isLarge: Bool { rows * columns * inner >= 1 << 14 }
  }

  /// Returns a product that this library computes fastest, or `nil` if another way is faster.
  static func prepared(_ key: Key) -> OneDNNMatrixProduct? {
    #if DoublePrecision
    return nil
    #else
    guard OneDNN.hasWideVectors, key.isLarge, key.rows > 1, key.columns > 1 else { return nil }
    return cache[key]
    #endif
  }

  /// The products that have been prepared.
  private static let cache = OneDNNCache<Key, OneDNNMatrixProduct>(capacity: 1024) {
    OneDNNMatrixProduct($0)
  }

  /// The arrays of a product as the library sees them, moved to other memory for each call.
  private struct Views: @unchecked Sendable {
    // It is Sendable because only the caller that took it out of the list uses it.
    let arrays: [OneDNNArray]
    let arguments: [dnnl_exec_arg_t]
  }

  private let primitive: OneDNNPrimitive
  private let layouts: [(name: Int32, layout: dnnl_memory_desc_t)]
  private let scratchSize: Int
  private let idleViews = Mutex<[Views]>([])

  /// Prepares a product, or returns `nil` if the library has no code for it.
  init?(_ key: Key) {
    var a = OneDNN.layout([key.rows, key.inner], dnnl_f32, key.transposingA ? dnnl_ba : dnnl_ab)
    var b = OneDNN.layout(
      [key.inner, key.columns], dnnl_f32, key.transposingB ? dnnl_ba : dnnl_ab)
    var product = OneDNN.layout([key.rows, key.columns], dnnl_f32, dnnl_ab)
    var bias = OneDNN.layout([1, key.columns], dnnl_f32, dnnl_ab)
    var operation = dnnl_matmul_desc_t()
    let status = withUnsafePointer(to: &bias) { bias in
      dnnl_matmul_desc_init(&operation, &a, &b, key.hasBias ? bias : nil, &product)
    }
    OneDNN.check(status, "describe a product of \(key)")
    let attributes = OneDNN.attributes(appending: "a sum") { operations in
      key.adding ? dnnl_post_ops_append_sum(operations, 1) : dnnl_success
    }
    defer { dnnl_primitive_attr_destroy(attributes) }
    guard let plan = OneDNNPlan(&operation, "a product of \(key)", attributes: attributes) else {
      return nil
    }
    primitive = plan.primitive("a product")
    let scratch = plan.layout(dnnl_query_scratchpad_md)
    scratchSize = scratch.byteCount
    layouts =
      [
        (DNNL_ARG_SRC, a), (DNNL_ARG_WEIGHTS, b), (DNNL_ARG_DST, product),
        (DNNL_ARG_SCRATCHPAD, scratch),
      ] + (key.hasBias ? [(DNNL_ARG_BIAS, bias)] : [])
  }

  /// Computes the product of arrays in the layouts of tensors, plus the bias if it has one.
  func run(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>?,
    into product: UnsafeMutablePointer<Scalar>
  ) {
    let views = idleViews.withLock { $0.popLast() } ?? makeViews()
    let workspace = Workspace(byteCount: scratchSize)
    views.arrays[0].move(to: UnsafeMutableRawPointer(mutating: a))
    views.arrays[1].move(to: UnsafeMutableRawPointer(mutating: b))
    views.arrays[2].move(to: product)
    views.arrays[3].move(to: workspace.bytes)
    if let bias { views.arrays[4].move(to: UnsafeMutableRawPointer(mutating: bias)) }
    withExtendedLifetime(workspace) { primitive.run(views.arguments) }
    idleViews.withLock { $0.append(views) }
  }

  private func makeViews() -> Views {
    let arrays = layouts.map { OneDNNArray($0.layout, at: nil) }
    return Views(
      arrays: arrays,
      arguments: zip(layouts, arrays).map { dnnl_exec_arg_t(arg: $0.name, memory: $1.memory) })
  }
}
