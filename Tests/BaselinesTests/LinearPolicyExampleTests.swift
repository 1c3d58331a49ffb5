// begin: imports
import Base
import Control
import Foundation
import Imaging
// end: imports
import Baselines
import ControlSuite
import TestSupport
import Testing

// begin: environment
/// A boat on a line that has to stop at the dock, which is at 0.
///
/// The action pushes by up to 2 m/s². The reward falls from 1 at the dock to 0 at 1 m from it.
struct Docking: Environment {
  /// Where the boat is, in m.
  var position = 0.0
  /// How fast it moves, in m/s.
  var velocity = 0.0
  let actionSize = 1
  let observationSize = 2
  let timeStep = 0.1

  mutating func reset(using generator: inout SeededGenerator) {
    position = generator.nextUniform(in: -1...1)
    velocity = 0
  }

  mutating func step(_ action: [Double]) throws(ActionError) -> Step {
    try ActionError.check(action, size: actionSize)
    velocity += 2 * min(max(action[0], -1), 1) * timeStep
    position += velocity * timeStep
    return Step(reward: max(0, 1 - abs(position)))
  }

  func observe(into observation: UnsafeMutableBufferPointer<Double>) {
    observation[0] = position
    observation[1] = velocity
  }

  func render(into image: inout Image) {
    // A white column where the boat is, from 2 m left of the dock to 2 m right of it.
    let place = (position + 2) / 4 * Double(image.width)
    let column = min(max(Int(place), 0), image.width - 1)
    for index in image.pixels.indices {
      image.pixels[index] = index / 3 % image.width == column ? 255 : 0
    }
  }
}
// end: environment

// begin: agent
/// Actions that are a linear function of what is seen, squashed into their range.
///
///     action = tanh(W · [observation, 1])
///
/// It learns W by the cross-entropy method: every episode tries weights drawn from a normal
/// distribution, which is fitted to the best of each 20.
struct LinearPolicy: Agent {
  /// The means of the weights, a row for each component of the action.
  private(set) var means: [[Double]]
  /// The standard deviations of the weights.
  private(set) var stddevs: [[Double]]
  /// The weights of this episode.
  private var weights: [[Double]]
  private var tries: [(weights: [[Double]], score: Double)] = []

  /// Creates a policy that acts by chance, for the sizes of an environment.
  init(for environment: some Environment) {
    let row = [Double](repeating: 0, count: environment.observationSize + 1)
    means = [[Double]](repeating: row, count: environment.actionSize)
    stddevs = means.map { $0.map { _ in 2 } }
    weights = means
  }

  func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) -> [Double] {
    let seen = environment.observation + [1]
    return weights.map { row in tanh(zip(row, seen).reduce(0) { $0 + $1.0 * $1.1 }) }
  }

  mutating func learn(from episode: Episode, using generator: inout SeededGenerator) {
    tries.append((weights, episode.score))
    if tries.count == 20 { refit() }
    weights = means.indices.map { row in
      means[row].indices.map { means[row][$0] + stddevs[row][$0] * generator.nextNormal() }
    }
  }

  /// Acts by the means from now on, until it learns again.
  mutating func settle() { weights = means }

  /// Fits the distribution to the best five tries.
  private mutating func refit() {
    let best = tries.sorted { $0.score > $1.score }.prefix(5).map(\.weights)
    for row in means.indices {
      for column in means[row].indices {
        let values = best.map { $0[row][column] }
        let mean = values.reduce(0, +) / 5
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5
        means[row][column] = mean
        stddevs[row][column] = variance.squareRoot() + 0.05
      }
    }
    tries = []
  }
}
// end: agent

// begin: training
/// Plays episodes and learns from each; returns their scores.
func train(
  _ agent: inout some Agent, in environment: inout some Environment, episodes: Int,
  using generator: inout SeededGenerator
) throws -> [Double] {
  try (0..<episodes).map { _ in
    let episode = try play(&environment, with: &agent, using: &generator)
    try agent.learn(from: episode, using: &generator)
    return episode.score
  }
}

/// Plays episodes without learning; returns the mean of their scores.
func evaluate(_ agent: some Agent, in environment: some Environment, seed: UInt64) throws -> Double
{
  var (agent, environment) = (agent, environment)
  var generator = SeededGenerator(seed: seed)
  let scores = try (0..<10).map { _ in
    try play(&environment, with: &agent, using: &generator).score
  }
  return scores.reduce(0, +) / 10
}
// end: training

/// The code of `Documentation/AddingAnAgent.md`, which has to work and to be what stands there.
@Suite struct LinearPolicyExampleTests {
  // begin: use
  @Test func theBoatConforms() throws {
    try expectConformance(of: TimeLimit(Docking(), steps: 50))
  }

  @Test func thePolicyLearnsToDock() throws {
    var environment = TimeLimit(Docking(), steps: 50)
    var policy = LinearPolicy(for: environment)
    var generator = SeededGenerator(seed: 0)
    let before = try evaluate(policy, in: environment, seed: 1)
    let scores = try train(&policy, in: &environment, episodes: 400, using: &generator)
    policy.settle()
    let after = try evaluate(policy, in: environment, seed: 1)
    print("score \(before) before, \(after) after \(scores.count) episodes")
    #expect(after > 40 && after > before + 10)
  }
  // end: use

  // begin: task
  @Test func aTaskOfTheSuiteIsPlayed() throws {
    let entry = try #require(Catalog.entry(named: "cheetah-run"))
    var environment = ActionRepeat(entry.makeEnvironment(), count: entry.actionRepeat)
    var policy = LinearPolicy(for: environment)
    var generator = SeededGenerator(seed: 0)
    let episode = try play(&environment, with: &policy, using: &generator)
    #expect(episode.length == entry.stepLimit / entry.actionRepeat)
  }
  // end: task

  @Test func aRandomAgentDoesNotDock() throws {
    let score = try evaluate(RandomAgent(), in: TimeLimit(Docking(), steps: 50), seed: 1)
    #expect(score < 30)
  }

  @Test func thePageHasThisCode() throws {
    try expectCode(
      ofPage: "AddingAnAgent.md",
      isInSections: [
        "imports", "environment", "agent", "training", "use", "task", "planet", "trainer", "run",
      ], alsoOf: ["DockingRunExampleTests.swift"])
  }
}
