import Base
import Control
import PlaNet
import Records
import Replay
import Tensors
import Testing

/// What is read of a run that may go on.
@Suite struct LoadedRunTests {
  private let configuration = SmallRun.configuration(episodes: 2, updates: 9)
  private let environment = TimeLimit(SmallTask(), steps: 20)

  /// The bits of the model, the policy and the value of a run, as its readers have them.
  private func bits(of run: LoadedRun) throws -> [[UInt64]] {
    let model = try run.model(for: environment)
    let behavior = try #require(try run.behavior(for: environment))
    return ParameterBits.bits(of: model) + ParameterBits.bits(of: behavior)
  }

  /// Saves a run amid updates, and returns what it began with and what was saved of it.
  private func save(
    _ run: SmallRun, spoiling spoil: @escaping (Trainer) -> Void = { _ in }
  ) throws -> (first: [[UInt64]], last: [[UInt64]]) {
    var bits: [[[UInt64]]] = []
    try run.train(configuration) { trainer in
      var last = -1
      bits.append(ParameterBits(trainer).parameters)
      trainer.alterGradients = { [unowned trainer] update, _ in
        last = update
        if update == 2 { spoil(trainer) }
      }
      while last < 4 { try trainer.advance() }
      trainer.save()
      bits.append(ParameterBits(trainer).parameters)
    }
    return (bits[0], bits[1])
  }

  @Test func aRunIsReadAsItWasSaved() throws {
    let run = SmallRun()
    let (first, last) = try save(run)
    let loaded = try LoadedRun(run.path)
    #expect(try bits(of: loaded) == last && last != first)
    // R30: the moments and the last good state are only for training.
    #expect(Set(loaded.checkpoint.parts.keys) == ["agent", "behavior", "model"])
    let counts = Dictionary(uniqueKeysWithValues: loaded.counts.map { ($0.name, $0.count) })
    #expect(counts["updates"] == 5 && counts["environment steps"] == 20)
    #expect(counts["dropped episodes"] == 0 && counts["fallback plans"] == 0)
    #expect(counts["clock"] == nil)
  }

  /// Playing with the agent with the seed of its training uses no start that it learned from.
  @Test func episodesBeginApartFromThoseThatAreLearnedFrom() throws {
    let run = SmallRun()
    var configuration = configuration
    configuration.seed = 7
    try run.train(configuration) { try $0.finish() }
    var playing = SeededGenerator(seed: 7)
    let played = Set((0..<100).map { _ in playing.split() })
    let format = try LoadedRun(run.path).replay(for: environment).format
    for number in try RecordedEpisode.numbers(of: run.path) {
      let start = try #require(try RecordedEpisode.read(number, of: run.path, format)?.start)
      #expect(!played.contains(start))
    }
  }

  /// This matches training, which returns to them.
  @Test func theLastGoodParametersAreReadAmidABlowUp() throws {
    for spoil in [{ $0.spoilRewards() }, { $0.spoilValue() }] as [(Trainer) -> Void] {
      let run = SmallRun()
      let (first, _) = try save(run, spoiling: spoil)
      #expect(try !run.isFinite)
      let loaded = try LoadedRun(run.path)
      #expect(try bits(of: loaded) == first)
      _ = try loaded.agent(for: environment)
    }
  }

  /// If there are no good ones, the fault is unusable numbers, and not another model.
  @Test func parametersThatAreNotFiniteAreToldWithTheirPlace() throws {
    let run = SmallRun()
    try run.train(configuration) { try $0.finish() }
    var checkpoint = try #require(try run.checkpoint)
    let (name, tensor) = try #require(checkpoint.parts["model"]?.tensors.first)
    checkpoint.step += 1
    checkpoint.parts["model"]?.tensors[name] = StoredTensor(
      Tensor(repeating: .nan, shape: tensor.shape))
    var store = CheckpointStore(run: run.path)
    let place = try store.save(checkpoint).path
    let reading = #expect(throws: DataError.self) {
      _ = try LoadedRun(run.path).model(for: environment)
    }
    #expect(reading?.file == place && reading?.what == "tensor '\(name)'")
    let training = #expect(throws: DataError.self) { try run.train(configuration) { _ in } }
    #expect(training == reading)
  }
}
