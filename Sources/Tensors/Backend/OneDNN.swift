import Base
import COneDNN

/// The library of convolutions: its engine, its version, and its errors.
enum OneDNN {
  /// The processor, as the library sees it.
  nonisolated(unsafe) static let engine: dnnl_engine_t = {
    var engine: dnnl_engine_t?
    check(dnnl_engine_create(&engine, dnnl_cpu, 0), "create an engine")
    return unwrapped(engine, "an engine")
  }()

  /// The stream in which primitives run: each finishes before the call returns.
  nonisolated(unsafe) static let stream: dnnl_stream_t = {
    var stream: dnnl_stream_t?
    check(
      dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue), "create a stream")
    return unwrapped(stream, "a stream")
  }()

  /// The instructions that the library may use.
  static let instructions = dnnl_get_effective_cpu_isa()

  /// The name of the newest of these instructions.
  static var instructionName: String {
    switch instructions {
    case dnnl_cpu_isa_sse41: "SSE4.1"
    case dnnl_cpu_isa_avx: "AVX"
    case dnnl_cpu_isa_avx2: "AVX2"
    case dnnl_cpu_isa_avx2_vnni: "AVX2 with VNNI"
    case dnnl_cpu_isa_avx512_core: "AVX-512"
    case dnnl_cpu_isa_avx512_core_vnni: "AVX-512 with VNNI"
    case dnnl_cpu_isa_avx512_core_bf16: "AVX-512 with bfloat16"
    case dnnl_cpu_isa_avx512_core_amx: "AMX"
    default: "instruction set \(instructions.rawValue)"
    }
  }

  /// Whether the processor has AVX-512 with the extensions of servers.
  static let hasWideVectors = instructions.rawValue & 0x27 == 0x27

  /// Whether the processor multiplies bfloat16 numbers, and the library uses that.
  ///
  /// With AVX-512 alone the library converts such numbers first, which is slower than `Float`.
  static var multipliesBFloat16: Bool {
    #if DoublePrecision
    false
    #else
    instructions.rawValue & 0xE7 == 0xE7
    #endif
  }

  /// The library's version, such as `2.6.3`.
  static let version: String = {
    guard let version = dnnl_version()?.pointee else { return "unknown" }
    return "\(version.major).\(version.minor).\(version.patch)"
  }()

  /// Stops the program if a call failed for a reason other than memory or the caller's arguments.
  static func check(
    _ status: dnnl_status_t, _ action: @autoclosure () -> String,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    require(
      status == dnnl_success, "oneDNN cannot \(action()): status \(status.rawValue)",
      file: file, line: line)
  }

  /// Returns the object that a successful call of the library created.
  static func unwrapped<Object>(_ object: Object?, _ name: String) -> Object {
    guard let object else { fatalError("oneDNN made \(name) that is not there") }
    return object
  }

  /// Returns the layout of an array.
  ///
  /// - Parameters:
  ///   - lengths: The lengths of its axes in the library's order.
  ///   - type: The type of its elements.
  ///   - tag: The order of its axes in memory.
  /// - Returns: The layout.
  static func layout(
    _ lengths: [Int], _ type: dnnl_data_type_t = dnnl_f32, _ tag: dnnl_format_tag_t
  ) -> dnnl_memory_desc_t {
    var layout = dnnl_memory_desc_t()
    let lengths = lengths.map(Int64.init)
    check(
      dnnl_memory_desc_init_by_tag(&layout, Int32(lengths.count), lengths, type, tag),
      "describe an array of shape \(lengths)")
    return layout
  }
}

/// An array as the library sees it, in memory that the library does not own.
final class OneDNNArray {
  let memory: dnnl_memory_t

  /// Creates a view of the elements at `address`.
  init(_ layout: dnnl_memory_desc_t, at address: UnsafeMutableRawPointer?) {
    var (layout, memory) = (layout, dnnl_memory_t?.none)
    OneDNN.check(
      dnnl_memory_create(&memory, &layout, OneDNN.engine, address), "create a view of an array")
    self.memory = OneDNN.unwrapped(memory, "a view of an array")
  }

  deinit { dnnl_memory_destroy(memory) }

  /// Makes this a view of the elements at another address.
  func move(to address: UnsafeMutableRawPointer) {
    OneDNN.check(dnnl_memory_set_data_handle(memory, address), "move a view of an array")
  }
}
