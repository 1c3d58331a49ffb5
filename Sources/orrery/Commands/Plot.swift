import ArgumentParser
import Foundation
import Imaging
import JSONText
import Records

/// Draws the curves of runs.
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw how runs went: scores, weights and open-loop predictions.",
    discussion: """
      Runs whose names differ only in the number at the end, as those of several seeds do, are one \
      curve: their median, with a band from the 5th to the 95th percentile. Where two runs in \
      different folders have the same name, curves have the folder in theirs. Runs are only read, \
      so they may go on meanwhile.

      Examples:
        orrery plot runs/cheetah-run-compact-0 --output score.svg
        orrery plot runs/cheetah-run-compact-* --over minutes --output score.png
        orrery plot runs/bayesian-0 runs/point-0 --each --title 'Two runs' --output both.svg
        orrery plot runs/cheetah-run-compact-0 --output score.svg --json
      """)

  /// The quantity on the horizontal axis.
  enum Axis: String, ExpressibleByArgument, CaseIterable {
    case steps, minutes
  }

  @Argument(help: ArgumentHelp("The folders of runs.", valueName: "run"))
  var folders: [String]

  @Option(help: "The file to draw, as score.svg or score.png.")
  var output: String

  @Option(help: "What scores are drawn over: steps, or minutes of training.")
  var over = Axis.steps

  @Option(help: "What stands above the charts, as 'Three seeds'.")
  var title = ""

  @Flag(help: "Draw a curve for each run, rather than for all seeds of it.")
  var each = false

  @Flag(help: "Also print the curves, one JSON object a line.")
  var json = false

  func validate() throws {
    guard ["svg", "png"].contains(Self.suffix(of: output)) else {
      throw ValidationError("--output must end in .svg or .png, not '\(output)'.")
    }
  }

  func run() throws {
    var groups: [RunGroup] = []
    for (folder, name) in namedRuns {
      guard Files.isFolder(folder) else {
        throw Failure(
          .missingInput, "\(folder): expected the folder of a run, found none; check the path")
      }
      let history = try RunHistory(of: folder)
      if let place = groups.firstIndex(where: { $0.name == name }) {
        groups[place].runs.append(history)
      } else {
        groups.append(RunGroup(name: name, runs: [history]))
      }
    }
    let charts = RunCharts(groups: groups, isOverMinutes: over == .minutes).all
    guard !charts.isEmpty else {
      throw Failure(
        .missingInput,
        "\(folders.joined(separator: ", ")): expected runs with an evaluation or a measurement, "
          + "found none yet; train first")
    }
    let figure = Figure(title: title, charts: charts, columns: min(2, charts.count))
    let drawing = figure.drawing
    let bytes =
      Self.suffix(of: output) == "svg"
      ? Array(drawing.svg.utf8) : try drawing.image.encodedPNG()
    try Files.write(bytes, to: output)
    if json { try printCurves(charts) }
  }

  private func printCurves(_ charts: [Chart]) throws(FileError) {
    for chart in charts {
      for series in chart.series {
        let object: JSON = [
          "chart": .string(chart.title), "curve": .string(series.name),
          "x": .numbers(series.points.map(\.x)), "y": .numbers(series.points.map(\.y)),
          "low": .numbers(series.band.map(\.low)), "high": .numbers(series.band.map(\.high)),
        ]
        try Console.print(object.line)
      }
    }
  }

  private static func suffix(of path: String) -> String {
    URL(fileURLWithPath: path).pathExtension.lowercased()
  }

  /// Each run once, with the name of its curve: that of the run, without the seed at its end unless
  /// each run has a separate curve, and with the path of the run if another has the same name.
  private var namedRuns: [(folder: String, curve: String)] {
    var known: Set<String> = []
    let runs = folders.filter { known.insert(Self.place(of: $0)).inserted }.map(Files.way(to:))
    let curves = Dictionary(grouping: runs) { curve(of: Self.name(of: $0)) }
    return runs.map { run in
      let short = curve(of: Self.name(of: run))
      let names = (curves[short] ?? []).map(Self.name(of:))
      let isAmbiguous = Set(names).count < names.count
      return (run, isAmbiguous ? curve(of: run) : short)
    }
  }

  private static func place(of folder: String) -> String {
    URL(fileURLWithPath: folder).standardizedFileURL.path
  }

  private static func name(of folder: String) -> String {
    URL(fileURLWithPath: folder).lastPathComponent
  }

  /// Returns the name or path of a run, without the seed at its end unless each has a separate
  /// curve.
  private func curve(of name: String) -> String {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard !each, parts.count > 1, let seed = parts.last, !seed.isEmpty, seed.allSatisfy(\.isNumber)
    else { return name }
    return parts.dropLast().joined(separator: "-")
  }
}
