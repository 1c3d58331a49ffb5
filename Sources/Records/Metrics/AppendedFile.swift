/// A file of records that only grows, with one system write per record.
///
/// A record that fails half-way is cut off again before the next one, so the file consists of whole
/// records except perhaps for the last. Failures are counted and never stop the program:
/// measurements are not worth a run.
final class AppendedFile {
  private let path: String
  private let files: any FileSystem
  private let file: OpenFile
  private var length = 0
  private var isTorn = false
  private(set) var failureCount = 0
  private(set) var lastFailure: FileError?

  /// Opens a file at its end, creating it if necessary.
  init(_ path: String, in files: any FileSystem) throws(FileError) {
    (self.path, self.files) = (path, files)
    file = try files.open(path, .end)
    length = try files.size(of: file)
  }

  deinit { files.close(file) }

  /// Appends a record.
  ///
  /// - Returns: Whether it is in the file.
  @discardableResult
  func append(_ record: [UInt8]) -> Bool {
    attempt {
      () throws(FileError) in
      if isTorn { try files.truncate(path, to: length) }
      isTorn = true
      try files.write(record, to: file)
      length += record.count
      isTorn = false
    }
  }

  /// Removes the file; later records are lost.
  func remove() { attempt { () throws(FileError) in try files.removeFile(path) } }

  /// Makes the records so far safe from a loss of power.
  func synchronize() { attempt { () throws(FileError) in try files.synchronize(file) } }

  @discardableResult
  private func attempt(_ body: () throws(FileError) -> Void) -> Bool {
    do throws(FileError) {
      try body()
      return true
    } catch {
      failureCount += 1
      lastFailure = error
      return false
    }
  }
}
