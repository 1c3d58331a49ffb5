import Base
import Distributions
import Tensors

/// A weight of a layer: a learnable point or distribution, with an optional penalty on it.
///
/// A layer calls its weight to get a tensor. The initializer that made the weight, not the layer,
/// determines whether the tensor is the same every time or drawn anew in each pass.
public final class Weight: Module, CustomReflectable {
  /// The length of each axis of the weight.
  public let shape: [Int]
  /// The source of the weight's draws.
  public let posterior: any Posterior
  /// The cost of using the weight.
  public let penalty: (any Penalty)?

  /// Creates a weight of the given shape.
  ///
  /// - Parameters:
  ///   - shape: The length of each axis, and the sizes that initializers scale by.
  ///   - initializer: Makes the point or the distribution.
  ///   - regularizer: Makes the penalty.
  ///   - generator: The source of the initial values.
  public init(
    shape: WeightShape, initializer: Initializer, regularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    self.shape = shape.lengths
    posterior = initializer.makePosterior(shape, &generator)
    penalty = regularizer.map { $0.makePenalty(shape, &generator) }
  }

  /// Returns the pass's draw of this weight.
  ///
  /// - Parameter pass: The pass, in which all calls give the same tensor.
  /// - Returns: A tensor of the weight's ``shape``; the mean in a pass of mean weights.
  public func callAsFunction(in pass: inout ForwardPass) -> Tensor {
    let draw = pass.draw(self)
    require(
      draw.shape == shape, "a weight of shape \(shape) was drawn with shape \(draw.shape)")
    return draw
  }

  /// Returns the distribution that this weight is drawn from, or `nil` if it can only be drawn.
  ///
  /// - Parameter pass: The pass whose tape holds the distribution's tensors.
  /// - Returns: The distribution, with gradients to its parameters.
  public func distribution(in pass: inout ForwardPass) -> (any Distribution)? {
    pass.distribution(of: self)
  }

  /// Returns the mean of this weight, and the distance of the pass's draw from it.
  ///
  /// - Parameter pass: The pass, in which all calls give the same tensors.
  /// - Returns: The mean and the perturbation, whose sum is the draw. The perturbation is `nil` if
  ///   there is none: for points, and in a pass of mean weights.
  /// - Precondition: The weight has a distribution, or the pass is one of mean weights.
  public func meanAndPerturbation(
    in pass: inout ForwardPass
  ) -> (mean: Tensor, perturbation: Tensor?) {
    if isCertain(in: &pass) { return (self(in: &pass), nil) }
    guard let distribution = distribution(in: &pass) else {
      fatalError("a weight of shape \(shape) has draws but no distribution to take the mean of")
    }
    return (mean(of: distribution), pass.perturbation(of: self, from: distribution))
  }

  /// Returns the mean of a distribution of this weight in the weight's ``shape``, even if elements
  /// share it.
  package func mean(of distribution: any Distribution) -> Tensor {
    let mean = distribution.mean
    return mean.shape == shape ? mean : mean.broadcast(to: shape)
  }

  /// Stops unless a distribution has one component for each element, so that each is charged.
  func requireFit(_ normal: Normal) {
    require(
      normal.shape == shape,
      "a weight of shape \(shape) has a normal distribution of shape \(normal.shape)")
  }

  /// Returns whether the pass uses this weight's mean: the weight is a point, or the pass is one of
  /// mean weights.
  ///
  /// - Parameter pass: The pass that the weight is used in.
  /// - Returns: Whether nothing is drawn.
  public func isCertain(in pass: inout ForwardPass) -> Bool {
    pass.weights == .mean || distribution(in: &pass) is Deterministic
  }

  /// The posterior's parameters under the weight's own path, and the penalty's under `prior`.
  public var customMirror: Mirror {
    Mirror(self, children: ["": posterior as Any, "prior": penalty as Any])
  }
}

/// The shape of a weight, with the numbers of values that flow into and out of each of its units.
///
/// Initializers scale by these two numbers. They follow from the lengths for dense kernels
/// `[in, out]` and convolution kernels `[..., in, out]`; other layouts state them.
public struct WeightShape: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// The length of each axis.
  public let lengths: [Int]
  /// The number of inputs that an output depends on, the fan-in.
  public let inputSize: Int
  /// The number of outputs that an input reaches, the fan-out.
  public let outputSize: Int

  /// Creates a shape with explicit sizes.
  public init(_ lengths: [Int], inputSize: Int, outputSize: Int) {
    (self.lengths, self.inputSize, self.outputSize) = (lengths, inputSize, outputSize)
  }

  /// Creates a shape whose last axes are inputs and outputs, after those of a window.
  ///
  /// A vector has as many inputs as outputs.
  public init(_ lengths: [Int]) {
    let window = lengths.dropLast(2).reduce(1, *)
    let output = lengths.last ?? 1
    let input = lengths.count < 2 ? output : lengths[lengths.count - 2]
    self.init(lengths, inputSize: window * input, outputSize: window * output)
  }

  /// Creates a shape whose last axes are inputs and outputs.
  public init(arrayLiteral lengths: Int...) { self.init(lengths) }
}
