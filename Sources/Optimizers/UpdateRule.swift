import Base
import Tensors

/// The way in which a gradient changes a parameter, and the state that is kept for the next step.
///
/// A rule is a value with constants; its moments belong to the ``Optimizer``. To write your own
/// rule, state the names of its moments and change elements in place.
public protocol UpdateRule: Sendable {
  /// The names of the moments, each a tensor of the parameter's shape that starts with zeros.
  ///
  /// They name the moments in checkpoints.
  var momentNames: [String] { get }

  /// Changes the elements of a parameter and of its moments in place.
  ///
  /// - Parameters:
  ///   - parameter: The elements to change.
  ///   - gradient: The gradient's elements, which must first be multiplied by the step's scale.
  ///   - moments: The moments' elements, in the order of ``momentNames``.
  ///   - count: The number of elements of each.
  ///   - step: The number of the step and its rates.
  func update(
    _ parameter: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    moments: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep)
}

/// Stops the program unless a constant of a rule is in its range.
func requireConstant(_ name: String, _ value: Double, in range: Range<Double>) {
  require(range.contains(value), "\(name) is \(value), but has to be in \(range)")
}

/// Stops the program unless an ε is positive and finite in the precision of tensors.
///
/// Without it, steps would be 0 / 0 where the gradient was always zero.
func requireEpsilon(_ value: Double) {
  require(
    Scalar(value) > 0 && Scalar(value).isFinite,
    "epsilon is \(value), but has to be positive and finite as a \(Scalar.self)")
}

/// The number of a step and its rates.
public struct UpdateStep: Hashable, Sendable {
  /// The number of this step, from one.
  public let number: Int
  /// The learning rate of the step.
  public let learningRate: Double
  /// The factor for gradients, less than one to clip them.
  public let gradientScale: Double
}
