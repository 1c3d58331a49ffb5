import Base
import Control
import PlaNet
import Replay
import Testing

@Suite struct EvaluationTests {
  /// R30.
  @Test func onlyTheFirstEpisodesAreKept() throws {
    let run = SmallRun()
    let configuration = SmallRun.configuration(episodes: 1, updates: 1)
    let environment = TimeLimit(SmallTask(), steps: 20)
    try run.train(configuration) { trainer in
      func evaluation(keeping count: Int) throws -> Evaluation {
        var (evaluation, generator) = (Evaluation(keeping: count), SeededGenerator(seed: 3))
        var agent = PlaNetAgent(trainer.model, configuration, for: environment)
        for _ in 0..<4 { _ = try evaluation.play(&agent, in: environment, using: &generator) }
        return evaluation
      }
      let (some, all) = (try evaluation(keeping: 2), try evaluation(keeping: 4))
      #expect(all.scores.count == 4 && all.episodes.count == 4)
      #expect(some.scores == all.scores)
      #expect(some.episodes == Array(all.episodes.prefix(2)))
    }
  }
}
