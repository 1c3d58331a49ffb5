/// Why a program failed, with the numbers of `sysexits.h`.
public enum ExitStatus: Int32, Hashable, Sendable {
  /// The command line was wrong.
  case usage = 64
  /// A file is damaged, or is not what it should be.
  case damagedData = 65
  /// A file that was to be read is not there.
  case missingInput = 66
  /// Something that the program needs, such as a display, is not there.
  case unavailable = 69
  /// The program failed, or training diverged.
  case failure = 70
  /// A file or folder cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Something is in use for now: trying again later may work.
  case temporary = 75
  /// The configuration is wrong.
  case configuration = 78
}

/// An error for the person at the terminal: what is wrong, where, and what to do.
public protocol ExplainedError: Error, Equatable, CustomStringConvertible {
  /// What the program should end with if it cannot go on.
  var exitStatus: ExitStatus { get }
}
