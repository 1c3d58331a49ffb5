import Base
import Layers
import Tensors

/// The treatment of the distribution over a layer's weights, as a choice made at run time.
///
/// A model that creates its layers through an estimator becomes Bayesian by changing one argument:
///
/// ```swift
/// let hidden = estimator.dense(4, 32, activation: .elu, using: &generator)
/// let cell = estimator.gruCell(32, 200, using: &generator)
/// ```
///
/// It creates the layers that all estimators have, from the arguments of `Dense`, `Conv2D`,
/// `ConvTranspose2D` and `GRUCell`, with biases that are points. A deterministic layer starts at
/// the means of its initializers, so that only the estimator differs, and pays no regularizer.
/// Convolutions over one axis, long short-term memories and embeddings lack some estimators and are
/// created by name, as are layers with distributions over their biases.
public enum Estimator: String, CaseIterable, Codable, Hashable, Sendable {
  /// Weights are points.
  case deterministic
  /// Weights are drawn once per pass and shared by the batch.
  case reparameterization
  /// The outputs of matrix products are drawn, for each example and call.
  case localReparameterization
  /// Weights are drawn once per pass, and each example flips the signs of the perturbation.
  case flipout

  /// Whether weights have distributions.
  public var isBayesian: Bool { self != .deterministic }

  /// Makes a densely connected layer.
  ///
  /// - Parameters:
  ///   - inputSize: The number of input features.
  ///   - outputSize: The number of output features.
  ///   - activation: The nonlinearity after the affine map.
  ///   - useBias: Whether to add a bias.
  ///   - kernelInitializer: Makes the kernel.
  ///   - kernelRegularizer: The penalty on the kernel of a Bayesian layer.
  ///   - generator: The source of the initial values.
  /// - Returns: The layer.
  public func dense(
    _ inputSize: Int, _ outputSize: Int,
    activation: Activation = .identity, useBias: Bool = true,
    kernelInitializer: Initializer = .trainableNormal(),
    kernelRegularizer: Regularizer? = .normalKLDivergence(),
    using generator: inout SeededGenerator
  ) -> any DenseLayer {
    let base = Dense(
      inputSize, outputSize, activation: activation, useBias: useBias,
      kernelInitializer: isBayesian ? kernelInitializer : kernelInitializer.atMean,
      kernelRegularizer: isBayesian ? kernelRegularizer : nil, using: &generator)
    return switch self {
    case .deterministic: base
    case .reparameterization: DenseReparameterization(base)
    case .localReparameterization: DenseLocalReparameterization(base)
    case .flipout: DenseFlipout(base)
    }
  }

  /// Makes a convolutional layer over the two axes of an image.
  ///
  /// - Parameters:
  ///   - inputChannels: The number of input channels.
  ///   - outputChannels: The number of output channels.
  ///   - kernelSize: The height and width of the window.
  ///   - strides: The strides of the window, down and to the right.
  ///   - padding: Whether the input is padded with zeros.
  ///   - activation: The nonlinearity after the affine map.
  ///   - useBias: Whether to add a bias.
  ///   - precision: The precision to which inputs and kernel are rounded before they are
  ///     multiplied.
  ///   - kernelInitializer: Makes the kernel.
  ///   - kernelRegularizer: The penalty on the kernel of a Bayesian layer.
  ///   - generator: The source of the initial values.
  /// - Returns: The layer.
  public func conv2D(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: (Int, Int),
    strides: (Int, Int) = (1, 1), padding: Padding = .valid,
    activation: Activation = .identity, useBias: Bool = true,
    precision: ConvolutionPrecision = .full,
    kernelInitializer: Initializer = .trainableNormal(),
    kernelRegularizer: Regularizer? = .normalKLDivergence(),
    using generator: inout SeededGenerator
  ) -> any Conv2DLayer {
    let base = Conv2D(
      inputChannels, outputChannels, kernelSize: kernelSize, strides: strides, padding: padding,
      activation: activation, useBias: useBias, precision: precision,
      kernelInitializer: isBayesian ? kernelInitializer : kernelInitializer.atMean,
      kernelRegularizer: isBayesian ? kernelRegularizer : nil, using: &generator)
    return switch self {
    case .deterministic: base
    case .reparameterization: Conv2DReparameterization(base)
    case .localReparameterization: Conv2DLocalReparameterization(base)
    case .flipout: Conv2DFlipout(base)
    }
  }

  /// Makes a transposed convolutional layer over the two axes of an image.
  ///
  /// - Parameters:
  ///   - inputChannels: The number of input channels.
  ///   - outputChannels: The number of output channels.
  ///   - kernelSize: The height and width of the window.
  ///   - strides: The strides of the window in the output, down and to the right.
  ///   - padding: Whether the output is cut to n · stride.
  ///   - activation: The nonlinearity after the affine map.
  ///   - useBias: Whether to add a bias.
  ///   - precision: The precision to which inputs and kernel are rounded before they are
  ///     multiplied.
  ///   - kernelInitializer: Makes the kernel.
  ///   - kernelRegularizer: The penalty on the kernel of a Bayesian layer.
  ///   - generator: The source of the initial values.
  /// - Returns: The layer.
  public func convTranspose2D(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: (Int, Int),
    strides: (Int, Int) = (1, 1), padding: Padding = .valid,
    activation: Activation = .identity, useBias: Bool = true,
    precision: ConvolutionPrecision = .full,
    kernelInitializer: Initializer = .trainableNormal(),
    kernelRegularizer: Regularizer? = .normalKLDivergence(),
    using generator: inout SeededGenerator
  ) -> any ConvTranspose2DLayer {
    let base = ConvTranspose2D(
      inputChannels, outputChannels, kernelSize: kernelSize, strides: strides, padding: padding,
      activation: activation, useBias: useBias, precision: precision,
      kernelInitializer: isBayesian ? kernelInitializer : kernelInitializer.atMean,
      kernelRegularizer: isBayesian ? kernelRegularizer : nil, using: &generator)
    return switch self {
    case .deterministic: base
    case .reparameterization: ConvTranspose2DReparameterization(base)
    case .localReparameterization: ConvTranspose2DLocalReparameterization(base)
    case .flipout: ConvTranspose2DFlipout(base)
    }
  }

  /// Makes a gated recurrent unit.
  ///
  /// - Parameters:
  ///   - inputSize: The number of input features.
  ///   - stateSize: The number of components of the state.
  ///   - kernelInitializer: Makes the input kernel.
  ///   - recurrentInitializer: Makes the recurrent kernel.
  ///   - kernelRegularizer: The penalty on the input kernel of a Bayesian cell.
  ///   - recurrentRegularizer: The penalty on the recurrent kernel of a Bayesian cell.
  ///   - generator: The source of the initial values.
  /// - Returns: The cell.
  public func gruCell(
    _ inputSize: Int, _ stateSize: Int,
    kernelInitializer: Initializer = .trainableNormal(),
    recurrentInitializer: Initializer = .trainableNormal(mean: .orthogonal()),
    kernelRegularizer: Regularizer? = .normalKLDivergence(),
    recurrentRegularizer: Regularizer? = .normalKLDivergence(),
    using generator: inout SeededGenerator
  ) -> any GRULayer {
    let base = GRUCell(
      inputSize, stateSize,
      kernelInitializer: isBayesian ? kernelInitializer : kernelInitializer.atMean,
      recurrentInitializer: isBayesian ? recurrentInitializer : recurrentInitializer.atMean,
      kernelRegularizer: isBayesian ? kernelRegularizer : nil,
      recurrentRegularizer: isBayesian ? recurrentRegularizer : nil, using: &generator)
    return switch self {
    case .deterministic: base
    case .reparameterization: GRUCellReparameterization(base)
    case .localReparameterization: GRUCellLocalReparameterization(base)
    case .flipout: GRUCellFlipout(base)
    }
  }
}
