import Base
import Control
import PlaNet
import Records
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

  /// From equal generators an agent plays equal episodes, evaluated or not.
  @Test func whoWatchesAnEpisodeSeesEveryObservation() throws {
    let configuration = SmallRun.configuration(episodes: 1, updates: 1)
    let environment = TimeLimit(SmallTask(), steps: 20)
    let run = SmallRun()
    try run.train(configuration) { trainer in
      var agent = PlaNetAgent(trainer.model, configuration, for: environment)
      var other = agent
      var (first, second) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
      var seen: [Float] = []
      let episode = try agent.play(in: environment, using: &first) { world in
        seen += world.observation.map { Float($0) }
      }
      #expect(seen.count == 2 * 21 && SampleEpisodes.bytes(seen) == episode.observations)
      var evaluation = Evaluation(keeping: 1)
      _ = try evaluation.play(&other, in: environment, using: &second)
      #expect(evaluation.episodes == [episode] && evaluation.decisions == 20)
    }
  }

  /// An evaluation may take minutes, during which nothing else happens.
  @Test func anEvaluationShowsHowFarItIs() throws {
    var configuration = SmallRun.configuration(episodes: 2, updates: 1)
    configuration.trainer.evaluationInterval = 1
    configuration.trainer.evaluationEpisodes = 3
    let run = SmallRun()
    try run.train(configuration) { try $0.finish() }
    let words = run.progress.flatMap(\.details).filter { $0.hasPrefix("evaluation ") }
    #expect(Set(words) == ["evaluation 1/3", "evaluation 2/3", "evaluation 3/3"])
    // One for each decision.
    #expect(words.count == 60)
  }
}
