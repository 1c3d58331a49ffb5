import Distributions
import Layers
import Tensors

/// Draws the outputs of a densely connected layer instead of its kernel.
///
/// With independent normal elements of the kernel, of means μ and standard deviations σ, an output
/// is normal too:
///
///     y ~ Normal(x μ + b, (x ∘ x) (σ ∘ σ))
///
/// Each example has noise of its own, and each call draws anew: at the next step of a sequence this
/// is another function, unlike with Flipout.
///
/// Reference: Kingma, Salimans and Welling, "Variational Dropout and the Local Reparameterization
/// Trick", NeurIPS 2015, eq. 6.
struct LocalReparameterization {
  private let variances = PassMemory()

  /// Applies an affine map with a kernel that is drawn for each example.
  ///
  /// - Parameters:
  ///   - input: A batch, of shape `[..., in]`.
  ///   - kernel: The kernel, which is normal or a point.
  ///   - bias: The bias, or `nil` for none.
  ///   - activation: The nonlinearity after the map.
  ///   - pass: The pass that draws the noise.
  ///   - variance: Makes the variances of the kernel's elements, once a pass.
  /// - Returns: The outputs, of shape `[..., out]`; their means for point weights and mean weights.
  func callAsFunction(
    _ input: Tensor, kernel: Weight, bias: Tensor?, activation: Activation = .identity,
    in pass: inout ForwardPass, variance: (Normal) -> Tensor = { square($0.stddev) }
  ) -> Tensor {
    let distribution = kernel.distribution(in: &pass)
    if let point = distribution as? Deterministic {
      return affine(input, kernel: point.value, bias: bias, activation: activation)
    }
    let normal = kernel.normalDistribution(in: &pass)
    if pass.weights == .mean {
      return affine(input, kernel: normal.mean, bias: bias, activation: activation)
    }
    let mean = affine(input, kernel: normal.mean, bias: bias)
    let variances = variances(in: &pass) { _ in
      let variance = variance(normal)
      return variance.shape == kernel.shape ? variance : variance.broadcast(to: kernel.shape)
    }
    // The margin is far below any variance, and keeps the slope of the root finite at zero inputs.
    let stddev = sqrt(matmul(square(input), variances) + 1e-16)
    let outputs = Normal(mean: mean, stddev: stddev)
    return activation(outputs.sample(using: &pass.generator))
  }
}
