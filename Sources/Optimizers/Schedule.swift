import Base
import RealModule

/// A number that changes with the number of steps: a learning rate, or the weight of a divergence.
///
/// Add your own schedule as a static member in an extension.
public struct Schedule: Sendable {
  private let value: @Sendable (Int) -> Double

  /// Creates a schedule from a function of the number of steps taken so far.
  public init(_ value: @escaping @Sendable (_ step: Int) -> Double) { self.value = value }

  /// Returns the number after a given number of steps.
  ///
  /// - Parameter step: The number of steps that have been taken.
  /// - Returns: The number to use in the next step.
  public func callAsFunction(_ step: Int) -> Double { value(step) }

  /// A constant number.
  public static func constant(_ value: Double) -> Schedule { Schedule { _ in value } }

  /// A straight line between two numbers, which stays at the second from then on.
  ///
  /// With `from: 0, to: 1` it anneals the weight of a divergence, so that a model learns to explain
  /// the data before its weights are pulled towards their prior. Reference: Sønderby et al.,
  /// "Ladder Variational Autoencoders", NeurIPS 2016, section 2.3.
  ///
  /// - Parameters:
  ///   - start: The number before the first step.
  ///   - end: The number after `steps` steps.
  ///   - steps: The number of steps that the change takes.
  /// - Returns: The schedule.
  public static func linear(from start: Double, to end: Double, over steps: Int) -> Schedule {
    Schedule { step in
      step >= steps ? end : start + (end - start) * Double(max(step, 0)) / Double(steps)
    }
  }

  /// Half a cosine from one number down to another, which stays at the second from then on.
  ///
  /// Reference: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts",
  /// ICLR 2017, eq. 5, without restarts.
  ///
  /// - Parameters:
  ///   - start: The number before the first step.
  ///   - end: The number after `steps` steps.
  ///   - steps: The number of steps that the change takes.
  /// - Returns: The schedule.
  public static func cosine(from start: Double, to end: Double, over steps: Int) -> Schedule {
    Schedule { step in
      guard step < steps else { return end }
      let part = Double(max(step, 0)) / Double(steps)
      return end + (start - end) * (1 + .cos(.pi * part)) / 2
    }
  }

  /// A number that changes smoothly by a given factor in every `steps` steps.
  ///
  /// - Parameters:
  ///   - start: The number before the first step.
  ///   - factor: The positive factor.
  ///   - steps: The number of steps for one factor.
  /// - Returns: The schedule.
  public static func exponential(
    from start: Double, factor: Double, every steps: Int
  ) -> Schedule {
    require(factor > 0 && steps > 0, "\(factor) every \(steps) steps is no exponential schedule")
    return Schedule { step in start * .pow(factor, Double(step) / Double(steps)) }
  }

  /// Returns this schedule multiplied by a linear rise from zero during its first steps.
  ///
  /// - Parameter steps: The number of steps that the rise takes.
  /// - Returns: The schedule, whose first number is already above zero.
  public func warmedUp(over steps: Int) -> Schedule {
    Schedule { step in
      step >= steps ? self(step) : self(step) * Double(step + 1) / Double(steps)
    }
  }
}
