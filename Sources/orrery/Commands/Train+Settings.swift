import ArgumentParser
import Foundation
import PlaNet
import Records

extension Train {
  /// Returns the preset with the changes of the file and the command line.
  func resolvedSettings(_ name: String) throws -> Settings<PlaNetConfiguration> {
    var settings = try Settings(
      PlaNetConfiguration(), preset: preset.rawValue, preset.configuration(for: name))
    if let config { try settings.read(config) }
    let variable = "ORRERY_SET"
    if let text = ProcessInfo.processInfo.environment[variable] {
      try settings.set(variable: variable, to: text)
    }
    if let origin = settings.origins["task"] {
      switch origin {
      case .file, .variable:
        try checkTask(of: settings, is: name, at: origin.description, else: .configuration)
      case .standard, .preset, .flag: break
      }
    }
    try settings.set("task=\(name)")
    if let seed { try settings.set("seed=\(seed)") }
    for assignment in set {
      try settings.set(assignment)
      try checkTask(of: settings, is: name, at: "--set \(assignment)", else: .usage)
    }
    return settings
  }

  /// Throws unless the task is the first argument, with the place of the setting that contradicts
  /// it.
  private func checkTask(
    of settings: Settings<PlaNetConfiguration>, is name: String, at place: String,
    else status: ExitStatus
  ) throws {
    guard settings.values["task"] != .text(name) else { return }
    throw Failure(
      status, "\(place): the task is '\(name)', the first argument; change it there")
  }
}

extension Preset: ExpressibleByArgument {}
