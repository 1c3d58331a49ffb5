import Base

/// The noise of observations and rewards around the means that a model predicts.
public struct PredictionNoise: Hashable, Sendable {
  /// The standard deviation of an element of an observation.
  public var observationStddev: Double
  /// The standard deviation of a reward.
  public var rewardStddev: Double

  /// Creates noise of the given sizes.
  public init(observationStddev: Double, rewardStddev: Double) {
    require(
      observationStddev > 0 && rewardStddev > 0,
      "noise needs positive deviations, not \(observationStddev) and \(rewardStddev)")
    (self.observationStddev, self.rewardStddev) = (observationStddev, rewardStddev)
  }

  /// Creates the noise under which a loss is a negative log-likelihood.
  ///
  /// A squared error e² that is charged as k·e²/2 corresponds to a normal distribution of variance
  /// 1/k.
  ///
  /// - Parameters:
  ///   - loss: The weights of errors.
  ///   - model: The model, whose frames weigh as much as those of 64 × 64.
  /// - Precondition: The weights of observations and rewards are positive.
  public init(_ loss: LossConfiguration, _ model: WorldModel) {
    let pixels = Double(model.configuration.imageSide * model.configuration.imageSide)
    let scale = model.observation == .frames ? 64 * 64 / pixels : 1
    self.init(
      observationStddev: 1 / (Double(loss.observationScale) * scale).squareRoot(),
      rewardStddev: 1 / Double(loss.rewardScale).squareRoot())
  }
}
