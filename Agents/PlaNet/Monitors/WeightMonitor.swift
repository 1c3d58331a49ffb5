import Base
import BayesianLayers
import Layers

/// What the distributions over a model's weights have learned, by layer.
///
/// Weights that are points are left out.
public struct WeightMonitor: Sendable {
  /// The weights of one layer.
  public struct Layer: Hashable, Sendable {
    /// The path of the layer in its module, such as `dynamics.transition`.
    public let name: String
    /// The number of elements.
    public let count: Int
    /// The divergence of the weights from their prior, in nats.
    public let divergence: Double
    /// The median |μ| / σ over all elements; the mean of two middle ones.
    public let signalToNoise: Double
    /// The fraction of elements with |μ| / σ ≥ 1, whose sign is 84 % certain.
    public let informativeFraction: Double
    /// The mean of σ.
    public let stddev: Double
    /// The root mean square of μ.
    public let magnitude: Double
  }

  /// The layers in the order of declaration.
  public let layers: [Layer]
  /// All layers together.
  public let total: Layer

  /// Summarizes the weights of a module.
  ///
  /// - Complexity: O(*n* log *n*) for *n* weights, for the medians.
  public init(_ module: some Module) {
    let statistics = module.weightStatistics
    var groups: [(name: String, members: [WeightStatistics])] = []
    for weight in statistics {
      let name = layerName(of: weight.path)
      if let place = groups.firstIndex(where: { $0.name == name }) {
        groups[place].members.append(weight)
      } else {
        groups.append((name, [weight]))
      }
    }
    layers = groups.map { Layer(name: $0.name, $0.members) }
    total = Layer(name: "", statistics)
  }

  /// The numbers by name: `weight_kl` for all, `weight_kl/dynamics.transition` for a layer.
  ///
  /// It is empty for a model without distributions over weights.
  public var metrics: [String: Double] {
    guard !layers.isEmpty else { return [:] }
    var metrics: [String: Double] = [:]
    for layer in [total] + layers {
      let suffix = layer.name.isEmpty ? "" : "/\(layer.name)"
      metrics["weight_kl\(suffix)"] = layer.divergence
      metrics["weight_signal_to_noise\(suffix)"] = layer.signalToNoise
      metrics["weight_informative\(suffix)"] = layer.informativeFraction
      metrics["weight_stddev\(suffix)"] = layer.stddev
      metrics["weight_magnitude\(suffix)"] = layer.magnitude
    }
    return metrics
  }

  /// Returns all means and all standard deviations of each weight by name, for histograms.
  ///
  /// - Parameter module: The module.
  /// - Returns: `weight_means/` and `weight_stddevs/` with the path of the weight, and the numbers.
  public static func histograms(of module: some Module) -> [(name: String, values: [Double])] {
    module.weightStatistics.flatMap { weight in
      [
        (name: "weight_means/\(weight.path)", values: weight.means.map { Double($0) }),
        (name: "weight_stddevs/\(weight.path)", values: weight.stddevs.map { Double($0) }),
      ]
    }
  }
}

extension WeightMonitor.Layer {
  /// Summarizes the weights of a layer.
  fileprivate init(name: String, _ weights: [WeightStatistics]) {
    let ratios = weights.flatMap(\.signalToNoise)
    let count = Double(max(ratios.count, 1))
    /// The mean over all elements: a number that elements of a weight share counts for each of
    /// them.
    func mean(_ numbers: (WeightStatistics) -> [Double]) -> Double {
      weights.reduce(0) { sum, weight in
        let numbers = numbers(weight)
        return sum + numbers.reduce(0, +) * Double(weight.count) / Double(max(numbers.count, 1))
      } / count
    }
    self.init(
      name: name, count: ratios.count, divergence: weights.reduce(0) { $0 + $1.divergence },
      signalToNoise: ratios.isEmpty ? 0 : Double(ratios.median),
      informativeFraction: mean { [$0.informativeFraction()] },
      stddev: mean { $0.stddevs.map { Double($0) } },
      magnitude: mean { $0.means.map { Double($0) * Double($0) } }.squareRoot())
  }
}

/// Returns the path of a weight's owner: its own without the last name.
private func layerName(of path: String) -> String {
  path.lastIndex(of: ".").map { String(path[..<$0]) } ?? path
}
