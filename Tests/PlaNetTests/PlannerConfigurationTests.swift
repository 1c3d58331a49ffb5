import Base
import BayesianLayers
import Layers
import PlaNet
import Planning
import Tensors
import Testing

@Suite struct PlannerConfigurationTests {
  /// What a check says about a changed configuration.
  private func fault(_ change: (inout PlaNetConfiguration) -> Void) -> String? {
    var configuration = PlaNetConfiguration()
    change(&configuration)
    do { try configuration.check() } catch { return "\(error)" }
    return nil
  }

  @Test(arguments: PlannerConfiguration.Method.allCases)
  func everySettingOfAPlannerIsTheOneOfItsName(method: PlannerConfiguration.Method) throws {
    var settings = PlannerConfiguration()
    settings.method = method
    (settings.horizon, settings.candidates) = (7, 31)
    (settings.iterations, settings.elites) = (3, 5)
    (settings.initialStddev, settings.minimumStddev) = (0.6, 0.02)
    (settings.noiseExponent, settings.keptElites, settings.shrinkage) = (1.5, 0.4, 1.1)
    (settings.momentum, settings.temperature) = (0.2, 0.7)
    let planner = settings.planner(actionSize: 2)
    #expect(planner.sequences == ActionSequences(horizon: 7, actionSize: 2))
    let configuration = try #require(Mirror(reflecting: planner).descendant("configuration"))
    var others: [String] = []
    for (label, value) in Mirror(reflecting: configuration).children {
      let name = try #require(label)
      if let setting = Mirror(reflecting: settings).descendant(name) {
        #expect("\(value)" == "\(setting)", "\(name)")
      } else {
        others.append(name)
      }
    }
    switch method {
    case .crossEntropy: #expect(others == ["varianceFloor"])
    case .improvedCrossEntropy: #expect(others == ["execution"])
    case .pathIntegral: #expect(others.isEmpty)
    }
  }

  @Test(arguments: [ReturnAggregation.careful, .curious])
  func aSpreadNeedsSeveralDraws(aggregation: ReturnAggregation) {
    func fault(_ weights: ForwardPass.Weights, draws: Int) -> String? {
      self.fault {
        ($0.planner.aggregation, $0.planner.weights) = (aggregation, weights)
        $0.planner.weightDraws = draws
      }
    }
    let sentence =
      "planner.aggregation: expected mean where plans are imagined under one draw, found"
      + " \(aggregation.rawValue); set planner.weights=sampled and planner.weightDraws=2 or more"
    #expect(fault(.mean, draws: 1) == sentence)
    #expect(fault(.mean, draws: 4) == sentence)
    #expect(fault(.sampled, draws: 1) == sentence)
    #expect(fault(.sampled, draws: 2) == nil)
  }

  @Test func aSpreadNeedsDrawsThatDiffer() {
    func fault(_ change: (inout WorldModelConfiguration) -> Void) -> String? {
      self.fault {
        ($0.planner.aggregation, $0.planner.weights) = (.careful, .sampled)
        $0.planner.weightDraws = 2
        $0.model.transition = .deterministic
        change(&$0.model)
      }
    }
    let sentence =
      "planner.aggregation: expected mean where all draws of the weights are the same, found careful;"
      + " set model.transition=reparameterization"
    #expect(fault { _ in } == sentence)
    #expect(fault { $0.cell = .flipout } == nil)
    #expect(fault { $0.transition = .flipout } == nil)
    #expect(fault { ($0.cell, $0.dynamics) = (.flipout, .stochastic) } == sentence)
  }

  /// A model without a recurrent state has no cell that could draw anew.
  @Test func onlyACellThatThereIsMatters() {
    func fault(_ dynamics: WorldModelConfiguration.Dynamics) -> String? {
      self.fault {
        $0.planner.weights = .sampled
        ($0.model.cell, $0.model.dynamics) = (.localReparameterization, dynamics)
      }
    }
    #expect(fault(.stochastic) == nil)
    #expect(fault(.recurrentStateSpace)?.hasPrefix("model.cell: expected ") == true)
  }

  /// Drawn weights are planned under where a pass is one function, and only there.
  @Test(arguments: Estimator.allCases, ["transition", "cell"])
  func plansAreOfOneFunction(estimator: Estimator, part: String) {
    let sizes = WorldModelTests.configuration {
      ($0.dynamics, $0.transition) = (.deterministic, .deterministic)
      if part == "cell" { $0.cell = estimator } else { $0.transition = estimator }
    }
    var generator = SeededGenerator(seed: 1)
    let model = WorldModel(sizes, observation: .vector(size: 8), actionSize: 2, using: &generator)
    let start = model.dynamics.initialBelief(batchSize: 1)
    let action = Tensor([0.3, -0.2], shape: [1, 2])
    var pass = ForwardPass.inference(weights: .sampled, using: generator)
    let first = model.dynamics.imagine(action, from: start, in: &pass).belief.features.scalars
    let again = model.dynamics.imagine(action, from: start, in: &pass).belief.features.scalars
    let fault = fault { ($0.model, $0.planner.weights) = (sizes, .sampled) }
    #expect((fault == nil) == (first == again))
    #expect(fault?.hasPrefix("model.\(part): expected reparameterization, flipout") ?? true)
    #expect(self.fault { $0.model = sizes } == nil)
  }
}
