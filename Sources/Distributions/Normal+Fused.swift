import Base
import RealModule
import Tensors

// Every training step draws every weight and charges its divergence, so each of these is a single
// operation with one pullback; composing them from smaller operations would create a tensor for
// each term. Tests compare both with their composition.

extension Normal {
  /// Returns μ + σ · ε.
  ///
  /// - Parameter noise: The ε, of the shape of a draw.
  /// - Returns: The draw, with gradients to both moments.
  package func shifted(by noise: Tensor) -> Tensor {
    guard mean.shape == noise.shape, stddev.shape == noise.shape else {
      return mean + stddev * noise
    }
    let (i, j) = (mean.slot, stddev.slot)
    let (means, stddevs) = (mean.elements, stddev.elements)
    let draw = Tensor(shape: noise.shape) { result in
      let noise = noise.elements
      for index in 0..<mean.count { result[index] = means[index] + stddevs[index] * noise[index] }
    }
    return withExtendedLifetime((mean, stddev)) {
      draw.recorded(on: commonTape(mean, stddev)) { upstream, sums in
        sums.add(to: i) { upstream }
        sums.add(to: j) { upstream * noise }
      }
    }
  }

  /// Draws the distance σ · ε of a value from the mean.
  ///
  /// - Parameter generator: The source of ε.
  /// - Returns: The distance, with a gradient to the standard deviation.
  package func sampleDistance(using generator: inout SeededGenerator) -> Tensor {
    stddev * Tensor(standardNormal: shape, using: &generator)
  }

  /// The standard deviation, if all components share it and nothing learns it.
  var fixedStddev: Scalar? {
    stddev.count == 1 && stddev.rank <= mean.rank && stddev.tape == nil ? stddev.scalar : nil
  }

  /// Returns the divergence in closed form as a single operation, if the shapes allow it.
  func fusedDivergence(to other: Normal) -> Tensor? {
    guard mean.shape == stddev.shape, let prior = Prior(other, shape: mean.shape) else {
      return nil
    }
    return divergence(to: prior)
  }

  private func divergence(to prior: Prior) -> Tensor {
    let (mean, stddev) = (mean.detached, stddev.detached)
    let (priorMean, priorStddev) = (prior.mean.detached, prior.stddev.detached)
    let (step, count) = (prior.step, mean.count)
    // The logarithm of the ratio comes first, because the kernels take logarithms of many elements
    // at once.
    let result = log(stddev / priorStddev)
    let logRatios = result.elements
    let (m, s) = (mean.elements, stddev.elements)
    let (p, q) = (priorMean.elements, priorStddev.elements)
    for index in 0..<count {
      // The quotients match the logarithm's, so that equal distributions have a divergence of zero.
      let unit = q[index * step]
      let (ratio, distance) = (s[index] / unit, (m[index] - p[index * step]) / unit)
      logRatios[index] =
        0.5 * (ratio * ratio + distance * distance - 1) - logRatios[index]
    }
    let (i, j, k, l) = (self.mean.slot, self.stddev.slot, prior.mean.slot, prior.stddev.slot)
    let tape = commonTape(self.mean, self.stddev, prior.mean, prior.stddev)
    return result.recorded(on: tape) { upstream, sums in
      let distance = mean - priorMean
      let precision = 1 / (priorStddev * priorStddev)
      sums.add(to: i) { upstream * distance * precision }
      sums.add(to: j) { upstream * (stddev * precision - 1 / stddev) }
      sums.add(to: k) { (-(upstream * distance * precision)).summed(to: priorMean.shape) }
      sums.add(to: l) {
        let excess = (1 - (stddev * stddev + distance * distance) * precision)
        return (upstream * excess / priorStddev).summed(to: priorStddev.shape)
      }
    }
  }

  /// Moments that one loop can read along with those of a draw: as many, or one for all.
  private struct Prior {
    let mean: Tensor
    let stddev: Tensor
    let step: Int

    init?(_ normal: Normal, shape: [Int]) {
      (mean, stddev) = (normal.mean, normal.stddev)
      if mean.shape == shape && stddev.shape == shape {
        step = 1
      } else if mean.shape.isEmpty && stddev.shape.isEmpty {
        step = 0
      } else {
        return nil
      }
    }
  }
}

/// Returns the log density of a normal distribution whose components share one standard deviation.
///
/// - Parameters:
///   - value: The values at which to evaluate.
///   - mean: The expected values, of the shape of `value`.
///   - fixedStddev: The standard deviation σ of all components.
/// - Returns: One number per component, with gradients to `value` and `mean`.
func normalLogDensity(of value: Tensor, mean: Tensor, fixedStddev: Scalar) -> Tensor {
  let (i, j) = (value.slot, mean.slot)
  let (x, mu, count) = (value.detached, mean.detached, value.count)
  let precision = 1 / (fixedStddev * fixedStddev)
  let constant = -Normal.halfLogTwoPi - Scalar.log(fixedStddev)
  let density = Tensor(shape: x.shape) { result in
    let (x, mu) = (x.elements, mu.elements)
    for index in 0..<count {
      let distance = x[index] - mu[index]
      result[index] = constant - 0.5 * precision * distance * distance
    }
  }
  return density.recorded(on: commonTape(value, mean)) { upstream, sums in
    let slope = Tensor(shape: x.shape) { result in
      let (x, mu, upstream) = (x.elements, mu.elements, upstream.elements)
      for index in 0..<count {
        result[index] = precision * (mu[index] - x[index]) * upstream[index]
      }
    }
    sums.add(to: i) { slope }
    sums.add(to: j) { -slope }
  }
}
