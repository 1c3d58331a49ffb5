extension FileSystem {
  /// Drops the lines of a file that are torn or rejected by `isKept`.
  ///
  /// A file that changes is replaced as a whole, so that a crash leaves either the old or the new
  /// one.
  func dropLines(of path: String, isKept: (ArraySlice<UInt8>) -> Bool) throws(FileError) {
    guard try status(of: path) != nil else { return }
    let bytes = try read(path)
    let newLine = UInt8(ascii: "\n")
    // Whatever follows the last line break is torn, or empty.
    let lines = bytes.split(separator: newLine, omittingEmptySubsequences: false)
    let kept = lines.dropLast().filter(isKept)
    let isTorn = lines.last?.isEmpty == false
    guard isTorn || kept.count < lines.count - 1 else { return }
    try DurableFile.write(kept.flatMap { Array($0) + [newLine] }, to: path, in: self)
  }
}
