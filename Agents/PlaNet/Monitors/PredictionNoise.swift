import Base

/// How far observations and rewards may lie from the means that a model predicts.
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
  /// A squared error e² that is charged k·e²/2 is that of a normal distribution of variance 1/k.
  ///
  /// - Parameters:
  ///   - loss: What errors weigh.
  ///   - model: The model, whose frames weigh as much as those of 64 × 64.
  /// - Precondition: Observations and rewards weigh more than nothing.
  public init(_ loss: LossConfiguration, _ model: WorldModel) {
    let pixels = Double(model.configuration.imageSide * model.configuration.imageSide)
    let scale = model.observation == .frames ? 64 * 64 / pixels : 1
    self.init(
      observationStddev: 1 / (Double(loss.observationScale) * scale).squareRoot(),
      rewardStddev: 1 / Double(loss.rewardScale).squareRoot())
  }
}
