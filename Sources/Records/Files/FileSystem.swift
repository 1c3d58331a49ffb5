import Glibc

/// The storage of records: the operations that all durable writing goes through.
///
/// ``Disk`` is the real one. Tests substitute one that forgets whatever was not synchronized, like
/// a machine that loses power. The outcome depends on which operations are done and in which order,
/// so every method is a single operation.
public protocol FileSystem: Sendable {
  /// Returns the bytes of a file.
  func read(_ path: String) throws(FileError) -> [UInt8]

  /// Returns the sorted names in a folder.
  func names(in folder: String) throws(FileError) -> [String]

  /// Returns the status of what a path names, without following a symbolic link, or `nil` if there
  /// is nothing.
  func status(of path: String) throws(FileError) -> FileStatus?

  /// Returns the number of bytes that can still be written below a path, or `nil` if it is unknown.
  func freeBytes(at path: String) -> Int?

  /// Creates a folder in an existing folder.
  func createFolder(_ path: String) throws(FileError)

  /// Opens a file for writing, creating it if necessary.
  func open(_ path: String, _ start: WritingStart) throws(FileError) -> OpenFile

  /// Returns the number of bytes in an open file.
  func size(of file: OpenFile) throws(FileError) -> Int

  /// Writes after the bytes written so far, in one system call if the system accepts all of them.
  func write(_ bytes: [UInt8], to file: OpenFile) throws(FileError)

  /// Returns when the bytes written to a file are safe from a loss of power.
  func synchronize(_ file: OpenFile) throws(FileError)

  /// Closes a file.
  func close(_ file: OpenFile)

  /// Returns when the names in a folder are safe from a loss of power.
  func synchronizeFolder(_ path: String) throws(FileError)

  /// Truncates a file to `count` bytes.
  func truncate(_ path: String, to count: Int) throws(FileError)

  /// Renames a file or folder, replacing any file with the new name.
  func rename(_ path: String, to newPath: String) throws(FileError)

  /// Removes a file.
  func removeFile(_ path: String) throws(FileError)

  /// Removes an empty folder.
  func removeFolder(_ path: String) throws(FileError)
}

/// The status of what a path names.
public struct FileStatus: Hashable, Sendable {
  /// The kind of an entry in a folder.
  public enum Kind: Hashable, Sendable {
    /// A file.
    case file
    /// A folder.
    case folder
    /// A symbolic link, a socket, or something else.
    case other
  }

  /// The kind.
  public var kind: Kind
  /// The size in bytes, if it is a file.
  public var size: Int

  /// Creates a status.
  public init(kind: Kind, size: Int) {
    (self.kind, self.size) = (kind, size)
  }
}

/// The place where writing to a file begins.
public enum WritingStart: Hashable, Sendable {
  /// At the beginning of an empty file.
  case empty
  /// After the existing contents.
  case end
}

/// A file that is open for writing.
public struct OpenFile: Hashable, Sendable {
  /// The system's number for it.
  public let descriptor: Int32
  /// The path under which it was opened.
  public let path: String

  /// Creates the description of an open file.
  public init(descriptor: Int32, path: String) {
    (self.descriptor, self.path) = (descriptor, path)
  }
}

extension FileSystem {
  /// Creates a folder and its parents, unless they exist, and makes their names durable.
  package func createFolders(_ path: String) throws(FileError) {
    if let status = try status(of: path), status.kind != .other {
      guard status.kind == .folder else {
        throw FileError(path: path, operation: "create", code: ENOTDIR)
      }
      return
    }
    // A link to a folder counts as a folder.
    if (try? names(in: path)) != nil { return }
    let above = parent(of: path)
    if above != path && above != "." { try createFolders(above) }
    do throws(FileError) {
      try createFolder(path)
    } catch {
      // Another program may have been faster, and `new/..` exists once `new` does.
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

  /// Returns the error, extended by the space that was needed if it says that none was left.
  func explained(_ error: FileError, needed: Int) -> FileError {
    guard error.isFull else { return error }
    var error = error
    error.space = .init(needed: needed, free: freeBytes(at: parent(of: error.path)) ?? 0)
    return error
  }
}

/// Returns the folder that contains a path.
func parent(of path: String) -> String {
  // This works on bytes, because a slash before a combining accent is still a slash.
  let slash = UInt8(ascii: "/")
  let trimmed =
    path.utf8.count > 1 && path.utf8.last == slash ? path.utf8.dropLast() : path.utf8[...]
  guard let end = trimmed.lastIndex(of: slash) else { return "." }
  return end == trimmed.startIndex ? "/" : String(Substring(trimmed[..<end]))
}
