import Base
import Layers
import PlaNet
import Planning
import Records
import Replay
import Tensors
import Testing

/// What is tried for the sake of learning, and only then.
@Suite struct ExplorationTests {
  /// Returns the actions of the episode that a run collected as the given one.
  private func recordedActions(ofEpisode number: Int, in run: SmallRun) throws -> [Float] {
    let format = ReplayFormat(hasFrames: false, observationShape: [2], actionSize: 1)
    return try #require(try RecordedEpisode.read(number, of: run.path, format)).actions
  }

  /// PlaNet's algorithm 1, line 1; the episode after them is planned.
  @Test func seedEpisodesTakeUniformActions() throws {
    var configuration = SmallRun.configuration(episodes: 4, updates: 1)
    configuration.trainer.seedEpisodes = 3
    let run = SmallRun()
    var acting = SeededGenerator(seed: 0)
    try run.train(configuration) { trainer in
      trainer.save()
      acting = try #require(try run.checkpoint?.generators["acting"])
      try trainer.finish()
    }
    let uniform = (0..<80).map { _ in Float(acting.nextUniform(in: -1...1)) }
    for number in 1...3 {
      let actions = try recordedActions(ofEpisode: number, in: run)
      #expect(actions == Array(uniform[20 * (number - 1)..<20 * number]), "episode \(number)")
    }
    #expect(try recordedActions(ofEpisode: 4, in: run) != Array(uniform[60...]))
  }

  /// Returns the actions of the first planned episode of a run, and the generator that its first
  /// decision has left.
  private func plannedEpisode(
    noise: Float
  ) throws -> (actions: [Float], generator: SeededGenerator) {
    var configuration = SmallRun.configuration(episodes: 2, updates: 1)
    configuration.trainer.explorationNoise = Scalar(noise)
    // Plans that are far from the bounds of actions.
    configuration.behavior.isLearned = false
    configuration.planner.initialStddev = 0.1
    let run = SmallRun()
    var acting = SeededGenerator(seed: 0)
    try run.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 0)
      // The end of the updates, and a decision.
      for _ in 0..<2 { try trainer.advance() }
      trainer.save()
      acting = try #require(try run.checkpoint?.generators["acting"])
      try trainer.finish()
    }
    return (try recordedActions(ofEpisode: 2, in: run), acting)
  }

  @Test func collectedActionsAreNoisyAndClipped() throws {
    let planned = try plannedEpisode(noise: 0)
    for noise in [0.3, 20] as [Float] {
      let actions = try plannedEpisode(noise: noise).actions
      // Equal runs have drawn equal numbers so far, and noise is drawn after the plan.
      var source = planned.generator
      let noisy = planned.actions[0] + noise * Float(source.nextNormal())
      // In double precision, a recorded plan is rounded.
      #expect(abs(actions[0] - min(max(noisy, -1), 1)) < 1e-6)
      #expect(actions[0] != planned.actions[0])
      #expect(actions.allSatisfy { abs($0) <= 1 })
      #expect(noise < 1 || actions.count { abs($0) == 1 } > 10)
    }
  }

  /// A belief follows from what was done, which is not what was planned.
  @Test func agentsBelieveInTheActionsThatTheyTook() throws {
    var configuration = PlaNetConfiguration()
    configuration.observation = .vector
    (configuration.planner.horizon, configuration.planner.iterations) = (3, 2)
    (configuration.planner.candidates, configuration.planner.elites) = (20, 4)
    // Plans that are far from the bounds of actions.
    configuration.planner.initialStddev = 0.1
    let model = SampleEpisodes.model(SampleEpisodes.vectors)
    var agent = PlaNetAgent(model, configuration, for: FixedWorld())
    agent.explorationNoise = 2
    let seen = SampleEpisodes.bytes([0.5, 0, -1])
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<10 {
      let taken = agent.act(seeing: seen, using: &generator).map { Scalar($0) }
      let plan = try #require(agent.plan)
      #expect(taken != plan.action)
      #expect(taken.allSatisfy { abs($0) <= 1 })

      var (next, source) = (agent, generator)
      next.believe(seen, using: &source)
      source = generator
      let observation = agent.eye.tensor(of: seen[...], using: &source)
      var pass = ForwardPass.inference(weights: .mean, using: source.split())
      let evidence = model.dynamics.evidence(of: model.embed(observation, in: &pass), in: &pass)
      let belief = model.dynamics.filter(
        evidence, after: Tensor(taken, shape: [1, 2]), from: agent.memory.belief, in: &pass)
      #expect(next.memory.belief.features.scalars == belief.features.scalars)
    }
  }

  /// This holds after a noisy episode, too: an equal run that continues without noise scores the
  /// same.
  @Test func evaluationsAreWithoutNoise() throws {
    var configuration = SmallRun.configuration(episodes: 2, updates: 2)
    configuration.trainer.evaluationInterval = 1
    configuration.trainer.explorationNoise = 2
    let noisy = SmallRun()
    try noisy.train(configuration) { try $0.finish() }
    let quiet = SmallRun()
    try quiet.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 3)
      // The end of the updates, which only the evaluation follows.
      try trainer.advance()
    }
    #expect(try quiet.checkpoint?.parts["agent"]?.tensors["phase"]?.integers == [2])
    configuration.trainer.explorationNoise = 0
    try quiet.train(configuration) { try $0.finish() }
    let scores = try #require(try noisy.metrics["evaluation/score"]).map(\.value)
    #expect(scores.count == 1)
    #expect(try quiet.metrics["evaluation/score"]?.map(\.value) == scores)
  }
}
