import Base
import RealModule

/// A number that changes with the count of steps: a learning rate, or the weight of a divergence.
///
/// Add a schedule of your own as a static member in an extension.
public struct Schedule: Sendable {
  private let value: @Sendable (Int) -> Double

  /// Creates a schedule from a function of the number of steps taken so far.
  public init(_ value: @escaping @Sendable (_ step: Int) -> Double) { self.value = value }

  /// Returns the number after a count of steps.
  ///
  /// - Parameter step: How many steps have been taken.
  /// - Returns: The number to use in the next step.
  public func callAsFunction(_ step: Int) -> Double { value(step) }

  /// The same number always.
  public static func constant(_ value: Double) -> Schedule { Schedule { _ in value } }

  /// A straight line between two numbers, and the second from then on.
  ///
  /// With `from: 0, to: 1` it anneals the weight of a divergence, so that a model learns to explain
  /// the data before its weights are pulled to their prior. Reference: Sønderby et al., "Ladder
  /// Variational Autoencoders", NeurIPS 2016, section 2.3.
  ///
  /// - Parameters:
  ///   - start: The number before the first step.
  ///   - end: The number after `steps` steps.
  ///   - steps: How many steps the change takes.
  /// - Returns: The schedule.
  public static func linear(from start: Double, to end: Double, over steps: Int) -> Schedule {
    Schedule { step in
      step >= steps ? end : start + (end - start) * Double(max(step, 0)) / Double(steps)
    }
  }

  /// Half a cosine from one number down to another, and the second from then on.
  ///
  /// Reference: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts",
  /// ICLR 2017, eq. 5, without restarts.
  ///
  /// - Parameters:
  ///   - start: The number before the first step.
  ///   - end: The number after `steps` steps.
  ///   - steps: How many steps the change takes.
  /// - Returns: The schedule.
  public static func cosine(from start: Double, to end: Double, over steps: Int) -> Schedule {
    Schedule { step in
      guard step < steps else { return end }
      let part = Double(max(step, 0)) / Double(steps)
      return end + (start - end) * (1 + .cos(.pi * part)) / 2
    }
  }

  /// A number that is multiplied by a factor in every `steps` steps, smoothly.
  ///
  /// - Parameters:
  ///   - start: The number before the first step.
  ///   - factor: The positive factor.
  ///   - steps: How many steps make one factor.
  /// - Returns: The schedule.
  public static func exponential(
    from start: Double, factor: Double, every steps: Int
  ) -> Schedule {
    require(factor > 0 && steps > 0, "\(factor) every \(steps) steps is no exponential schedule")
    return Schedule { step in start * .pow(factor, Double(step) / Double(steps)) }
  }

  /// Returns this schedule with a straight rise from zero in front, which it runs through meanwhile.
  ///
  /// - Parameter steps: How many steps the rise takes.
  /// - Returns: The schedule, whose first number is already above zero.
  public func warmedUp(over steps: Int) -> Schedule {
    Schedule { step in
      step >= steps ? self(step) : self(step) * Double(step + 1) / Double(steps)
    }
  }
}
