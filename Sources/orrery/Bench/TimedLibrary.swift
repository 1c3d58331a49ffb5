import Foundation
import Records

/// A Python script that times another library, measure by measure on request.
final class TimedLibrary {
  private let name: String
  private let packages: String
  private let process = Process()
  private let (questions, answers) = (Pipe(), Pipe())

  /// Starts a script.
  ///
  /// - Parameters:
  ///   - name: The name of the library.
  ///   - packages: The packages that the Python needs.
  ///   - python: The option that names the Python, and its path.
  ///   - script: The script to run.
  /// - Throws: ``Failure`` if one of them is missing.
  init(
    _ name: String, of packages: String, python: (option: String, path: String), script: String
  ) throws(Failure) {
    (self.name, self.packages) = (name, packages)
    guard FileManager.default.isExecutableFile(atPath: python.path) else {
      throw Failure(.missingInput, "\(python.option) \(python.path): there is no such program")
    }
    guard FileManager.default.fileExists(atPath: script) else {
      throw Failure(.missingInput, "--script \(script): there is no such file")
    }
    process.executableURL = URL(fileURLWithPath: python.path)
    process.arguments = [script]
    process.standardInput = questions
    process.standardOutput = answers
    do {
      try process.run()
    } catch {
      throw Failure(.unavailable, "\(python.path) cannot be started: \(error.localizedDescription)")
    }
  }

  deinit {
    try? questions.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Returns the number of seconds that the script writes in a line, after it receives the
  /// measure's name.
  ///
  /// - Throws: ``Failure`` if it writes something else, or nothing.
  func seconds(of measure: String) throws(Failure) -> Double {
    // A script that has ended accepts no request; the missing answer is reported below.
    try? questions.fileHandleForWriting.write(contentsOf: Data("\(measure)\n".utf8))
    var line: [UInt8] = []
    while let byte = try? answers.fileHandleForReading.read(upToCount: 1)?.first {
      if byte == UInt8(ascii: "\n") { break }
      line.append(byte)
    }
    let answer = String(decoding: line, as: UTF8.self)
    guard let seconds = Double(answer), seconds > 0, seconds.isFinite else {
      throw Failure(
        .unavailable,
        "\(name) could not be timed: expected a positive number of seconds from the script, found "
          + "'\(answer)'; does this Python have \(packages)?")
    }
    return seconds
  }
}
