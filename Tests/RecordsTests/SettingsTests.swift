import Records
import Testing

@Suite struct SettingsTests {
  struct Agent: Codable, Equatable {
    enum Transition: String, Codable, CaseIterable { case deterministic, reparameterization }
    struct Model: Codable, Equatable {
      var transition = Transition.reparameterization
      var freeNats = 3.0
      var usesFrames = true
      var sizes = [32, 64]
      var horizon = 1
    }
    struct Planner: Codable, Equatable {
      var horizon = 12
      var candidateCount = 1000
    }
    struct Optimizer: Codable, Equatable {
      var learningRate = 1e-3
      var momentumDecay = 0.9
    }
    var seed = 0
    var note = "a \"b\" \\ é\u{7F}\n"
    var model = Model()
    var planner = Planner()
    var optimizer = Optimizer()
  }

  @Test(arguments: [
    ("planner.horizon=1e4", "planner.horizon", "10000"), ("seed = 7", "seed", "7"),
    ("optimizer.learningRate=3e-4", "optimizer.learningRate", "0.0003"),
    ("optimizer.learningRate=1", "optimizer.learningRate", "1.0"),
    ("model.usesFrames=false", "model.usesFrames", "false"),
    ("model.transition=deterministic", "model.transition", "\"deterministic\""),
    ("model.sizes=[1, 2,3]", "model.sizes", "[1, 2, 3]"), ("model.sizes=9", "model.sizes", "[9]"),
    ("note=a=b", "note", "\"a=b\""),
  ])
  func assignmentsHaveTheTypeOfTheirSetting(text: String, name: String, value: String) throws {
    var settings = try Settings(Agent())
    try settings.set(text)
    #expect(settings.values[name]?.toml == value)
    #expect(settings.origins[name] == .flag)
    _ = try settings.configuration()
  }

  @Test(arguments: [
    ("planner.horizon=1.5", "'planner.horizon' expects a whole number, found '1.5'"),
    ("planner.horizon=1e30", "'planner.horizon' expects a whole number, found '1e30'"),
    ("seed=18446744073709551615", "'seed' expects a whole number"),
    ("optimizer.learningRate=nan", "expects a finite number, found 'nan'"),
    ("model.usesFrames=yes", "expects true or false, found 'yes'"),
    ("model.transition=flip", "expects one of deterministic, reparameterization, found 'flip'"),
    ("model.sizes=1,x", "expects a list of whole numbers, found '1,x'"),
    ("model.sizes=1,,2", "expects a list of whole numbers, found '1,,2'"),
    ("model.sizes=[1,]", "expects a list of whole numbers"), ("model.sizes=", "a list of whole"),
    ("seed", "found no '='"),
    ("planer.horizon=3", "did you mean 'planner.horizon'?"),
    ("horizon=3", "did you mean 'model.horizon' or 'planner.horizon'?"),
    ("optimizer.learningrate=3", "did you mean 'optimizer.learningRate'?"),
    ("xyzzy=3", "there is no setting 'xyzzy'"),
  ])
  func wrongAssignmentsSayWhatIsRight(text: String, message: String) throws {
    var settings = try Settings(Agent())
    let error = #expect(throws: SettingsError.self) { try settings.set(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.exitStatus == .usage)
    #expect(settings.origins.values.allSatisfy { $0 == .standard })
  }

  @Test func strongerOriginsWin() throws {
    var preset = Agent()
    preset.planner.horizon = 6
    preset.planner.candidateCount = 100
    preset.seed = 3
    var settings = try Settings(Agent(), preset: "quick", preset)
    try settings.set("seed=5")
    try settings.apply("seed = 4\n[planner]\nhorizon = 8", path: "a.toml")
    let configuration = try settings.configuration()
    #expect(configuration.seed == 5)
    #expect(configuration.planner.horizon == 8)
    #expect(configuration.planner.candidateCount == 100)
    #expect(settings.origins["planner.horizon"] == .file(path: "a.toml", line: 3, column: 1))
    #expect(settings.origins["planner.candidateCount"] == .preset("quick"))
    #expect(settings.origins["optimizer.learningRate"] == .standard)
    #expect(settings.origins["seed"]?.description == "the command line")
  }

  @Test(arguments: [
    ("seed = 1\n[planner]\n  horizn = 3", "a.toml:3:3: there is no setting 'planner.horizn'"),
    ("seed = 1\r\n\r\n[planner]\r\n  horizn = 3\r\n", "a.toml:4:3: there is no setting"),
    ("planner.horizon = 1.5", "a.toml:1:1: 'planner.horizon' expects a whole number, found 1.5"),
    ("\n[model]\ntransition = 'flip'", "a.toml:3:1: 'model.transition' expects one of"),
    ("seed = 1\nseed = 2", "a.toml:2:"), ("seed = ", "a.toml:1:"),
    ("planner = { horizon = 'a' }", "a.toml:1:1: 'planner.horizon' expects a whole number"),
    ("seed = 1979-05-27", "a.toml:1:1: 'seed' expects a whole number"),
    ("planner = 3", "a.toml:1:1: there is no setting 'planner'"),
    ("optimizer.learningRate = inf", "expects a finite number"),
    ("[[model]]\nsizes = [1]", "a.toml:1:"),
    ("seed = 1\n \0[planner]\nhorizn = 3", "a.toml:2:2: expected TOML, found a byte of 0"),
    (
      "seed = 1\n" + String(repeating: "a.", count: 100_000) + "a = 1",
      "a.toml:2:1: expected at most 100 dots in a line, found more"
    ),
  ])
  func wrongFilesSayWhere(text: String, message: String) throws {
    var settings = try Settings(Agent())
    let error = #expect(throws: SettingsError.self) { try settings.apply(text, path: "a.toml") }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.exitStatus == .configuration)
  }

  @Test func wrongValuesSayWhereTheyCameFrom() throws {
    var preset = Agent()
    preset.seed = 3
    var settings = try Settings(Agent(), preset: "quick", preset)
    try settings.apply("seed = 4\n[planner]\n  horizon = 8", path: "a.toml")
    try settings.set(variable: "ORRERY_SET", to: "planner.candidateCount=0")
    try settings.set("model.horizon=0")
    #expect(settings.fault("model.freeNats", "odd") == .configuration("model.freeNats", "odd"))
    let file = settings.fault("planner.horizon", "odd")
    #expect(file.description == "a.toml:3:3: planner.horizon: odd")
    let variable = settings.fault("planner.candidateCount", "odd")
    #expect(variable.description == "ORRERY_SET, planner.candidateCount: odd")
    #expect(variable.exitStatus == .configuration)
    #expect(settings.fault("model.horizon", "odd") == .usage("--set model.horizon", "odd"))
  }

  @Test func resolvedSettingsReadBackEqual() throws {
    var settings = try Settings(Agent())
    for text in [
      "seed=9007199254740993", "optimizer.learningRate=1e-7",
      "optimizer.momentumDecay=123456789.25",
    ] {
      try settings.set(text)
    }
    var again = try Settings(Agent())
    try again.apply(settings.toml, path: "config.toml")
    #expect(again.values == settings.values)
    #expect(again.toml == settings.toml && again.digest == settings.digest)
    #expect(try again.configuration() == settings.configuration())
    #expect(settings.differences(from: again).isEmpty)
    try again.set("planner.horizon=3")
    #expect(again.differences(from: settings).map(\.description) == ["planner.horizon: 12 → 3"])
    #expect(again.digest != settings.digest)
  }

  /// Comparing it letter by letter with all names would take minutes.
  @Test(.timeLimit(.minutes(1))) func aVeryLongNameIsLikeNone() throws {
    var settings = try Settings(Agent())
    let name = String(repeating: "a", count: 4_000_000)
    let error = #expect(throws: SettingsError.self) { try settings.set("\(name)=1") }
    #expect(error?.description.hasSuffix("there is no setting '\(name)'") == true)
  }

  /// U3: a typing mistake is understood.
  @Test func typosFindTheirSetting() throws {
    let settings = try Settings(Agent())
    var (right, total) = (0, 0)
    for name in settings.names {
      let letters = Array(name)
      for place in stride(from: 1, to: letters.count - 1, by: 2) where letters[place] != "." {
        var (dropped, doubled, swapped, replaced) = (letters, letters, letters, letters)
        dropped.remove(at: place)
        doubled.insert(letters[place], at: place)
        swapped.swapAt(place, place - 1)
        replaced[place] = "x"
        for typo in [dropped, doubled, swapped, replaced] where typo != letters {
          var copy = settings
          total += 1
          do {
            try copy.set("\(String(typo))=1")
          } catch {
            right += error.description.contains("did you mean '\(name)'?") ? 1 : 0
          }
        }
      }
    }
    #expect(total > 100)
    #expect(Double(right) >= 0.9 * Double(total), "\(right) of \(total)")
  }
}

/// Numbers of single precision, and the environment.
@Suite struct SettingsPrecisionTests {
  struct Numbers: Codable, Equatable {
    var single: Float = 0.8
    var double = 0.8
    var singles: [Float] = [0.1, 1e-7]
  }

  @Test func singlePrecisionIsWrittenAsShortAsItCanBe() throws {
    var settings = try Settings(Numbers())
    #expect(settings.toml == "double = 0.8\nsingle = 0.8\nsingles = [0.1, 1e-07]\n")
    try settings.set("single=0.800000011920929")
    #expect(settings.values["single"] == .number(0.8))
    try settings.apply("double = 0.800000011920929", path: "a.toml")
    #expect(settings.values["double"] == .number(0.800000011920929))
    try settings.set("single=0.2")
    #expect(try settings.configuration().single == Float(0.2))
    #expect(try settings.configuration().singles == [0.1, 1e-7])
  }

  @Test(arguments: [1.1754944e-38, 16_777_215, 3.4e38, 0.33333334, 0.3] as [Float])
  func everySingleReadsBackTheSame(number: Float) throws {
    var numbers = Numbers()
    numbers.single = number
    var settings = try Settings(Numbers(), preset: "a", numbers)
    #expect(try settings.configuration() == numbers)
    try settings.apply(settings.toml, path: "config.toml")
    #expect(try settings.configuration() == numbers)
  }

  /// U5.
  @Test func variablesStandBetweenTheCommandLineAndFiles() throws {
    var settings = try Settings(SettingsTests.Agent())
    try settings.set("seed=5")
    try settings.set(variable: "ORRERY_SET", to: " seed=6  planner.horizon=7\n")
    try settings.apply("seed = 4\n[planner]\nhorizon = 8\ncandidateCount = 9", path: "a.toml")
    let configuration = try settings.configuration()
    #expect(configuration.seed == 5 && configuration.planner.horizon == 7)
    #expect(configuration.planner.candidateCount == 9)
    #expect(settings.origins["planner.horizon"]?.description == "ORRERY_SET")
    let error = #expect(throws: SettingsError.self) {
      try settings.set(variable: "ORRERY_SET", to: "seed=7 planner.horizn=7")
    }
    #expect(error?.exitStatus == .configuration)
    #expect(error?.description.hasPrefix("ORRERY_SET, planner.horizn=7: there is no") == true)
  }
}
