import Glibc

/// Where records are kept: the operations that all durable writing goes through.
///
/// ``Disk`` is the real one. Tests put another in its place, which forgets what was not
/// synchronized, as a machine does when its power fails. What matters for that is which operations
/// there are and in which order they come, so every method is one operation.
public protocol FileSystem: Sendable {
  /// Returns the bytes of a file.
  func read(_ path: String) throws(FileError) -> [UInt8]

  /// Returns the sorted names in a folder.
  func names(in folder: String) throws(FileError) -> [String]

  /// Returns what a path names, without following a symbolic link, or `nil` if there is nothing.
  func status(of path: String) throws(FileError) -> FileStatus?

  /// Returns how many bytes can still be written below a path, or `nil` if nobody knows.
  func freeBytes(at path: String) -> Int?

  /// Creates a folder in a folder that is there.
  func createFolder(_ path: String) throws(FileError)

  /// Opens a file for writing and creates it if it is not there.
  func open(_ path: String, _ start: WritingStart) throws(FileError) -> OpenFile

  /// Returns how many bytes an open file has.
  func size(of file: OpenFile) throws(FileError) -> Int

  /// Writes at the end of what was written, in one call to the system if the system takes all.
  func write(_ bytes: [UInt8], to file: OpenFile) throws(FileError)

  /// Returns when what was written to a file is safe from a loss of power.
  func synchronize(_ file: OpenFile) throws(FileError)

  /// Ends writing to a file.
  func close(_ file: OpenFile)

  /// Returns when the names in a folder are safe from a loss of power.
  func synchronizeFolder(_ path: String) throws(FileError)

  /// Cuts a file off after `count` bytes.
  func truncate(_ path: String, to count: Int) throws(FileError)

  /// Gives a file or folder another name, in place of any file of that name.
  func rename(_ path: String, to newPath: String) throws(FileError)

  /// Removes a file.
  func removeFile(_ path: String) throws(FileError)

  /// Removes an empty folder.
  func removeFolder(_ path: String) throws(FileError)
}

/// What a path names.
public struct FileStatus: Hashable, Sendable {
  /// A kind of thing in a folder.
  public enum Kind: Hashable, Sendable {
    /// A file.
    case file
    /// A folder.
    case folder
    /// A symbolic link, a socket, or something else.
    case other
  }

  /// What it is.
  public var kind: Kind
  /// Its size in bytes, if it is a file.
  public var size: Int

  /// Creates a status.
  public init(kind: Kind, size: Int) {
    (self.kind, self.size) = (kind, size)
  }
}

/// Where writing to a file begins.
public enum WritingStart: Hashable, Sendable {
  /// With an empty file.
  case empty
  /// After what is there.
  case end
}

/// A file that is open for writing.
public struct OpenFile: Hashable, Sendable {
  /// The number that the system knows it by.
  public let descriptor: Int32
  /// What it was opened as.
  public let path: String

  /// Creates the name of an open file.
  public init(descriptor: Int32, path: String) {
    (self.descriptor, self.path) = (descriptor, path)
  }
}

extension FileSystem {
  /// Creates a folder and those above it, unless they are there, and makes their names durable.
  package func createFolders(_ path: String) throws(FileError) {
    if let status = try status(of: path), status.kind != .other {
      guard status.kind == .folder else {
        throw FileError(path: path, operation: "create", code: ENOTDIR)
      }
      return
    }
    // A link to a folder is as good as a folder.
    if (try? names(in: path)) != nil { return }
    let above = parent(of: path)
    if above != path && above != "." { try createFolders(above) }
    do throws(FileError) {
      try createFolder(path)
    } catch {
      // Another program may have been faster, and `new/..` is there once `new` is.
      guard error.code == EEXIST, (try? names(in: path)) != nil else { throw error }
    }
    try synchronizeFolder(above)
  }

  /// Removes a folder and everything in it.
  func removeTree(_ path: String) throws(FileError) {
    guard try status(of: path)?.kind == .folder else { return try removeFile(path) }
    for name in try names(in: path) { try removeTree("\(path)/\(name)") }
    try removeFolder(path)
  }

  /// Returns the error with the space that was needed, if it says that there was none left.
  func explained(_ error: FileError, needed: Int) -> FileError {
    guard error.isFull else { return error }
    var error = error
    error.space = .init(needed: needed, free: freeBytes(at: parent(of: error.path)) ?? 0)
    return error
  }
}

/// Returns the folder that a path is in.
func parent(of path: String) -> String {
  // By bytes: a slash before an accent is a slash.
  let slash = UInt8(ascii: "/")
  let trimmed =
    path.utf8.count > 1 && path.utf8.last == slash ? path.utf8.dropLast() : path.utf8[...]
  guard let end = trimmed.lastIndex(of: slash) else { return "." }
  return end == trimmed.startIndex ? "/" : String(Substring(trimmed[..<end]))
}
