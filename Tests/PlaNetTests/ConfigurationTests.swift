import PlaNet
import Planning
import Records
import Tensors
import Testing

@Suite struct ConfigurationTests {
  /// Whole numbers that may be as large as they come.
  private static let unbounded = ["seed", "trainer.replayBytes"]
  /// Numbers in double precision for which 10³⁰⁰ makes sense, or does no harm.
  private static let large = [
    "behavior.largestNorm", "behavior.learningRate", "optimizer.largestNorm",
    "optimizer.learningRate", "planner.shrinkage", "trainer.checkpointSeconds",
  ]

  /// Returns what is wrong when each of the settings of some kind has a value.
  private func faults(
    _ value: String, where isMeant: (SettingValue) -> Bool
  ) throws -> [String: String] {
    var faults: [String: String] = [:]
    for (name, standard) in try Settings(PlaNetConfiguration()).values where isMeant(standard) {
      var settings = try Settings(PlaNetConfiguration())
      try settings.set("\(name)=\(value)")
      do {
        try settings.configuration().check()
        faults[name] = "none"
      } catch {
        faults[name] = "\(error)"
      }
    }
    return faults
  }

  private func isWhole(_ value: SettingValue) -> Bool {
    switch value {
    case .integer: true
    case .list(let elements): elements.allSatisfy(isWhole)
    default: false
    }
  }

  private func isNumber(_ value: SettingValue) -> Bool {
    if case .number = value { true } else { false }
  }

  /// R21: settings are bounded, so that their sums and products do not overflow.
  @Test func wholeNumbersHaveAnUpperEnd() throws {
    let faults = try faults("\(Int.max)", where: isWhole)
    #expect(faults.count > 30)
    for (name, fault) in faults where !Self.unbounded.contains(name) {
      #expect(fault.hasPrefix("\(name): expected "), "\(name): \(fault)")
      #expect(fault.hasSuffix(", found \(Int.max)"), "\(name): \(fault)")
    }
    for name in Self.unbounded { #expect(faults[name] == "none") }
  }

  @Test func wholeNumbersHaveALowerEnd() throws {
    for (name, fault) in try faults("-1", where: isWhole) {
      #expect(fault.hasPrefix("\(name): expected "), "\(name): \(fault)")
    }
  }

  /// R21: settings in single precision stay finite.
  @Test(.enabled(if: Scalar.self == Float.self))
  func whatSinglePrecisionCannotHoldIsRefused() throws {
    let faults = try faults("1e300", where: isNumber)
    #expect(faults.count > 20)
    for (name, fault) in faults {
      #expect((fault == "none") == Self.large.contains(name), "\(name): \(fault)")
    }
    let scale = try #require(faults["loss.rewardScale"])
    #expect(scale == "loss.rewardScale: expected at most 3.4028235e+38 in size, found more")
  }

  /// Where a gradient was always zero, a step would otherwise be 0 / 0.
  @Test(.enabled(if: Scalar.self == Float.self))
  func anEpsilonThatIsZeroInSinglePrecisionIsRefused() throws {
    var settings = try Settings(PlaNetConfiguration())
    try settings.set("optimizer.epsilon=1e-50")
    let configuration = try settings.configuration()
    let error = #expect(throws: SettingsError.self) { try configuration.check() }
    #expect(error.map { "\($0)".hasPrefix("optimizer.epsilon: expected ") } == true)
  }

  /// R21: every accepted deviation has a finite parameter.
  @Test(arguments: ["1e-8", "1e-7", "0", "-1"])
  func deviationsThatNoParameterMakesAreRefused(deviation: String) throws {
    var settings = try Settings(PlaNetConfiguration())
    try settings.set("model.weightStddev=\(deviation)")
    let configuration = try settings.configuration()
    #expect(throws: SettingsError.self) { try configuration.check() }
  }

  /// The inverse of each is the variance by which predictions are judged, which must be finite.
  @Test(arguments: [0, -0.0, -1] as [Scalar])
  func errorsThatWeighNothingAreRefused(scale: Scalar) {
    func fault(_ change: (inout LossConfiguration) -> Void) -> String {
      var configuration = PlaNetConfiguration()
      change(&configuration.loss)
      do { try configuration.check() } catch { return "\(error)" }
      return "none"
    }
    let sentence = "expected a positive number, found \(scale)"
    #expect(fault { $0.observationScale = scale } == "loss.observationScale: \(sentence)")
    #expect(fault { $0.rewardScale = scale } == "loss.rewardScale: \(sentence)")
  }

  /// A monitor whose context is longer than every episode would silently measure nothing.
  @Test func aContextThatNoEpisodeGoesOnAfterIsRefused() throws {
    var configuration = PlaNetConfiguration()
    configuration.monitor.context = 20
    try configuration.checkContext(ofEpisodes: 21)
    configuration.monitor.context = 21
    let error = #expect(throws: TrainingError.self) {
      try configuration.checkContext(ofEpisodes: 21)
    }
    #expect(error == .contextTooLong(context: 21, longest: 21))
    #expect(error?.description.hasPrefix("monitor.context: expected at most 20, ") == true)
    #expect(error?.exitStatus == .configuration)
    configuration.trainer.evaluationInterval = 0
    try configuration.checkContext(ofEpisodes: 21)
  }

  @Test(arguments: Preset.allCases) func presetsAreRight(preset: Preset) throws {
    try preset.configuration.check()
    try preset.configuration(for: "walker-walk").check()
    #expect(preset.configuration(for: "cheetah-run") == preset.configuration)
  }

  /// The paper's appendix A, and for the rest google-research/planet; other than there, weights of
  /// the transition have distributions, and dense layers another nonlinearity.
  @Test func thePlanetPresetIsThePublishedConfiguration() {
    let configuration = Preset.planet.configuration
    let (model, loss) = (configuration.model, configuration.loss)
    #expect(configuration.observation == .frames && !configuration.behavior.isLearned)
    #expect(model.dynamics == .recurrentStateSpace && model.latent == .gaussian)
    #expect(model.deterministicSize == 200 && model.stochasticSize == 30)
    #expect(model.hiddenSize == 200 && model.minimumStddev == 0.1)
    #expect(model.rewardHiddenSizes == [300, 300, 300])
    #expect(loss.observationScale == 1 && loss.rewardScale == 10)
    #expect(loss.priorScale == 1 && loss.posteriorScale == 1)
    #expect(loss.freeNats == 3 && loss.freeNatsPer == .eachState)
    #expect(loss.overshootingDistance == 0)
    let optimizer = configuration.optimizer
    #expect(optimizer.learningRate == 1e-3 && optimizer.epsilon == 1e-4)
    #expect(optimizer.largestNorm == 1000)
    let trainer = configuration.trainer
    #expect(trainer.batchSize == 50 && trainer.sequenceLength == 50)
    #expect(trainer.seedEpisodes == 5 && trainer.updatesPerEpisode == 100)
    #expect(trainer.explorationNoise == 0.3 && trainer.environmentSteps == 1_000_000)
    #expect(configuration.monitor.context == 5)
    let planner = configuration.planner
    #expect(planner.method == .crossEntropy && planner.horizon == 12)
    #expect(planner.candidates == 1000 && planner.iterations == 10 && planner.elites == 100)
    #expect(planner.initialStddev == 1)
  }

  /// Those of Ha and Schmidhuber's "World Models", for frames of 64 × 64.
  @Test func thePlanetPresetHasThePublishedConvolutions() {
    let model = Preset.planet.configuration.model
    #expect(model.imageSide == 64 && model.convolutionDepth == 32)
    #expect(model.convolutionActivation == .relu)
    #expect(model.encoderConvolutions.map(\.outputChannels) == [32, 64, 128, 256])
    #expect(model.encoderConvolutions.map(\.kernelLength) == [4, 4, 4, 4])
    #expect(model.frameEmbeddingSize == 1024)
    #expect(model.decoderConvolutions.map(\.inputChannels) == [1024, 128, 64, 32])
    #expect(model.decoderConvolutions.map(\.outputChannels) == [128, 64, 32, 3])
    #expect(model.decoderConvolutions.map(\.kernelLength) == [5, 5, 6, 6])
  }

  /// But for how much is searched and how wide it begins.
  @Test func otherPlannersHaveTheirOwnDefaults() {
    let planner = PlannerConfiguration()
    let improved = ImprovedCrossEntropyMethod.Configuration()
    #expect(planner.shrinkage == improved.shrinkage && planner.keptElites == improved.keptElites)
    #expect(planner.noiseExponent == improved.noiseExponent)
    #expect(planner.minimumStddev == improved.minimumStddev)
    #expect(planner.momentum == improved.momentum)
    let integral = PathIntegral.Configuration()
    #expect(planner.minimumStddev == integral.minimumStddev)
    #expect(planner.momentum == integral.momentum && planner.temperature == integral.temperature)
  }

  @Test(arguments: [Preset.compact, .quick])
  func walkersPlanLess(preset: Preset) {
    let walker = preset.configuration(for: "walker-stand").planner
    let cheetah = preset.configuration(for: "cheetah-run").planner
    #expect(walker.candidates * walker.iterations < cheetah.candidates * cheetah.iterations / 4)
    #expect(walker.elites < walker.candidates)
  }
}
