import BayesianLayers
import Layers
import Replay
import Tensors

/// The sizes and variants of a world model.
///
/// The defaults are PlaNet's sizes with a Bayesian transition.
public struct WorldModelConfiguration: Codable, Hashable, Sendable {
  /// Which paths lead from one state to the next.
  public enum Dynamics: String, CaseIterable, Codable, Sendable {
    /// A deterministic and a stochastic path: the recurrent state-space model (RSSM).
    case recurrentStateSpace
    /// Only a stochastic path: the state-space model (SSM).
    case stochastic
    /// Only a deterministic path: a recurrent network (RNN).
    case deterministic
  }

  /// What a stochastic state is drawn from.
  public enum Latent: String, CaseIterable, Codable, Sendable {
    /// Independent normal numbers.
    case gaussian
    /// Groups of categories, as vectors with a single one, with straight-through gradients.
    case categorical
  }

  /// Where the means of random weights start.
  public enum WeightMeans: String, CaseIterable, Codable, Sendable {
    /// Uniform with the variance of Glorot and Bengio.
    case glorot
    /// Normal with the variance of He et al.
    case he
    /// Almost zero, which is Edward2's default and starts deep networks dead.
    case nearZero
  }

  /// Which paths lead from one state to the next.
  public var dynamics = Dynamics.recurrentStateSpace
  /// What a stochastic state is drawn from.
  public var latent = Latent.gaussian
  /// The number of components of the deterministic state h.
  public var deterministicSize = 200
  /// The number of components of the stochastic state s, or the number of groups of categories.
  public var stochasticSize = 30
  /// The number of categories in a group.
  public var categoryCount = 32
  /// The number of units of hidden layers.
  public var hiddenSize = 200
  /// What is added to every standard deviation of a state.
  public var minimumStddev: Scalar = 0.1
  /// The nonlinearity of dense layers.
  public var activation = Activation.elu

  /// The height and width of frames: 32 or 64.
  public var imageSide = 64
  /// Whether frames are seen with 5 bits a channel and noise in place of the others.
  public var hasFiveBitFrames = false
  /// The number of channels of the encoder's first convolution.
  public var convolutionDepth = 32
  /// The nonlinearity of convolutions.
  public var convolutionActivation = Activation.relu
  /// What convolutions round inputs and kernels to.
  public var precision = ConvolutionPrecision.full
  /// The units of the reward head's hidden layers.
  public var rewardHiddenSizes = [300, 300, 300]

  /// How the transition's feed-forward layers treat their weights.
  public var transition = Estimator.reparameterization
  /// How the recurrent cell treats its weights.
  public var cell = Estimator.deterministic
  /// How the posterior's layers treat their weights.
  public var posterior = Estimator.deterministic
  /// How the decoder's layers treat their weights.
  public var decoder = Estimator.deterministic
  /// Where the means of random weights start, and the points in their place, those of the heads
  /// included; a random cell's recurrent weights have orthogonal means.
  public var weightMeans = WeightMeans.glorot
  /// Where the standard deviations of random weights start.
  public var weightStddev: Scalar = 0.05
  /// The standard deviation of the prior over random weights.
  public var priorStddev: Scalar = 1
  /// Whether the prior has the weights' own means, so that only deviations are charged.
  public var hasTiedPriorMean = false

  /// Creates PlaNet's configuration.
  public init() {}

  /// The number of components of a drawn stochastic state.
  public var sampleSize: Int {
    latent == .categorical ? stochasticSize * categoryCount : stochasticSize
  }

  /// The number of components of h, zero where there is no deterministic path.
  public var recurrentSize: Int { dynamics == .stochastic ? 0 : deterministicSize }

  /// The number of components that a next stochastic state follows from: those of h, or the hidden
  /// units where there is no h.
  package var contextSize: Int { recurrentSize > 0 ? recurrentSize : hiddenSize }

  /// The number of outputs that make the distribution of a stochastic state: means and deviations, or
  /// else logits or a point.
  package var latentOutputSize: Int {
    dynamics != .deterministic && latent == .gaussian ? 2 * sampleSize : sampleSize
  }

  /// The number of components of what the heads see: h and s next to each other.
  public var featureSize: Int { recurrentSize + sampleSize }

  /// How bytes of frames become the numbers that the model sees.
  public var frameScaling: FrameScaling { hasFiveBitFrames ? .fiveBits : .centered }

  /// Makes the distributions of random weights.
  var weightPosterior: Initializer {
    let means: InitialValues =
      switch weightMeans {
      case .glorot: .glorotUniform
      case .he: .heNormal
      case .nearZero: .nearZero
      }
    return .trainableNormal(mean: means, stddev: .each(weightStddev))
  }

  /// Makes the distributions of random weights that map one state of a cell to the next: their means
  /// are orthogonal, as those of a deterministic cell are.
  var recurrentWeightPosterior: Initializer {
    .trainableNormal(mean: .orthogonal(), stddev: .each(weightStddev))
  }

  /// Charges what random weights diverge from their prior.
  var weightRegularizer: Regularizer {
    hasTiedPriorMean
      ? .normalKLDivergenceWithTiedMean(stddev: priorStddev)
      : .normalKLDivergence(stddev: priorStddev)
  }
}

extension WorldModelConfiguration {
  /// What is wrong with the values, or `nil`.
  package var fault: (name: String, problem: String)? {
    if imageSide != 32 && imageSide != 64 {
      return ("imageSide", "expected 32 or 64, found \(imageSide)")
    }
    return Bounds.fault(among: [
      "deterministicSize": Bounds.problem(deterministicSize),
      "stochasticSize": Bounds.problem(stochasticSize),
      "categoryCount": Bounds.problem(categoryCount), "hiddenSize": Bounds.problem(hiddenSize),
      "convolutionDepth": Bounds.problem(convolutionDepth),
      "rewardHiddenSizes": Bounds.problem(sizes: rewardHiddenSizes),
      "minimumStddev": Bounds.problem(positive: minimumStddev),
      "weightStddev": weightStddevProblem,
      "priorStddev": Bounds.problem(positive: priorStddev),
    ])
  }

  /// Nearer to zero, there is no number that the constraint of standard deviations makes it of.
  private var weightStddevProblem: String? {
    weightStddev >= 1e-6
      ? Bounds.problem(finite: weightStddev) : "expected at least 1e-06, found \(weightStddev)"
  }
}
