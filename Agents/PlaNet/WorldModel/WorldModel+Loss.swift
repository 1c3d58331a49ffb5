import Base
import Layers
import Replay
import Tensors

extension WorldModel {
  /// Returns the loss of a batch: the negative evidence lower bound per decision, in nats.
  ///
  ///     observation + reward + state divergence + weight divergence / decisions
  ///
  /// Reference: Hafner et al., "Learning Latent Dynamics for Planning from Pixels", ICML 2019,
  /// eq. 3 and section 4; the balance of the two sides of the state divergence: Hafner et al.,
  /// "Mastering Atari with Discrete World Models", ICLR 2021, algorithm 2.
  ///
  /// - Parameters:
  ///   - batch: The sequences.
  ///   - loss: The weights of the terms.
  ///   - decisionCount: The size of the data set, in decisions.
  ///   - pass: The forward pass, with one draw of the weights.
  /// - Returns: The terms, each a mean over the decisions of the batch.
  public func loss(
    of batch: Batch, _ loss: LossConfiguration, decisionCount: Int, in pass: inout ForwardPass
  ) -> LossTerms {
    let embeddings = embed(batch.observations, in: &pass)
    let rollout = dynamics.observe(
      embeddings: embeddings, actions: batch.actions, in: &pass)
    let observation = observationLoss(rollout.features, batch, in: &pass)
    let rewardError = predictReward(rollout.features, in: &pass) - batch.rewards
    let reward = 0.5 * square(rewardError).mean()
    let states = stateLoss(rollout, loss)
    let overshooting = overshootingLoss(rollout, batch, loss, in: &pass)
    let weights = pass.regularization
    var total =
      loss.observationScale * observation + loss.rewardScale * reward
      + states.charged
      + (loss.weightScale / Scalar(max(decisionCount, 1))) * weights
    if let overshooting { total = total + loss.overshootingScale * overshooting }
    return LossTerms(
      observation: observation, reward: reward, stateDivergence: states.divergence.mean(),
      overshooting: overshooting, weightDivergence: weights, total: total,
      beliefs: rollout.beliefs)
  }

  /// Half the squared error of an observation.
  private func observationLoss(
    _ features: Tensor, _ batch: Batch, in pass: inout ForwardPass
  ) -> Tensor {
    let error = squaredDistance(decode(features, in: &pass), batch.observations)
    let count = Scalar(batch.rewards.count)
    // Frames of every size count as much as those of 64 × 64.
    let pixels = Scalar(batch.observations.count) / count
    let scale = observation == .frames ? 64 * 64 * 3 / pixels : 1
    return (0.5 * scale / count) * error
  }

  /// The divergence of each posterior from its prior, and the charge for it, which is the part
  /// beyond the free nats, for either side.
  ///
  /// With equal scales the charge is a single divergence, with gradients to both sides; with
  /// different scales it consists of two, so the totals of the two cases are not comparable.
  private func stateLoss(
    _ rollout: Rollout, _ loss: LossConfiguration
  ) -> (divergence: Tensor, charged: Tensor) {
    let (posteriors, priors) = (rollout.posteriors, rollout.priors)
    if loss.priorScale == loss.posteriorScale {
      let divergence = posteriors.klDivergence(to: priors)
      return (divergence, loss.priorScale * charged(divergence, loss))
    }
    let toPrior = posteriors.detached.klDivergence(to: priors)
    let toPosterior = posteriors.klDivergence(to: priors.detached)
    return (
      toPosterior,
      loss.priorScale * charged(toPrior, loss) + loss.posteriorScale * charged(toPosterior, loss)
    )
  }

  private func charged(_ divergence: Tensor, _ loss: LossConfiguration) -> Tensor {
    let free = Tensor(loss.freeNats)
    return switch loss.freeNatsPer {
    case .eachState: maximum(divergence, free).mean()
    case .batchMean: maximum(divergence.mean(), free)
    }
  }

  /// The mean charge for predictions two or more steps ahead.
  ///
  /// All starts are predicted from at once; the predicted posteriors get no gradient. Because fewer
  /// starts reach a greater distance, Flipout's signs differ between distances.
  private func overshootingLoss(
    _ rollout: Rollout, _ batch: Batch, _ loss: LossConfiguration, in pass: inout ForwardPass
  ) -> Tensor? {
    let (length, width) = (batch.actions.shape[0], batch.actions.shape[1])
    let farthest = min(loss.overshootingDistance, length - 1)
    guard farthest > 1 else { return nil }
    let actions = batch.actions.reshaped([length * width, batch.actions.shape[2]])
    // Predictions continue from the prior one step after each belief except the last.
    var belief = Belief(
      deterministic: stacked(rollout.beliefs.map(\.deterministic))
        .reshaped([length * width, configuration.recurrentSize]),
      stochastic: stacked(rollout.beliefs.map(\.stochastic))
        .reshaped([length * width, configuration.sampleSize]))
    var terms: [Tensor] = []
    for distance in 1...farthest {
      let rows = (length - distance) * width
      belief = Belief(
        deterministic: belief.deterministic.rows(0..<rows),
        stochastic: belief.stochastic.rows(0..<rows))
      let step = dynamics.imagine(
        actions.rows(distance * width..<length * width), from: belief, in: &pass)
      belief = step.belief
      guard distance > 1 else { continue }
      let targets = rollout.posteriors.detached.flattenedRows.rows(
        distance * width..<length * width)
      terms.append(charged(targets.klDivergence(to: step.prior), loss))
    }
    guard let first = terms.first else { return nil }
    let sum = terms.dropFirst().reduce(first) { $0 + $1 }
    return sum / Scalar(terms.count)
  }
}

extension LatentDistribution {
  /// The same states with time and batch merged into one axis.
  fileprivate var flattenedRows: LatentDistribution {
    reshapingParameters { $0.reshaped([$0.shape[0] * $0.shape[1]] + $0.shape.dropFirst(2)) }
  }
}
