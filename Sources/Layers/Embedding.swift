import Base
import Tensors

/// A table of vectors, looked up by index.
public struct Embedding: EmbeddingLayer {
  public let table: Weight

  /// Creates an embedding.
  ///
  /// - Parameters:
  ///   - vocabularySize: The number of vectors.
  ///   - size: The number of components of a vector.
  ///   - tableInitializer: Makes the table, of shape `[vocabularySize, size]`.
  ///   - tableRegularizer: The penalty on the table.
  ///   - generator: The source of the initial values.
  public init(
    vocabularySize: Int, size: Int,
    tableInitializer: Initializer = .glorotUniform,
    tableRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    table = Weight(
      shape: [vocabularySize, size], initializer: tableInitializer, regularizer: tableRegularizer,
      using: &generator)
  }
}

/// The interface that the estimators of an embedding share.
public protocol EmbeddingLayer: Module {
  /// The vectors, of shape `[vocabularySize, size]`.
  var table: Weight { get }
}

extension EmbeddingLayer {
  /// Returns the vectors at the given indices.
  ///
  /// - Parameters:
  ///   - indices: Indices of vectors in `0..<vocabularySize`.
  ///   - pass: The evaluation of the model that this call is part of.
  /// - Returns: One row per index, of shape `[indices.count, size]`.
  public func callAsFunction(_ indices: [Int], in pass: inout ForwardPass) -> Tensor {
    table(in: &pass).gathered(indices, axis: 0)
  }
}
