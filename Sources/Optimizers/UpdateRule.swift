import Base
import Tensors

/// How a gradient changes a parameter, and what is remembered for the next.
///
/// A rule is a value with constants; the moments that it remembers are the ``Optimizer``'s. Write a
/// rule of your own by stating the names of its moments and changing elements in place.
public protocol UpdateRule: Sendable {
  /// The names of the moments, each a tensor of the parameter's shape that starts as zeros.
  ///
  /// They name the moments in checkpoints.
  var momentNames: [String] { get }

  /// Changes the elements of a parameter and of its moments in place.
  ///
  /// - Parameters:
  ///   - parameter: The elements to change.
  ///   - gradient: The gradient's elements, to be multiplied by the step's scale first.
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

/// Stops the program unless an ε keeps what it is added to from zero, in the precision of tensors.
///
/// Where a gradient was always zero, steps would be 0 / 0 without it.
func requireEpsilon(_ value: Double) {
  require(
    Scalar(value) > 0 && Scalar(value).isFinite,
    "epsilon is \(value), but has to be positive and finite as a \(Scalar.self)")
}

/// The number of a step and its rates.
public struct UpdateStep: Hashable, Sendable {
  /// The number of this step, from one.
  public let number: Int
  /// How large the step is.
  public let learningRate: Double
  /// What gradients have to be multiplied by, less than one to clip them.
  public let gradientScale: Double
}
