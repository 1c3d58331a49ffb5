import Base
import Layers
import Tensors

/// How a layer treats the distribution over its weights, as a choice to make at run time.
///
/// A model that makes its layers through an estimator turns Bayesian by one argument:
///
/// ```swift
/// let hidden = estimator.dense(4, 32, activation: .elu, using: &generator)
/// let cell = estimator.gruCell(32, 200, using: &generator)
/// ```
public enum Estimator: String, CaseIterable, Codable, Hashable, Sendable {
  /// Weights are points.
  case deterministic
  /// Weights are drawn once a pass and shared by the batch.
  case reparameterization
  /// The outputs of matrix products are drawn, for each example and call.
  case localReparameterization
  /// Weights are drawn once a pass, and each example flips signs of the perturbation.
  case flipout

  /// Whether weights have distributions.
  public var isBayesian: Bool { self != .deterministic }

  /// Makes a densely connected layer.
  ///
  /// - Parameters:
  ///   - inputSize: The number of features in.
  ///   - outputSize: The number of features out.
  ///   - activation: The nonlinearity after the affine map.
  ///   - posterior: Makes the kernel of a Bayesian layer.
  ///   - regularizer: The penalty on the kernel of a Bayesian layer.
  ///   - generator: The source of the initial values.
  /// - Returns: The layer, whose deterministic kernel starts like `.glorotUniform`.
  public func dense(
    _ inputSize: Int, _ outputSize: Int, activation: Activation = .identity,
    posterior: Initializer = .trainableNormal(),
    regularizer: Regularizer? = .normalKLDivergence(),
    using generator: inout SeededGenerator
  ) -> any DenseLayer {
    switch self {
    case .deterministic:
      Dense(inputSize, outputSize, activation: activation, using: &generator)
    case .reparameterization:
      DenseReparameterization(
        inputSize, outputSize, activation: activation, kernelInitializer: posterior,
        kernelRegularizer: regularizer, using: &generator)
    case .localReparameterization:
      DenseLocalReparameterization(
        inputSize, outputSize, activation: activation, kernelInitializer: posterior,
        kernelRegularizer: regularizer, using: &generator)
    case .flipout:
      DenseFlipout(
        inputSize, outputSize, activation: activation, kernelInitializer: posterior,
        kernelRegularizer: regularizer, using: &generator)
    }
  }

  /// Makes a convolutional layer over the two axes of an image.
  ///
  /// - Parameters:
  ///   - inputChannels: The number of channels in.
  ///   - outputChannels: The number of channels out.
  ///   - kernelSize: The height and width of the window.
  ///   - strides: How far the window moves down and to the right.
  ///   - padding: Whether the input is padded with zeros.
  ///   - activation: The nonlinearity after the affine map.
  ///   - precision: What inputs and kernel are rounded to before they are multiplied.
  ///   - posterior: Makes the kernel of a Bayesian layer.
  ///   - regularizer: The penalty on the kernel of a Bayesian layer.
  ///   - generator: The source of the initial values.
  /// - Returns: The layer, whose deterministic kernel starts like `.glorotUniform`.
  public func conv2D(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: (Int, Int),
    strides: (Int, Int) = (1, 1), padding: Padding = .valid, activation: Activation = .identity,
    precision: ConvolutionPrecision = .full,
    posterior: Initializer = .trainableNormal(),
    regularizer: Regularizer? = .normalKLDivergence(),
    using generator: inout SeededGenerator
  ) -> any Conv2DLayer {
    switch self {
    case .deterministic:
      Conv2D(
        inputChannels, outputChannels, kernelSize: kernelSize, strides: strides, padding: padding,
        activation: activation, precision: precision, using: &generator)
    case .reparameterization:
      Conv2DReparameterization(
        inputChannels, outputChannels, kernelSize: kernelSize, strides: strides, padding: padding,
        activation: activation, precision: precision, kernelInitializer: posterior,
        kernelRegularizer: regularizer, using: &generator)
    case .localReparameterization:
      Conv2DLocalReparameterization(
        inputChannels, outputChannels, kernelSize: kernelSize, strides: strides, padding: padding,
        activation: activation, precision: precision, kernelInitializer: posterior,
        kernelRegularizer: regularizer, using: &generator)
    case .flipout:
      Conv2DFlipout(
        inputChannels, outputChannels, kernelSize: kernelSize, strides: strides, padding: padding,
        activation: activation, precision: precision, kernelInitializer: posterior,
        kernelRegularizer: regularizer, using: &generator)
    }
  }

  /// Makes a transposed convolutional layer over the two axes of an image.
  ///
  /// - Parameters:
  ///   - inputChannels: The number of channels in.
  ///   - outputChannels: The number of channels out.
  ///   - kernelSize: The height and width of the window.
  ///   - strides: How far the window moves down and to the right in the output.
  ///   - padding: Whether the output is cut to n · stride.
  ///   - activation: The nonlinearity after the affine map.
  ///   - precision: What inputs and kernel are rounded to before they are multiplied.
  ///   - posterior: Makes the kernel of a Bayesian layer.
  ///   - regularizer: The penalty on the kernel of a Bayesian layer.
  ///   - generator: The source of the initial values.
  /// - Returns: The layer, whose deterministic kernel starts like `.glorotUniform`.
  public func convTranspose2D(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: (Int, Int),
    strides: (Int, Int) = (1, 1), padding: Padding = .valid, activation: Activation = .identity,
    precision: ConvolutionPrecision = .full,
    posterior: Initializer = .trainableNormal(),
    regularizer: Regularizer? = .normalKLDivergence(),
    using generator: inout SeededGenerator
  ) -> any ConvTranspose2DLayer {
    switch self {
    case .deterministic:
      ConvTranspose2D(
        inputChannels, outputChannels, kernelSize: kernelSize, strides: strides,
        padding: padding, activation: activation, precision: precision, using: &generator)
    case .reparameterization:
      ConvTranspose2DReparameterization(
        inputChannels, outputChannels, kernelSize: kernelSize, strides: strides,
        padding: padding, activation: activation, precision: precision,
        kernelInitializer: posterior, kernelRegularizer: regularizer, using: &generator)
    case .localReparameterization:
      ConvTranspose2DLocalReparameterization(
        inputChannels, outputChannels, kernelSize: kernelSize, strides: strides,
        padding: padding, activation: activation, precision: precision,
        kernelInitializer: posterior, kernelRegularizer: regularizer, using: &generator)
    case .flipout:
      ConvTranspose2DFlipout(
        inputChannels, outputChannels, kernelSize: kernelSize, strides: strides,
        padding: padding, activation: activation, precision: precision,
        kernelInitializer: posterior, kernelRegularizer: regularizer, using: &generator)
    }
  }

  /// Makes a gated recurrent unit.
  ///
  /// - Parameters:
  ///   - inputSize: The number of features in.
  ///   - stateSize: The number of components of the state.
  ///   - posterior: Makes the input kernel of a Bayesian cell.
  ///   - recurrentPosterior: Makes the recurrent kernel of a Bayesian cell.
  ///   - regularizer: The penalty on each kernel of a Bayesian cell.
  ///   - generator: The source of the initial values.
  /// - Returns: The cell, whose deterministic kernels start like those of `GRUCell`.
  public func gruCell(
    _ inputSize: Int, _ stateSize: Int,
    posterior: Initializer = .trainableNormal(),
    recurrentPosterior: Initializer = .trainableNormal(mean: .orthogonal()),
    regularizer: Regularizer? = .normalKLDivergence(),
    using generator: inout SeededGenerator
  ) -> any GRULayer {
    switch self {
    case .deterministic:
      GRUCell(inputSize, stateSize, using: &generator)
    case .reparameterization:
      GRUCellReparameterization(
        inputSize, stateSize, kernelInitializer: posterior,
        recurrentInitializer: recurrentPosterior, kernelRegularizer: regularizer,
        recurrentRegularizer: regularizer, using: &generator)
    case .localReparameterization:
      GRUCellLocalReparameterization(
        inputSize, stateSize, kernelInitializer: posterior,
        recurrentInitializer: recurrentPosterior, kernelRegularizer: regularizer,
        recurrentRegularizer: regularizer, using: &generator)
    case .flipout:
      GRUCellFlipout(
        inputSize, stateSize, kernelInitializer: posterior,
        recurrentInitializer: recurrentPosterior, kernelRegularizer: regularizer,
        recurrentRegularizer: regularizer, using: &generator)
    }
  }
}
