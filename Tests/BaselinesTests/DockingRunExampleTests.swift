import Control
import Foundation
// begin: planet
import PlaNet
import Records
// end: planet
import Testing

// begin: trainer
/// Trains PlaNet on the boat, or goes on with the run in a folder.
func trainPlaNet(inFolder path: String) throws -> Trainer.Outcome {
  var configuration = Preset.state.configuration
  configuration.task = "docking"
  configuration.model.deterministicSize = 40
  configuration.model.hiddenSize = 40
  configuration.model.rewardHiddenSizes = [40]
  configuration.behavior.isLearned = false
  configuration.optimizer.learningRate = 1e-3
  configuration.trainer.batchSize = 8
  configuration.trainer.sequenceLength = 16
  configuration.trainer.updatesPerEpisode = 60
  configuration.trainer.evaluationInterval = 0
  configuration.trainer.environmentSteps = 600

  let run = try RunDirectory(path, .resume)
  let saved = try CheckpointStore(run: path).loadNewest(needsEpisodes: true)
  let settings = try Settings(PlaNetConfiguration(), preset: "docking", configuration)
  let recorder = try RunRecorder(run, resuming: saved?.checkpoint, settings: settings) { report in
    if case .warning(let message) = report { print(message) }
  }
  let trainer = try Trainer(
    configuration, environment: TimeLimit(Docking(), steps: 50), actionRepeat: 1,
    recorder: recorder, availableBytes: SystemMemory.available)
  try run.describe(configuration: settings.toml, command: CommandLine.arguments, version: [:])
  return try trainer.run()
}
// end: trainer

/// The rest of the code of `Documentation/AddingAnAgent.md`.
@Suite struct DockingRunExampleTests {
  // begin: run
  @Test func planetLearnsToDock() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "docking-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = try trainPlaNet(inFolder: folder)
    let run = try LoadedRun(folder)
    let environment = run.decisions(in: TimeLimit(Docking(), steps: 50), taskRepeat: 1)
    let score = try evaluate(run.agent(for: environment), in: environment, seed: 1)
    #expect(outcome == .finished && score > 30)
  }
  // end: run
}
