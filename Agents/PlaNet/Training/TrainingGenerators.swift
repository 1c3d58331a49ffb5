import Base

/// The sources of randomness of a training run, one for each consumer.
struct TrainingGenerators: Hashable, Sendable {
  /// The starts of episodes.
  var episodes: SeededGenerator
  /// The draws of decisions.
  var acting: SeededGenerator
  /// Batches, and the draws of updates.
  var learning: SeededGenerator
  /// Evaluations, their starts and decisions; it never advances.
  var evaluation: SeededGenerator

  /// Returns the generator of the evaluation after `count` episodes, the same at every call.
  func evaluation(afterEpisodes count: Int) -> SeededGenerator {
    var generator = place(afterEpisodes: count)
    return generator.split()
  }

  /// Returns the generator of the measurements on held-out episodes after `count` episodes.
  func monitor(afterEpisodes count: Int) -> SeededGenerator {
    var generator = place(afterEpisodes: count)
    _ = generator.split()
    return generator.split()
  }

  private func place(afterEpisodes count: Int) -> SeededGenerator {
    var place = SeededGenerator(
      seed: evaluation.seed, stream: evaluation.stream, position: UInt64(count))
    return place.split()
  }

  /// Returns the source of all randomness in a training run, separate from other uses of the same
  /// seed: episodes that are played with a trained agent must not begin like those it has learned
  /// from.
  static func root(seed: UInt64) -> SeededGenerator {
    SeededGenerator(seed: seed, stream: 0x7472_6169_6E69_6E67)
  }

  /// Creates the generators of a seed.
  init(_ generator: inout SeededGenerator) {
    (episodes, acting) = (generator.split(), generator.split())
    (learning, evaluation) = (generator.split(), generator.split())
  }

  /// The generators by name, for a checkpoint.
  static let names: [(name: String, path: any WritableKeyPath<Self, SeededGenerator> & Sendable)] =
    [
      ("episodes", \.episodes), ("acting", \.acting), ("learning", \.learning),
      ("evaluation", \.evaluation),
    ]
}
