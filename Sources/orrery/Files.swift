import ArgumentParser
import Foundation
import Records

/// Why a command stopped, with its exit code after sysexits.
struct Failure: Error, CustomStringConvertible {
  /// The codes of `sysexits.h` that are in use.
  enum Code: Int32 {
    /// A file does not hold what it has to.
    case dataFormat = 65
    /// A file to read is missing.
    case noInput = 66
    /// Something that has to be here is not.
    case unavailable = 69
    /// A file cannot be made.
    case cannotCreate = 73
    /// Reading or writing failed.
    case inputOutput = 74
  }

  let code: Code
  let description: String

  init(_ code: Code, _ description: String) {
    (self.code, self.description) = (code, description)
  }
}

/// Whole files in and out, with errors that name them.
enum Files {
  /// Returns the bytes of a file.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw Failure(.noInput, "\(path): there is no such file")
    }
    guard !isDirectory.boolValue else {
      throw Failure(.noInput, "\(path): expected a file, found a directory")
    }
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw Failure(.noInput, "\(path): cannot be read: \(error.localizedDescription)")
    }
  }

  /// Replaces a file by `bytes`: whoever looks sees the old file or the whole new one, also after a
  /// loss of power.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw Failure(.cannotCreate, "\(path): there is no directory '\(folder)'") }
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    {
      throw Failure(.cannotCreate, "\(path): expected a file to write, found a directory")
    }
    do {
      try DurableFile.write(bytes, to: path)
    } catch {
      throw Failure(error.isFull ? .inputOutput : .cannotCreate, "\(error)")
    }
  }
}

extension Files {
  /// Makes a directory, unless it is there.
  static func makeDirectory(_ path: String) throws(Failure) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure(.cannotCreate, "\(path): cannot be made: \(error.localizedDescription)")
    }
  }
}
