import PlaNet
import Records
import Tensors
import Testing

@Suite struct ConfigurationTests {
  /// Whole numbers that may be as large as they come.
  private static let unbounded = ["seed", "trainer.replayBytes"]
  /// Numbers in double precision for which 10³⁰⁰ makes sense, or does no harm.
  private static let large = [
    "behavior.largestNorm", "behavior.learningRate", "optimizer.epsilon", "optimizer.largestNorm",
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

  /// R21: sums and products of them overflowed.
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

  /// R21: they became infinite.
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

  /// R21: a parameter that makes such a deviation is NaN.
  @Test(arguments: ["1e-8", "1e-7", "0", "-1"])
  func deviationsThatNoParameterMakesAreRefused(deviation: String) throws {
    var settings = try Settings(PlaNetConfiguration())
    try settings.set("model.weightStddev=\(deviation)")
    let configuration = try settings.configuration()
    #expect(throws: SettingsError.self) { try configuration.check() }
  }

  /// A monitor that looks at whole episodes would measure nothing, without a word.
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

  @Test func walkersPlanLess() {
    let walker = Preset.compact.configuration(for: "walker-stand").planner
    let cheetah = Preset.compact.configuration(for: "cheetah-run").planner
    #expect(walker.candidates * walker.iterations < cheetah.candidates * cheetah.iterations / 4)
    #expect(walker.elites < walker.candidates)
  }
}
