import BayesianLayers
import Layers
import Replay
import Tensors

/// The sizes and variants of a world model.
///
/// The defaults are PlaNet's sizes with a Bayesian transition.
public struct WorldModelConfiguration: Codable, Hashable, Sendable {
  /// The paths that lead from one state to the next.
  public enum Dynamics: String, CaseIterable, Codable, Sendable {
    /// A deterministic and a stochastic path: the recurrent state-space model (RSSM).
    case recurrentStateSpace
    /// Only a stochastic path: the state-space model (SSM).
    case stochastic
    /// Only a deterministic path: a recurrent network (RNN).
    case deterministic
  }

  /// The distribution of stochastic states.
  public enum Latent: String, CaseIterable, Codable, Sendable {
    /// Independent normal numbers.
    case gaussian
    /// Groups of categories, as one-hot vectors, with straight-through gradients.
    case categorical
  }

  /// The initial means of random weights.
  public enum WeightMeans: String, CaseIterable, Codable, Sendable {
    /// Uniform with the variance of Glorot and Bengio.
    case glorot
    /// Normal with the variance of He et al.
    case he
    /// Almost zero, which is Edward2's default and starts deep networks dead.
    case nearZero
  }

  /// The paths that lead from one state to the next.
  public var dynamics = Dynamics.recurrentStateSpace
  /// The distribution of stochastic states.
  public var latent = Latent.gaussian
  /// The number of components of the deterministic state h.
  public var deterministicSize = 200
  /// The number of components of the stochastic state s, or the number of groups of categories.
  public var stochasticSize = 30
  /// The number of categories in each group.
  public var categoryCount = 32
  /// The number of units of hidden layers.
  public var hiddenSize = 200
  /// The constant that is added to every standard deviation of a state.
  public var minimumStddev: Scalar = 0.1
  /// The nonlinearity of dense layers.
  public var activation = Activation.elu

  /// The height and width of frames: 32 or 64.
  public var imageSide = 64
  /// Whether frames keep 5 bits per channel, with noise in place of the others.
  public var hasFiveBitFrames = false
  /// The number of channels of the encoder's first convolution.
  public var convolutionDepth = 32
  /// The nonlinearity of convolutions.
  public var convolutionActivation = Activation.relu
  /// The precision to which convolutions round inputs and kernels.
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
  /// The initial means of random weights, and of the points in their place, including those of the
  /// heads; a random cell's recurrent weights have orthogonal means.
  public var weightMeans = WeightMeans.glorot
  /// The initial standard deviations of random weights.
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

  /// The number of components of h, which is zero without a deterministic path.
  public var recurrentSize: Int { dynamics == .stochastic ? 0 : deterministicSize }

  /// The number of components that determine the next stochastic state: those of h, or the hidden
  /// units if there is no h.
  package var contextSize: Int { recurrentSize > 0 ? recurrentSize : hiddenSize }

  /// The number of outputs that determine the distribution of a stochastic state: means and
  /// deviations, or otherwise logits or a point.
  package var latentOutputSize: Int {
    dynamics != .deterministic && latent == .gaussian ? 2 * sampleSize : sampleSize
  }

  /// The number of components of the heads' input: h and s concatenated.
  public var featureSize: Int { recurrentSize + sampleSize }

  /// The conversion of frames' bytes to the model's numbers.
  public var frameScaling: FrameScaling { hasFiveBitFrames ? .fiveBits : .centered }

  /// The initializer of random weights.
  var weightPosterior: Initializer {
    let means: InitialValues =
      switch weightMeans {
      case .glorot: .glorotUniform
      case .he: .heNormal
      case .nearZero: .nearZero
      }
    return .trainableNormal(mean: means, stddev: .each(weightStddev))
  }

  /// The initializer of random weights that map one state of a cell to the next, whose means are
  /// orthogonal, like those of a deterministic cell.
  var recurrentWeightPosterior: Initializer {
    .trainableNormal(mean: .orthogonal(), stddev: .each(weightStddev))
  }

  /// The regularizer that charges the divergence of random weights from their prior.
  var weightRegularizer: Regularizer {
    hasTiedPriorMean
      ? .normalKLDivergenceWithTiedMean(stddev: priorStddev)
      : .normalKLDivergence(stddev: priorStddev)
  }
}

extension WorldModelConfiguration {
  /// The first invalid value with its problem, or `nil`.
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

  /// The problem with the initial standard deviation of weights, or `nil`.
  ///
  /// The softplus constraint adds 1e-7, so its inverse is not finite at or below that; the limit of
  /// 1e-6 keeps a distance.
  private var weightStddevProblem: String? {
    weightStddev >= 1e-6
      ? Bounds.problem(finite: weightStddev) : "expected at least 1e-06, found \(weightStddev)"
  }
}
