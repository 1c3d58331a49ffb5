import Base
import Control
import Testing

/// Pushes up, by chance or by the number of steps since the episode began.
private struct Pusher: Agent {
  var count = 0
  var learned: [Double] = []
  var isRandom = false

  mutating func begin() { count = 0 }

  mutating func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) throws -> [Double] {
    count += 1
    return [isRandom ? generator.nextUniform() : 1 / Double(count)]
  }

  mutating func learn(from episode: Episode, using generator: inout SeededGenerator) {
    learned.append(episode.score)
  }
}

/// Leaves everything to the protocol's defaults.
private struct Still: Agent {
  func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) -> [Double] { [0] }
}

@Suite struct EpisodeTests {
  @Test func anEpisodeHoldsWhatHappened() throws {
    var environment = TimeLimit(Counter(), steps: 3)
    var agent = Pusher()
    var generator = SeededGenerator(seed: 1)
    let episode = try play(&environment, with: &agent, using: &generator)
    #expect(episode.actions == [[1], [1 / 2], [1 / 3]])
    #expect(episode.rewards == [1, 1 / 2, 1 / 3])
    #expect(episode.length == 3 && episode.score == 1 + 1 / 2 + 1 / 3)
    #expect(episode.end == .timeLimit)
    let start = try #require(episode.observations.first)
    #expect(episode.observations.count == 4 && (0..<1).contains(start[0]))
    #expect(episode.observations.last == environment.observation)
    #expect(episode.observations[1] == [start[0] + 1])
  }

  @Test func anAgentBeginsEveryEpisode() throws {
    var environment = TimeLimit(Counter(), steps: 2)
    var agent = Pusher()
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2 {
      let episode = try play(&environment, with: &agent, using: &generator)
      #expect(episode.actions == [[1], [0.5]])
      agent.learn(from: episode, using: &generator)
    }
    #expect(agent.learned == [1.5, 1.5])
  }

  @Test func allAgentsGetTheSameStarts() throws {
    func starts(_ agent: some Agent) throws -> [[Double]] {
      var (environment, agent) = (TimeLimit(Counter(), steps: 4), agent)
      var generator = SeededGenerator(seed: 5)
      return try (0..<3).compactMap { _ in
        try play(&environment, with: &agent, using: &generator).observations.first
      }
    }
    let expected = try starts(Still())
    #expect(Set(expected).count == 3)
    #expect(try starts(Pusher(isRandom: true)) == expected)
  }

  @Test func everyStepIsWatched() throws {
    var environment = TimeLimit(Counter(), steps: 3)
    var agent: any Agent = Pusher()
    var generator = SeededGenerator(seed: 2)
    var (totals, rewards, ends): ([Double], [Double], Int) = ([], [], 0)
    let episode = try play(&environment, with: &agent, using: &generator) { environment, step in
      totals.append(environment.base.total)
      rewards.append(step.reward)
      ends += step.end == nil ? 0 : 1
    }
    #expect(totals == episode.observations.dropFirst().map { $0[0] })
    #expect(rewards == episode.rewards && ends == 1)
  }

  @Test func anAgentNeedNotLearn() throws {
    var environment = TimeLimit(Counter(), steps: 1)
    var agent = Still()
    var generator = SeededGenerator(seed: 2)
    let episode = try play(&environment, with: &agent, using: &generator)
    try agent.learn(from: episode, using: &generator)
    #expect(episode.score == 0)
  }
}
