import COneDNN

/// One of the three linear maps of a convolution.
package enum ConvolutionPass: String, CaseIterable, Hashable, Sendable {
  /// From the input and the kernel to the output.
  case output
  /// From the gradient with respect to the output and the kernel to that with respect to the input.
  case inputGradient
  /// From the gradient with respect to the output and the input to that with respect to the kernel.
  case kernelGradient
}

extension ConvolutionPass {
  /// The library's queries for the layouts of the arguments.
  var queries: (input: dnnl_query_t, kernel: dnnl_query_t, output: dnnl_query_t) {
    switch self {
    case .output: (dnnl_query_src_md, dnnl_query_weights_md, dnnl_query_dst_md)
    case .inputGradient: (dnnl_query_diff_src_md, dnnl_query_weights_md, dnnl_query_diff_dst_md)
    case .kernelGradient: (dnnl_query_src_md, dnnl_query_diff_weights_md, dnnl_query_diff_dst_md)
    }
  }

  /// The library's names for the arguments.
  var arguments: (input: Int32, kernel: Int32, output: Int32) {
    switch self {
    case .output: (DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST)
    case .inputGradient: (DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_DST)
    case .kernelGradient: (DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_DST)
    }
  }
}

/// The layouts of a convolution's arrays.
struct OneDNNConvolutionLayouts {
  var input: dnnl_memory_desc_t
  var kernel: dnnl_memory_desc_t
  var output: dnnl_memory_desc_t
  var bias: dnnl_memory_desc_t

  /// Describes the arrays of a convolution, activations with channels last.
  init(
    _ geometry: ConvolutionGeometry, _ type: dnnl_data_type_t, kernelTag: dnnl_format_tag_t
  ) {
    let (height, width) = (geometry.height, geometry.width)
    let (inputChannels, outputChannels) = (geometry.inputChannels, geometry.outputChannels)
    input = OneDNN.layout(
      [geometry.batch, inputChannels, height.input, width.input], type, dnnl_nhwc)
    kernel = OneDNN.layout(
      [outputChannels, inputChannels, height.kernel, width.kernel], type, kernelTag)
    output = OneDNN.layout(
      [geometry.batch, outputChannels, height.output, width.output], type, dnnl_nhwc)
    bias = OneDNN.layout([outputChannels], dnnl_f32, dnnl_x)
  }
}

extension OneDNNPlan {
  /// Plans a convolution, optionally followed by the library's relu, or returns `nil` if the
  /// library has no code for it.
  convenience init?(_ key: OneDNNConvolution.Key, isFollowedByRelu: Bool = false) {
    let factors: dnnl_data_type_t = key.precision == .bfloat16 ? dnnl_bf16 : dnnl_f32
    var layouts = OneDNNConvolutionLayouts(key.geometry, factors, kernelTag: dnnl_format_tag_any)
    let results = OneDNNConvolutionLayouts(key.geometry, dnnl_f32, kernelTag: dnnl_format_tag_any)
    switch key.pass {
    case .output: layouts.output = results.output
    case .inputGradient: layouts.input = results.input
    case .kernelGradient: layouts.kernel = results.kernel
    }
    var operation = OneDNNPlan.operation(key, &layouts)
    let attributes = OneDNN.attributes(appending: "an activation") { operations in
      isFollowedByRelu
        ? dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, 0, 0) : dnnl_success
    }
    defer { dnnl_primitive_attr_destroy(attributes) }
    // The library plans a backward pass from the forward pass.
    var forwardPlan: OneDNNPlan?
    if key.pass != .output {
      var forward = key
      forward.pass = .output
      var forwardLayouts = OneDNNConvolutionLayouts(
        key.geometry, factors, kernelTag: dnnl_format_tag_any)
      var operation = OneDNNPlan.operation(forward, &forwardLayouts)
      forwardPlan = OneDNNPlan(&operation, "a convolution of \(key)")
      if forwardPlan == nil { return nil }
    }
    self.init(&operation, "a convolution of \(key)", attributes: attributes, after: forwardPlan)
  }

  private static func operation(
    _ key: OneDNNConvolution.Key, _ layouts: inout OneDNNConvolutionLayouts
  ) -> dnnl_convolution_desc_t {
    var operation = dnnl_convolution_desc_t()
    let (height, width) = (key.geometry.height, key.geometry.width)
    let strides = [height.stride, width.stride].map(Int64.init)
    let before = [height.before, width.before].map(Int64.init)
    let after = [max(0, height.after), max(0, width.after)].map(Int64.init)
    let algorithm = dnnl_convolution_direct
    let status =
      switch key.pass {
      case .output:
        withUnsafePointer(to: layouts.bias) { bias in
          dnnl_convolution_forward_desc_init(
            &operation, dnnl_forward_training, algorithm, &layouts.input, &layouts.kernel,
            key.hasBias ? bias : nil, &layouts.output, strides, before, after)
        }
      case .inputGradient:
        dnnl_convolution_backward_data_desc_init(
          &operation, algorithm, &layouts.input, &layouts.kernel, &layouts.output, strides,
          before, after)
      case .kernelGradient:
        dnnl_convolution_backward_weights_desc_init(
          &operation, algorithm, &layouts.input, &layouts.kernel, nil, &layouts.output, strides,
          before, after)
      }
    OneDNN.check(status, "describe a convolution of \(key)")
    return operation
  }
}
