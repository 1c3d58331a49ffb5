import Base
import Layers
import Tensors

/// A table of vectors with a distribution, looked up by index.
///
/// A drop-in replacement for `Embedding`: it takes the same arguments, with different defaults. The
/// table is drawn once per pass.
public struct EmbeddingReparameterization: EmbeddingLayer {
  public let table: Weight

  /// Creates a Bayesian embedding, from the arguments of `Embedding`.
  public init(
    vocabularySize: Int, size: Int,
    tableInitializer: Initializer = .trainableNormal(),
    tableRegularizer: Regularizer? = .normalKLDivergence(),
    using generator: inout SeededGenerator
  ) {
    table =
      Embedding(
        vocabularySize: vocabularySize, size: size, tableInitializer: tableInitializer,
        tableRegularizer: tableRegularizer, using: &generator
      ).table
  }
}
