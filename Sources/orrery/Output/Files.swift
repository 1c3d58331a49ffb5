import Foundation
import Records

/// Writes whole files, with errors that name them.
enum Files {
  /// Returns whether a path names a folder, or a link to one.
  static func isFolder(_ path: String) -> Bool { kind(of: path) == .folder }

  /// Returns the path of a folder as it was given, without a trailing slash.
  static func way(to folder: String) -> String {
    folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }

  /// The kind of what a path leads to, following links, or `nil` if there is nothing.
  private static func kind(of path: String) -> FileStatus.Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  /// Replaces a file by `bytes`, so that readers see either the old file or the whole new one, even
  /// after a loss of power.
  ///
  /// A link to a file stays, and the file is replaced. Pipes, devices and the files of standard
  /// output and error are written to directly.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard isFolder(folder) else {
      throw Failure(.cannotCreate, "\(path): there is no folder '\(folder)'; make it first")
    }
    let kind = kind(of: path)
    guard kind != .folder else {
      throw Failure(
        .cannotCreate, "\(path): expected a file to write, found a folder; name a file in it")
    }
    do throws(FileError) {
      if let descriptor = standardDescriptor(of: path) {
        return try Disk().write(bytes, to: OpenFile(descriptor: descriptor, path: path))
      } else if kind == .other {
        return try append(bytes, to: path)
      }
    } catch {
      throw failure(of: error)
    }
    try Interruption.holding { () throws(Failure) in try replace(path, by: bytes) }
  }

  private static func replace(_ path: String, by bytes: [UInt8]) throws(Failure) {
    do throws(FileError) {
      try DurableFile.write(bytes, to: target(of: path))
    } catch {
      throw failure(of: error)
    }
  }

  /// Writes a file in a folder, like ``write(_:to:)``.
  static func write(_ bytes: [UInt8], as name: String, in folder: String) throws(Failure) {
    try write(bytes, to: URL(fileURLWithPath: folder).appendingPathComponent(name).path)
  }

  /// Removes the files of a numbered series in a folder from a number on, which an earlier call
  /// with a longer series has left there.
  ///
  /// - Parameters:
  ///   - first: The first number to remove.
  ///   - folder: The folder.
  ///   - number: Returns the number in the name of a file, or `nil` if the file is not in the
  ///     series.
  /// - Throws: ``Failure`` if a file cannot be removed.
  static func removeSeries(
    from first: Int, in folder: String, _ number: (String) -> Int?
  ) throws(Failure) {
    do throws(FileError) {
      for name in try Disk().names(in: folder) where number(name).map({ $0 >= first }) ?? false {
        try Disk().removeFile("\(folder)/\(name)")
      }
    } catch {
      throw failure(of: error)
    }
  }

  /// Returns the descriptor of standard output or error if a path leads to its file, as
  /// `/dev/stdout` does: replacing that file would lose its contents.
  private static func standardDescriptor(of path: String) -> Int32? {
    var (file, stream) = (stat(), stat())
    guard stat(path, &file) == 0 else { return nil }
    return [STDOUT_FILENO, STDERR_FILENO].first { descriptor in
      // A closed stream is held by a descriptor that cannot be written to.
      fcntl(descriptor, F_GETFL) & O_ACCMODE != O_RDONLY && fstat(descriptor, &stream) == 0
        && stream.st_dev == file.st_dev && stream.st_ino == file.st_ino
    }
  }

  private static func failure(of error: FileError) -> Failure {
    Failure(error.exitStatus == .inputOutput ? .inputOutput : .cannotCreate, "\(error)")
  }

  /// Writes to something that is not a file and cannot be replaced by one.
  private static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
    let disk = Disk()
    let file = try disk.open(path, .end)
    defer { disk.close(file) }
    try disk.write(bytes, to: file)
  }

  /// Returns the target of a link, if it exists, and every other path unchanged.
  private static func target(of path: String) -> String {
    guard (try? Disk().status(of: path))?.kind == .other, let target = realpath(path, nil) else {
      return path
    }
    defer { free(target) }
    return String(cString: target)
  }

  /// Creates a folder and its parents, unless it exists.
  static func makeFolder(_ path: String) throws(Failure) {
    if let kind = kind(of: path) {
      guard kind != .folder else { return }
      let found = kind == .file ? "a file" : "a device or a pipe"
      throw Failure(
        .cannotCreate,
        "\(path): expected a folder or nothing, found \(found); choose another folder")
    }
    do throws(FileError) {
      try Disk().createFolders(path)
    } catch {
      throw failure(of: error)
    }
  }
}
