import Glibc
import JSONText

/// The folder of a run.
///
/// | name | what it is |
/// | :-- | :-- |
/// | `config.toml` | the resolved configuration |
/// | `cmdline` | the command, one argument per line |
/// | `version` | the versions of the program and its libraries |
/// | `metrics.jsonl`, `evaluations.csv`, `events.out.tfevents.*` | measurements |
/// | `ckpt/` | checkpoints |
/// | `episodes/` | finished episodes |
/// | `video/` | pictures |
/// | `log.txt` | messages |
/// | `diverged.safetensors` | the batch at which training diverged |
/// | `.lock` | the process that is writing |
///
/// One program at a time can write to it, as long as a value of this type lives; any number can
/// read.
public final class RunDirectory {
  /// The treatment of a folder that contains a run.
  public enum Start: Hashable, Sendable {
    /// Resume the run, or begin it if the folder is empty.
    case resume
    /// Remove the run and begin a new one.
    case overwrite
  }

  /// The names that a run uses in its folder; nothing else is ever removed.
  static let names = [
    "config.toml", "cmdline", "version", "metrics.jsonl", "evaluations.csv", "ckpt", "episodes",
    "video", "log.txt", "diverged.safetensors",
  ]

  /// The path of the folder.
  public let path: String
  /// Whether there was a run to resume.
  public let isResumed: Bool
  private let lock: RunLock
  private let files: any FileSystem

  /// Opens a folder for writing, creating it and its parents if necessary.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - start: The treatment of a run in it.
  ///   - files: The file system of the folder; the lock always uses the system's.
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
    // This comes before the lock, so that nothing is written to a folder that is refused, and again
    // after it, since another program may have written to the folder in between.
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

  /// Refuses a folder that contains names that no run uses.
  ///
  /// Other files that people keep in their runs do no harm, unless they would be removed; a folder
  /// with other files must not become a run.
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

  /// Returns whether a name is one that a file of a run has while it is being written.
  static func isTemporary(_ name: String) -> Bool {
    names.contains { name.hasPrefix("\($0).tmp-") }
  }

  /// Writes the description of the run: its configuration, its command, and the versions of its
  /// programs.
  ///
  /// - Parameters:
  ///   - configuration: The resolved configuration as TOML.
  ///   - command: The arguments of the program.
  ///   - version: The versions, such as `swift` and `blas_core`.
  /// - Throws: ``FileError``.
  public func describe(
    configuration: String, command: [String], version: [String: String]
  ) throws(FileError) {
    try write(configuration, to: "config.toml")
    try write(command.map { $0 + "\n" }.joined(), to: "cmdline")
    // JSON's escapes are also TOML's.
    let lines = version.sorted { $0.key < $1.key }.map {
      "\($0.key) = \(JSON.string($0.value).line)\n"
    }
    try write(lines.joined(), to: "version")
  }

  /// Writes a file of the run, either completely or not at all.
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

/// The reason why a run directory cannot be written to.
public enum RunDirectoryError: ExplainedError {
  /// It contains something that no run has, and would be overwritten or become a run.
  case notARun(path: String, found: String)
  /// Another program is writing to it.
  case locked(path: String, holder: String)
  /// It cannot be created or changed.
  case cannotCreate(FileError)

  /// A sentence that tells the user what is wrong.
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

  /// 75 while another program is writing, otherwise 73.
  public var exitStatus: ExitStatus {
    if case .locked = self { .temporary } else { .cannotCreate }
  }
}
