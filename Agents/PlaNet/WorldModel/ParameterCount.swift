import BayesianLayers

/// The number of parameters of a model, from its sizes alone.
///
/// It is in double precision, so that no model is too large to count.
package struct ParameterCount: Hashable, Sendable {
  /// The number of elements of weights that are points.
  private(set) var certain = 0.0
  /// The number of elements of weights with a distribution, each with two parameters.
  private(set) var random = 0.0

  /// The number of parameters.
  package var total: Double { certain + 2 * random }

  private mutating func addKernel(_ count: Double, by estimator: Estimator) {
    if estimator.isBayesian { random += count } else { certain += count }
  }

  private mutating func addDense(
    _ inputSize: Int, _ outputSize: Int, by estimator: Estimator = .deterministic
  ) {
    addKernel(Double(inputSize) * Double(outputSize), by: estimator)
    certain += Double(outputSize)
  }

  private mutating func addCell(_ inputSize: Int, _ stateSize: Int, by estimator: Estimator) {
    let state = Double(stateSize)
    addKernel(3 * (Double(inputSize) + state) * state, by: estimator)
    certain += 6 * state
  }

  private mutating func addConvolution(
    _ size: ConvolutionSize, by estimator: Estimator = .deterministic
  ) {
    let window = Double(size.kernelLength * size.kernelLength)
    addKernel(window * Double(size.inputChannels) * Double(size.outputChannels), by: estimator)
    certain += Double(size.outputChannels)
  }

  private mutating func addHead(
    _ model: WorldModelConfiguration, hiddenSizes: [Int], outputSize: Int,
    by estimator: Estimator = .deterministic
  ) {
    let sizes = [model.featureSize] + hiddenSizes + [outputSize]
    for (input, output) in zip(sizes, sizes.dropFirst()) { addDense(input, output, by: estimator) }
  }
}

extension ParameterCount {
  /// Counts the parameters of a ``WorldModel``.
  package init(
    _ model: WorldModelConfiguration, observation: ObservationKind, actionSize: Int
  ) {
    let embeddingSize: Int
    switch observation {
    case .frames:
      embeddingSize = model.frameEmbeddingSize
      for size in model.encoderConvolutions { addConvolution(size) }
      addDense(model.featureSize, 32 * model.convolutionDepth, by: model.decoder)
      for size in model.decoderConvolutions { addConvolution(size, by: model.decoder) }
    case .vector(let size):
      embeddingSize = model.hiddenSize
      addDense(size, model.hiddenSize)
      addDense(model.hiddenSize, model.hiddenSize)
      addHead(
        model, hiddenSizes: [model.hiddenSize, model.hiddenSize], outputSize: size,
        by: model.decoder)
    }
    addDynamics(model, actionSize: actionSize, embeddingSize: embeddingSize)
    addHead(model, hiddenSizes: model.rewardHiddenSizes, outputSize: 1)
  }

  /// Counts the parameters of a ``Behavior``.
  package init(
    _ model: WorldModelConfiguration, _ behavior: BehaviorConfiguration, actionSize: Int
  ) {
    addHead(model, hiddenSizes: behavior.hiddenSizes, outputSize: 2 * actionSize)
    addHead(model, hiddenSizes: behavior.hiddenSizes, outputSize: 1)
  }

  private mutating func addDynamics(
    _ model: WorldModelConfiguration, actionSize: Int, embeddingSize: Int
  ) {
    let (hidden, state, context) = (model.hiddenSize, model.recurrentSize, model.contextSize)
    let outputs = model.latentOutputSize
    addDense(model.sampleSize + actionSize, hidden, by: model.transition)
    if state > 0 { addCell(hidden, state, by: model.cell) }
    addDense(context, hidden, by: model.transition)
    addDense(hidden, outputs, by: model.transition)
    addDense(context, hidden, by: model.posterior)
    addDense(embeddingSize, hidden, by: model.posterior)
    addDense(hidden, outputs, by: model.posterior)
  }
}
