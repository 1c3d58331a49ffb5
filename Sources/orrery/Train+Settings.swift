import ArgumentParser
import Foundation
import PlaNet
import Records

extension Train {
  /// The preset with what the file and the command line change.
  func resolvedSettings(_ name: String) throws -> Settings<PlaNetConfiguration> {
    var settings = try Settings(
      PlaNetConfiguration(), preset: preset.rawValue, preset.configuration(for: name))
    if let config { try settings.read(config) }
    let variable = "ORRERY_SET"
    if let text = ProcessInfo.processInfo.environment[variable] {
      try settings.set(variable: variable, to: text)
      let isSet = settings.origins["task"] == .variable(variable)
      guard !isSet || settings.values["task"] == .text(name) else {
        throw Failure(
          .configuration,
          "\(variable): the task is '\(name)', the first argument; change it there")
      }
    }
    try settings.set("task=\(name)")
    if let seed { try settings.set("seed=\(seed)") }
    for assignment in set {
      try settings.set(assignment)
      guard settings.values["task"] == .text(name) else {
        throw Failure(
          .usage,
          "--set \(assignment): the task is '\(name)', the first argument; change it there")
      }
    }
    return settings
  }
}

extension Preset: ExpressibleByArgument {}
