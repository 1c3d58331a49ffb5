import Base
import Distributions
import Tensors

/// One evaluation of a model: a single draw of its weights, and everything recorded along the way.
///
/// The pass holds whatever a call of a layer needs beyond its input, so that nothing is global or
/// stored in the layer: the source of randomness, the tape to differentiate, and the sum of
/// regularization losses. A pass draws each weight once, however often its layer is called, so a
/// recurrent cell keeps the same weights over a sequence and its divergence counts once. Start a
/// new pass to draw new weights.
///
/// ```swift
/// var pass = ForwardPass.training(using: generator.split())
/// let error = model(inputs, in: &pass) - targets
/// let loss = (error * error).mean() + pass.regularization / Tensor(exampleCount)
/// optimizer.step(pass.gradients(of: loss, for: optimizer.parameters))
/// ```
///
/// Computing the gradients ends a training pass: it releases the values of parameters, so that an
/// optimizer can change them in place, and records nothing more.
public struct ForwardPass {
  /// The way in which random weights are turned into tensors.
  public enum Weights: String, CaseIterable, Codable, Sendable {
    /// Draws each weight from its distribution.
    case sampled
    /// Uses each distribution's mean, which makes the pass deterministic up to latent noise.
    case mean
  }

  /// The way in which random weights are turned into tensors.
  public let weights: Weights

  /// Whether the model is being trained, which affects ``Dropout`` and ``BatchNorm``.
  public let isTraining: Bool

  /// The source of all randomness in this pass.
  public var generator: SeededGenerator

  private let tape: Tape?
  /// The parameters that become variables of the tape, or `nil` for all.
  private var trained: Set<Identity<Parameter>>?
  private var variables: [Identity<Parameter>: Tensor] = [:]
  private var draws: [Identity<Weight>: Tensor] = [:]
  private var perturbations: [Identity<Weight>: Tensor] = [:]
  private var distributions: [Identity<Weight>: any Distribution] = [:]
  private var memory: [MemoryKey: Tensor] = [:]
  private var charged: Set<Identity<Weight>> = []
  private var uncharged: [Weight] = []
  private var penalties: Tensor?

  private init(weights: Weights, isTraining: Bool, generator: SeededGenerator, tape: Tape?) {
    self.weights = weights
    self.isTraining = isTraining
    self.generator = generator
    self.tape = tape
  }

  /// Starts a pass that records what it computes, and ends with its gradients.
  ///
  /// - Parameters:
  ///   - weights: The way in which random weights are turned into tensors.
  ///   - generator: The source of all randomness in the pass.
  /// - Returns: A pass with a tape.
  public static func training(
    weights: Weights = .sampled, using generator: SeededGenerator
  ) -> ForwardPass {
    ForwardPass(weights: weights, isTraining: true, generator: generator, tape: Tape())
  }

  /// Starts a pass that records only what depends on the given parameters.
  ///
  /// All others are constants, so gradients flow through their layers but not into them. The pass
  /// counts as training for every layer: ``Dropout`` drops, and ``BatchNorm`` updates its
  /// statistics, in the layers of the other parameters, too.
  ///
  /// - Parameters:
  ///   - parameters: The parameters to differentiate with respect to.
  ///   - weights: The way in which random weights are turned into tensors.
  ///   - generator: The source of all randomness in the pass.
  /// - Returns: A pass with a tape.
  public static func training(
    only parameters: [Parameter], weights: Weights = .sampled, using generator: SeededGenerator
  ) -> ForwardPass {
    var pass = training(weights: weights, using: generator)
    pass.trained = Set(parameters.map { Identity($0) })
    return pass
  }

  /// Starts a pass that records nothing.
  ///
  /// - Parameters:
  ///   - weights: The way in which random weights are turned into tensors.
  ///   - generator: The source of all randomness in the pass.
  /// - Returns: A pass without a tape.
  public static func inference(
    weights: Weights = .mean, using generator: SeededGenerator
  ) -> ForwardPass {
    ForwardPass(weights: weights, isTraining: false, generator: generator, tape: nil)
  }

  /// Returns the parameter's value, as a variable of this pass's tape if it is differentiated.
  public mutating func value(of parameter: Parameter) -> Tensor {
    let key = Identity(parameter)
    guard let tape, trained?.contains(key) ?? true else { return parameter.value }
    if let variable = variables[key] { return variable }
    let variable = tape.variable(parameter.value)
    variables[key] = variable
    return variable
  }

  /// Returns the gradient of `loss` with respect to each of `parameters`, and ends the pass.
  ///
  /// The sweep frees the tape as it proceeds, and the pass releases everything that holds values of
  /// parameters, so a pass gives gradients only once.
  ///
  /// - Parameters:
  ///   - loss: A scalar computed in this pass.
  ///   - parameters: The parameters to differentiate with respect to.
  /// - Returns: One gradient per parameter, zero where the loss does not depend on it.
  /// - Precondition: This is a training pass that has not given gradients before.
  public mutating func gradients(of loss: Tensor, for parameters: [Parameter]) -> [Tensor] {
    guard let tape else { fatalError("an inference pass records no gradients") }
    let gradients = tape.gradients(of: loss)
    defer { forgetValues() }
    return parameters.map { parameter in
      variables[Identity(parameter)].flatMap { gradients[$0] }
        ?? Tensor(repeating: 0, shape: parameter.value.shape)
    }
  }

  /// Returns the gradient of `loss` with respect to each of `parameters`, and ends the pass.
  ///
  /// - Parameters:
  ///   - loss: A scalar computed in this pass.
  ///   - parameters: The parameters to differentiate with respect to, as listed by a module or an
  ///     optimizer.
  /// - Returns: One gradient per parameter, zero where the loss does not depend on it.
  /// - Precondition: This is a training pass that has not given gradients before.
  public mutating func gradients(
    of loss: Tensor, for parameters: [(path: String, parameter: Parameter)]
  ) -> [Tensor] {
    gradients(of: loss, for: parameters.map(\.parameter))
  }

  /// Releases the values of parameters, and whatever may share memory with them.
  private mutating func forgetValues() {
    (variables, draws, perturbations) = ([:], [:], [:])
    (distributions, memory) = ([:], [:])
  }
}

// MARK: - Weights

extension ForwardPass {
  /// The sum of the regularization losses of the weights used so far, each counted once.
  ///
  /// This is a scalar in nats, for the data set as a whole: divide it by the number of training
  /// examples before adding it to a mean loss per example. Reading it computes the losses of the
  /// weights used since it was last read; a pass that never reads it never pays for it.
  public var regularization: Tensor {
    mutating get {
      while !uncharged.isEmpty {
        let weight = uncharged.removeFirst()
        guard let penalty = weight.penalty else { continue }
        let loss = penalty.loss(of: weight, in: &self)
        penalties = penalties.map { $0 + loss } ?? loss
      }
      return penalties ?? Tensor(0)
    }
  }

  /// Returns this pass's draw of `weight`, the same at every call.
  mutating func draw(_ weight: Weight) -> Tensor {
    let key = Identity(weight)
    if let draw = draws[key] { return draw }
    charge(weight)
    let draw =
      switch (distribution(of: weight), weights) {
      case (let distribution?, .mean): weight.mean(of: distribution)
      case (let distribution?, .sampled):
        perturbations[key].map { distribution.mean + $0 }
          ?? distribution.sample(using: &generator)
      case (nil, _): weight.posterior.sample(in: &self)
      }
    draws[key] = draw
    return draw
  }

  /// Returns the distribution of `weight` with its gradients, or `nil` if it can only be drawn.
  mutating func distribution(of weight: Weight) -> (any Distribution)? {
    let key = Identity(weight)
    if let distribution = distributions[key] { return distribution }
    charge(weight)
    guard let posterior = weight.posterior as? any ExplicitPosterior else { return nil }
    let distribution = posterior.distribution(in: &self)
    if let normal = distribution as? Normal { weight.requireFit(normal) }
    distributions[key] = distribution
    return distribution
  }

  /// Returns the distance of this pass's draw of `weight` from the mean of its distribution.
  ///
  /// If the weight has not been drawn yet, the distance is drawn directly, which saves a sum and a
  /// difference.
  mutating func perturbation(
    of weight: Weight, from distribution: any Distribution
  ) -> Tensor {
    let key = Identity(weight)
    if let perturbation = perturbations[key] { return perturbation }
    let perturbation =
      if draws[key] == nil, let normal = distribution as? Normal {
        normal.sampleDistance(using: &generator)
      } else {
        draw(weight) - distribution.mean
      }
    perturbations[key] = perturbation
    return perturbation
  }

  private mutating func charge(_ weight: Weight) {
    if charged.insert(Identity(weight)).inserted, weight.penalty != nil {
      uncharged.append(weight)
    }
  }

  /// Returns the tensor that `make` makes at the first call with this owner and shape.
  mutating func remember(
    _ owner: PassMemory, shape: [Int], _ make: (inout ForwardPass) -> Tensor
  ) -> Tensor {
    let key = MemoryKey(owner: Identity(owner), shape: shape)
    if let tensor = memory[key] { return tensor }
    let tensor = make(&self)
    memory[key] = tensor
    return tensor
  }
}

/// An object compared by identity and kept alive, so that no other object can take its address.
private struct Identity<Object: AnyObject>: Hashable {
  let object: Object

  init(_ object: Object) { self.object = object }

  static func == (a: Self, b: Self) -> Bool { a.object === b.object }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(object)) }
}

/// The key under which a tensor is remembered.
private struct MemoryKey: Hashable {
  let owner: Identity<PassMemory>
  let shape: [Int]
}
