import Base
import Imaging

/// A task to act in, one step at a time.
///
/// An environment is a value. Copying it mid-episode forks the episode: both copies give the same
/// outcomes for the same actions. All randomness comes from the generator given to
/// ``reset(using:)``; steps are deterministic.
public protocol Environment: Sendable {
  /// The number of components of an action, each of which ranges over [-1, 1].
  var actionSize: Int { get }

  /// The number of components of an observation.
  var observationSize: Int { get }

  /// The simulated time between two steps, in seconds.
  var timeStep: Double { get }

  /// Starts a new episode.
  ///
  /// - Parameter generator: The source of the initial state.
  mutating func reset(using generator: inout SeededGenerator)

  /// Advances the episode by ``timeStep`` under a constant action.
  ///
  /// - Parameter action: ``actionSize`` components. Those outside [-1, 1] act like the nearer
  ///   bound.
  /// - Returns: The reward, and whether the episode ended.
  /// - Throws: ``ActionError``, before anything has changed.
  mutating func step(_ action: [Double]) throws(ActionError) -> Step

  /// Writes the current observation into a buffer.
  ///
  /// - Parameter observation: A buffer of ``observationSize`` numbers.
  func observe(into observation: UnsafeMutableBufferPointer<Double>)

  /// Draws the current state over a whole picture.
  ///
  /// - Parameter image: The picture to fill; its size determines the size of the drawing.
  /// - Precondition: The picture is at most 4096 wide and high.
  func render(into image: inout Image)
}

extension Environment {
  /// The current observation, in a new array.
  public var observation: [Double] {
    [Double](unsafeUninitializedCapacity: observationSize) { buffer, count in
      buffer.initialize(repeating: 0)
      observe(into: UnsafeMutableBufferPointer(rebasing: buffer[..<observationSize]))
      count = observationSize
    }
  }

  /// Returns an action whose components are drawn uniformly from [-1, 1].
  package func randomAction(using generator: inout SeededGenerator) -> [Double] {
    (0..<actionSize).map { _ in generator.nextUniform(in: -1...1) }
  }
}

/// The environment's response to an action.
public struct Step: Hashable, Sendable {
  /// The reason why an episode ended.
  public enum End: Hashable, Sendable {
    /// The task is over: the future has no value.
    case terminal
    /// Time ran out: the future has its usual value, but is not seen.
    case timeLimit
    /// The simulation left all bounds: the episode is cut off before that, and its future is
    /// unknown.
    case diverged
  }

  /// The reward for the action.
  public var reward: Double
  /// The reason why the episode ended with this step, or `nil` while it continues.
  public var end: End?
  /// The number of environment steps: one, unless the action was repeated.
  public var environmentSteps: Int

  /// Creates a step.
  public init(reward: Double, end: End? = nil, environmentSteps: Int = 1) {
    (self.reward, self.end, self.environmentSteps) = (reward, end, environmentSteps)
  }
}

/// An error in an action.
public enum ActionError: Error, Equatable, CustomStringConvertible {
  /// The action has the wrong number of components.
  case size(expected: Int, found: Int)
  /// A component is not a number.
  case notANumber(component: Int)

  /// A sentence that tells the user what is wrong.
  public var description: String {
    switch self {
    case .size(let expected, let found):
      "an action must have \(expected) components, not \(found)"
    case .notANumber(let component):
      "component \(component) of the action is not a number"
    }
  }

  /// Checks the size and the components of an action.
  ///
  /// - Throws: The first fault found.
  public static func check(_ action: [Double], size: Int) throws(ActionError) {
    guard action.count == size else { throw .size(expected: size, found: action.count) }
    for index in 0..<size where action[index].isNaN { throw .notANumber(component: index) }
  }
}
