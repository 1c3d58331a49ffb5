// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is compiled with the same, strict settings.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let tomlKit = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let realModule = Target.Dependency.product(name: "RealModule", package: "swift-numerics")

/// A library target under `Sources`.
func library(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A library target under `Environments`.
func environment(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Environments/\(name)", swiftSettings: strict)
}

/// A library target under `Agents`.
func agent(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies, path: "Agents/\(name)", swiftSettings: strict)
}

/// The tests of one target.
func tests(
  of name: String, _ dependencies: Target.Dependency..., resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "Orrery",
  products: [
    .library(
      name: "Orrery",
      targets: [
        "Base", "Tensors", "Distributions", "Layers", "BayesianLayers", "Optimizers", "Records",
        "Imaging", "Control",
      ]),
    .library(
      name: "OrreryEnvironments", targets: ["PlanarPhysics", "PlanarScenes", "ControlSuite"]),
    .library(name: "OrreryAgents", targets: ["Baselines", "Planning", "PlaNet", "Replay"]),
    .executable(name: "orrery", targets: ["orrery"]),
  ],
  traits: [
    .trait(
      name: "DoublePrecision",
      description: "Makes every tensor double precision, for tight gradient checks.")
  ],
  dependencies: [
    // Its words are in texts that tests compare.
    .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS"),
    .systemLibrary(name: "COneDNN"),
    .systemLibrary(name: "CSDL2"),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("gomp"), .linkedLibrary("m")]),

    library("Base"),
    library("JSONText"),
    library("Tensors", "Base", "CKernels", "COneDNN", "COpenBLAS", realModule),
    library("Distributions", "Base", "Tensors", realModule),
    library("Layers", "Base", "Distributions", "Tensors", realModule),
    library("BayesianLayers", "Base", "Distributions", "Layers", "Tensors", realModule),
    library("Optimizers", "Base", "Tensors", realModule),
    library("Records", "Base", "JSONText", "Layers", "Tensors", tomlKit),
    library("Imaging", "Base", "CPNG"),
    library("Control", "Base", "Imaging"),
    library("Viewer", "Base", "CSDL2", "Imaging"),
    library(
      "Benchmarks", "Base", "BayesianLayers", "Control", "ControlSuite", "Imaging", "JSONText",
      "Layers", "Optimizers", "PlaNet", "PlanarPhysics", "PlanarScenes", "Planning", "Replay",
      "Tensors"),
    .executableTarget(
      name: "orrery",
      dependencies: [
        "Base", "Baselines", "BayesianLayers", "Benchmarks", "Control", "ControlSuite", "Imaging",
        "JSONText", "Layers", "PlaNet", "PlanarPhysics", "PlanarScenes", "Planning", "Records",
        "Replay", "Tensors", "Viewer", argumentParser,
      ],
      swiftSettings: strict, plugins: ["RevisionPlugin"]),
    .plugin(name: "RevisionPlugin", capability: .buildTool()),

    environment("PlanarPhysics", "Base", realModule),
    .target(name: "CScenes", path: "Environments/CScenes"),
    environment("PlanarScenes", "Base", "CScenes", "Imaging", "PlanarPhysics", realModule),
    environment(
      "ControlSuite", "Base", "Control", "Imaging", "JSONText", "PlanarPhysics", "PlanarScenes",
      realModule),

    agent("Replay", "Base", "Records", "Tensors"),
    agent("Planning", "Base", "Tensors", realModule),
    agent("Baselines", "Base", "Control", "Planning", "Tensors"),
    agent(
      "PlaNet", "Base", "BayesianLayers", "Control", "Distributions", "Imaging", "Layers",
      "Optimizers", "Planning", "Records", "Replay", "Tensors", realModule),

    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),

    .target(
      name: "TestSupport",
      dependencies: ["Base", "CAllocationCounter", "Control", "Layers", "Tensors", realModule],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "TestSupportTests", dependencies: ["Base", "Layers", "TestSupport", "Tensors"],
      swiftSettings: strict),
    tests(of: "Base"),
    tests(of: "JSONText"),
    tests(of: "Tensors", "Base", realModule),
    tests(of: "Distributions", "Base", "Layers", "Tensors"),
    tests(of: "Layers", "Base", "Distributions", "Tensors"),
    tests(
      of: "BayesianLayers", "Base", "Distributions", "Imaging", "Layers", "Optimizers", "Tensors",
      realModule),
    tests(of: "Optimizers", "Base", "Tensors", realModule),
    tests(of: "Records", "Base", "BayesianLayers", "Layers", "Tensors"),
    .executableTarget(
      name: "safetensors-interchange", dependencies: ["Base", "Records"],
      path: "Tests/SafetensorsInterchange", swiftSettings: strict),
    .executableTarget(
      name: "records-exercise", dependencies: ["Base", "Records"],
      path: "Tests/RecordsExercise", swiftSettings: strict),
    tests(of: "Replay", "Base", "Records", "Tensors"),
    tests(of: "Imaging", "Base"),
    tests(of: "Control", "Base", "Imaging"),
    tests(of: "PlanarPhysics", "Base", "CAllocationCounter", realModule),
    tests(
      of: "PlanarScenes", "Base", "CAllocationCounter", "Control", "ControlSuite", "Imaging",
      "PlanarPhysics", resources: [.copy("Resources")]),
    tests(
      of: "ControlSuite", "Base", "CAllocationCounter", "Control", "Imaging", "JSONText",
      "PlanarPhysics", "PlanarScenes", resources: [.copy("Resources")]),
    tests(of: "Planning", "Base", "Tensors", realModule),
    tests(
      of: "Baselines", "Base", "Control", "ControlSuite", "Imaging", "PlaNet", "Planning",
      "Records", "Tensors"),
    tests(
      of: "PlaNet", "Base", "BayesianLayers", "Control", "ControlSuite", "Distributions", "Imaging",
      "Layers", "Optimizers", "Planning", "Records", "Replay", "Tensors", realModule,
      resources: [.copy("Resources")]),
    tests(of: "Viewer", "CSDL2", "Imaging"),
    tests(of: "Benchmarks", "BayesianLayers", "JSONText", "PlaNet"),
    tests(of: "orrery", "Base", "Imaging"),
  ],
  swiftLanguageModes: [.v6]
)
