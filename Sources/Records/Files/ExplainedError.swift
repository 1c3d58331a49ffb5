/// The reason why a program failed, with the numbers of `sysexits.h`.
public enum ExitStatus: Int32, Hashable, Sendable {
  /// The command line was wrong.
  case usage = 64
  /// A file is damaged or unexpected.
  case damagedData = 65
  /// An input file is missing.
  case missingInput = 66
  /// Something that the program needs, such as a display, is unavailable.
  case unavailable = 69
  /// The program failed, or training diverged.
  case failure = 70
  /// A file or folder cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Something is in use: trying again later may work.
  case temporary = 75
  /// The configuration is wrong.
  case configuration = 78
}

/// An error that tells the user what is wrong, where, and what to do.
public protocol ExplainedError: Error, Equatable, CustomStringConvertible {
  /// The exit status for a program that cannot continue after this error.
  var exitStatus: ExitStatus { get }
}
