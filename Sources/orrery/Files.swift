import ArgumentParser
import Foundation
import Records

/// Why a command stopped, where no library has an error for it.
struct Failure: ExplainedError {
  let exitStatus: ExitStatus
  let description: String

  init(_ exitStatus: ExitStatus, _ description: String) {
    (self.exitStatus, self.description) = (exitStatus, description.printable)
  }
}

/// Where messages go.
enum Console {
  /// Tells something on standard error, if anybody can still hear it.
  static func tell(_ message: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(message)\n".utf8))
  }
}

/// Whole files in and out, with errors that name them.
enum Files {
  /// Returns the bytes of a file.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    do {
      return try DurableFile.read(path)
    } catch {
      throw Failure(error.exitStatus, "\(error)")
    }
  }

  /// Replaces a file by `bytes`: whoever looks sees the old file or the whole new one, also after a
  /// loss of power.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory),
      isDirectory.boolValue
    else {
      throw Failure(.cannotCreate, "\(path): there is no directory '\(folder)'; make it first")
    }
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    {
      throw Failure(
        .cannotCreate, "\(path): expected a file to write, found a directory; name a file in it")
    }
    do {
      try DurableFile.write(bytes, to: path)
    } catch {
      throw Failure(error.isFull ? .inputOutput : .cannotCreate, "\(error)")
    }
  }

  /// Makes a directory, unless it is there.
  static func makeDirectory(_ path: String) throws(Failure) {
    var isDirectory: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    guard !isThere || isDirectory.boolValue else {
      throw Failure(
        .cannotCreate, "\(path): expected a folder or nothing, found a file; choose another folder")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        .cannotCreate,
        "\(path): cannot be made; choose a folder in one that is there and can be written to")
    }
  }
}
