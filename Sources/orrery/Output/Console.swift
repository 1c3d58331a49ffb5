import Foundation
import Records

/// The destinations of data and messages.
enum Console {
  /// Prints a complete line of data on standard output at once.
  ///
  /// - Throws: `FileError`, including when the reader has closed the pipe.
  static func print(_ line: String) throws(FileError) { try write(line + "\n") }

  /// Writes data to standard output.
  ///
  /// - Throws: `FileError`, including when the reader has closed the pipe.
  static func write(_ text: String) throws(FileError) {
    try Disk().write(
      Array(text.utf8), to: OpenFile(descriptor: STDOUT_FILENO, path: "standard output"))
  }

  /// Opens `/dev/null` in place of standard streams that are closed.
  ///
  /// Otherwise a file of the run could get the descriptor, and printed text would be written into
  /// it. It is opened in the wrong direction, so that reading and writing still fail.
  static func holdDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // This opens the lowest free descriptor, which is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Prints a message on standard error, if it is still open.
  static func tell(_ message: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(message.printableLines)\n".utf8))
  }
}

extension ProgressWriter.Target {
  /// Standard error.
  static var standardError: Self {
    Self(isTerminal: isatty(STDERR_FILENO) == 1, environment: ProcessInfo.processInfo.environment)
  }
}

extension String {
  /// The same lines without control characters, which the names of runs and files may contain.
  var printableLines: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
      .joined(separator: "\n")
  }
}
