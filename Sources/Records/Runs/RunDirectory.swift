import Glibc
import JSONText

/// The folder that a run is.
///
/// | name | what it is |
/// | :-- | :-- |
/// | `config.toml` | the resolved configuration |
/// | `cmdline` | the command, one argument a line |
/// | `version` | what the program and its libraries were |
/// | `metrics.jsonl`, `evaluations.csv`, `events.out.tfevents.*` | measurements |
/// | `ckpt/` | checkpoints |
/// | `episodes/` | finished episodes |
/// | `video/` | pictures |
/// | `log.txt` | messages |
/// | `diverged.safetensors` | the batch at which training diverged |
/// | `.lock` | who is writing |
///
/// One program at a time writes to it, as long as a value of this type lives; any number read.
public final class RunDirectory {
  /// What to do with a folder that has a run in it.
  public enum Start: Hashable, Sendable {
    /// Go on with the run, or begin it if the folder is empty.
    case resume
    /// Remove the run and begin anew.
    case overwrite
  }

  /// The names that a run has in its folder; nothing else is ever removed.
  static let names = [
    "config.toml", "cmdline", "version", "metrics.jsonl", "evaluations.csv", "ckpt", "episodes",
    "video", "log.txt", "diverged.safetensors",
  ]

  /// Where the run is.
  public let path: String
  /// Whether there was a run to go on with.
  public let isResumed: Bool
  private let lock: RunLock
  private let files: any FileSystem

  /// Opens a folder for writing, creating it and the folders above it where needed.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - start: What to do if it has a run in it.
  ///   - files: Where the folder is; the lock is always the system's.
  /// - Throws: ``RunDirectoryError``, or ``FileError``.
  public init(
    _ path: String, _ start: Start, in files: any FileSystem = Disk()
  ) throws {
    (self.path, self.files) = (path, files)
    let found: [String]
    do throws(FileError) {
      try files.createFolders(path)
      found = try files.names(in: path)
    } catch {
      throw RunDirectoryError.cannotCreate(error)
    }
    // Before the lock, so that nothing is written to a folder that is refused; and again after it,
    // since another program may have been there in between.
    try Self.refuseStrangers(among: found, at: path, start)
    lock = try RunLock(run: path)
    let names = try files.names(in: path).filter { $0 != RunLock.fileName }
    isResumed = start == .resume && !names.isEmpty
    try Self.refuseStrangers(among: names, at: path, start)
    if start == .overwrite {
      for name in names { try files.removeTree("\(path)/\(name)") }
    }
    do throws(FileError) {
      for folder in ["ckpt", "episodes", "video"] { try files.createFolders("\(path)/\(folder)") }
    } catch {
      throw RunDirectoryError.cannotCreate(error)
    }
  }

  /// Throws if another program writes to a folder.
  ///
  /// - Throws: ``RunDirectoryError``.
  public static func checkUnlocked(_ path: String) throws(RunDirectoryError) {
    guard access("\(path)/\(RunLock.fileName)", F_OK) == 0 else { return }
    _ = try RunLock(run: path)
  }

  /// Refuses a folder with names in it that no run has.
  ///
  /// What people keep in their runs does no harm, unless it would be removed; what they keep
  /// elsewhere is not to become a run.
  private static func refuseStrangers(
    among names: [String], at path: String, _ start: Start
  ) throws(RunDirectoryError) {
    guard start == .overwrite || !names.contains("config.toml") else { return }
    let stranger = names.first { name in
      !Self.names.contains(name) && !isTemporary(name) && !name.hasPrefix(EventFile.prefix)
        && name != RunLock.fileName
    }
    if let stranger { throw .notARun(path: path, found: stranger) }
  }

  /// Whether a name is one that a file of a run has while it is written.
  static func isTemporary(_ name: String) -> Bool {
    names.contains { name.hasPrefix("\($0).tmp-") }
  }

  /// Writes what the run is: its configuration, its command, and the versions that ran it.
  ///
  /// - Parameters:
  ///   - configuration: The resolved configuration as TOML.
  ///   - command: The arguments of the program.
  ///   - version: What ran it, such as `swift` and `blas_core`.
  /// - Throws: ``FileError``.
  public func describe(
    configuration: String, command: [String], version: [String: String]
  ) throws(FileError) {
    try write(configuration, to: "config.toml")
    try write(command.map { $0 + "\n" }.joined(), to: "cmdline")
    // The escapes of JSON are those of TOML.
    let lines = version.sorted { $0.key < $1.key }.map {
      "\($0.key) = \(JSON.string($0.value).line)\n"
    }
    try write(lines.joined(), to: "version")
  }

  /// Writes a file of the run, whole or not at all.
  public func write(_ text: String, to name: String) throws(FileError) {
    try DurableFile.write(Array(text.utf8), to: "\(path)/\(name)", in: files)
  }

  /// Appends a line to the run's `log.txt`.
  public func log(_ line: String) throws(FileError) {
    let file = try files.open("\(path)/log.txt", .end)
    defer { files.close(file) }
    try files.write(Array("\(line.printable)\n".utf8), to: file)
  }
}

/// Why a run directory cannot be written to.
public enum RunDirectoryError: ExplainedError {
  /// It has something in it that no run has, and would be overwritten or become a run.
  case notARun(path: String, found: String)
  /// Another program writes to it.
  case locked(path: String, holder: String)
  /// It cannot be created or changed.
  case cannotCreate(FileError)

  /// What is wrong, in a sentence for the person at the terminal.
  public var description: String {
    switch self {
    case .notARun(let path, let found):
      "\(path.printable): expected only the files of a run, found '\(found.printable)'; remove it yourself, or"
        + " choose another folder with --run"
    case .locked(let path, let holder):
      "\(path.printable): expected to be the only writer, found \(holder.printable); wait until it has ended,"
        + " or choose another folder"
    case .cannotCreate(let error): error.description
    }
  }

  /// 75 while another program writes, else 73.
  public var exitStatus: ExitStatus {
    if case .locked = self { .temporary } else { .cannotCreate }
  }
}
