import ArgumentParser

/// The group of benchmarks.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time parts of the program on this machine.",
    subcommands: [
      BenchKernels.self, BenchTrain.self, BenchPlan.self, BenchBelief.self, BenchPhysics.self,
      BenchRender.self,
    ])
}
