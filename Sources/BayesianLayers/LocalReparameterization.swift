import Distributions
import Layers
import Tensors

/// Draws the outputs of an affine map instead of its kernel.
///
/// If the elements of the kernel are independent and normal, with means μ and standard deviations
/// σ, an output is normal, too, with variances that are mapped like the means:
///
///     y ~ Normal(f(x; μ) + b, f(x ∘ x; σ ∘ σ))
///
/// Each example has its own noise, and each call draws anew: unlike with Flipout, the next step of
/// a sequence uses another function.
///
/// Reference: Kingma, Salimans and Welling, "Variational Dropout and the Local Reparameterization
/// Trick", NeurIPS 2015, eq. 6.
struct LocalReparameterization {
  private let variances = PassMemory()

  /// Applies an affine map with a kernel that is effectively drawn for each example.
  ///
  /// - Parameters:
  ///   - input: A batch, of shape `[batch, ..., in]`.
  ///   - kernel: The kernel, normal or a point, or of any kind in a pass of mean weights.
  ///   - bias: The bias, or `nil` for none.
  ///   - activation: The nonlinearity after the map.
  ///   - pass: The pass that draws the noise.
  ///   - variance: Makes the variances of the kernel's elements, once per pass.
  ///   - map: The map, linear in input and kernel.
  /// - Returns: The map's output; its mean for point weights and mean weights.
  func callAsFunction(
    _ input: Tensor, kernel: Weight, bias: Tensor?, activation: Activation = .identity,
    in pass: inout ForwardPass, variance: (Normal) -> Tensor = { square($0.stddev) },
    map: AffineMap = affineMap
  ) -> Tensor {
    if kernel.isCertain(in: &pass) { return map(input, kernel(in: &pass), bias, activation) }
    let normal = kernel.distribution(
      of: Normal.self, for: "local reparameterization of", in: &pass)
    let mean = map(input, kernel.mean(of: normal), bias, .identity)
    let variances = variances(in: &pass) { _ in
      let variance = variance(normal)
      return variance.shape == kernel.shape ? variance : variance.broadcast(to: kernel.shape)
    }
    // The constant is far below any variance, and keeps the slope of the root finite at zero
    // inputs.
    let stddev = sqrt(map(square(input), variances, nil, .identity) + 1e-16)
    let outputs = Normal(mean: mean, stddev: stddev)
    return activation(outputs.sample(using: &pass.generator))
  }
}
