import Distributions
import Layers
import Tensors

/// Perturbs each example of a batch with its own signs: the estimator of Flipout layers.
///
/// For an affine map with kernel W = μ + Δ, where the elements of Δ are independent and symmetric
/// about zero, and for signs s and t of each example,
///
///     f(x; μ) + f(x ∘ s; Δ) ∘ t
///
/// has the distribution of f(x; W) for each example by itself, but the perturbations of two
/// examples are uncorrelated, so the gradient of a batch has less variance than with a shared W.
///
/// The signs are drawn once per pass for each batch size, so that an example keeps its function
/// over a sequence.
///
/// Reference: Wen et al., "Flipout: Efficient Pseudo-Independent Weight Perturbations on
/// Mini-Batches", ICLR 2018, eq. 3 and 4.
struct Flipout {
  private let inputSigns = PassMemory()
  private let outputSigns = PassMemory()

  /// Applies a map with a perturbed kernel.
  ///
  /// - Parameters:
  ///   - input: A batch, of shape `[batch, ..., in]`, or one example, of shape `[in]`.
  ///   - kernel: The kernel, with a `SymmetricDistribution`, or with any in a pass of mean weights.
  ///   - bias: The bias, or `nil` for none.
  ///   - activation: The nonlinearity after the map.
  ///   - pass: The pass that draws the perturbation and the signs.
  ///   - map: The map, linear in input and kernel. Its output has shape `[batch, ..., out]`.
  /// - Returns: The map's output; the unperturbed one for point weights and mean weights.
  func callAsFunction(
    _ input: Tensor, kernel: Weight, bias: Tensor?, activation: Activation = .identity,
    in pass: inout ForwardPass, map: AffineMap
  ) -> Tensor {
    let (mean, perturbation) = kernel.meanAndPerturbation(in: &pass)
    guard let perturbation else { return map(input, mean, bias, activation) }
    requireSymmetry(of: kernel, in: &pass)
    let output = map(input, mean, bias, .identity)
    let flipped = input * signs(inputSigns, like: input, in: &pass)
    let shift = map(flipped, perturbation, nil, .identity)
    return activation(output + shift * signs(outputSigns, like: output, in: &pass))
  }

  /// Stops the program if flipping signs would change the kernel's distribution.
  private func requireSymmetry(of kernel: Weight, in pass: inout ForwardPass) {
    guard let distribution = kernel.distribution(in: &pass),
      !(distribution is any SymmetricDistribution)
    else { return }
    fatalError(
      "Flipout of a weight of shape \(kernel.shape) needs a distribution that is symmetric about"
        + " its mean, which \(type(of: distribution)) is not; draw it by reparameterization")
  }

  /// Returns the signs for a batch in this pass: one for each example and channel.
  private func signs(
    _ memory: PassMemory, like batch: Tensor, in pass: inout ForwardPass
  ) -> Tensor {
    var shape = batch.shape
    for axis in shape.indices.dropFirst().dropLast() { shape[axis] = 1 }
    return memory(shape, in: &pass) { pass in
      Tensor(randomSigns: shape, using: &pass.generator)
    }
  }
}

/// A map that is linear in input and kernel, followed by bias and activation.
typealias AffineMap = (Tensor, Tensor, Tensor?, Activation) -> Tensor

/// The affine map of densely connected layers and recurrent cells.
func affineMap(
  _ input: Tensor, _ kernel: Tensor, _ bias: Tensor?, _ activation: Activation
) -> Tensor {
  affine(input, kernel: kernel, bias: bias, activation: activation)
}
