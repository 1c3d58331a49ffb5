extension FileSystem {
  /// Drops the lines of a file that are torn or that `isKept` does not want.
  ///
  /// A file that changes is replaced as a whole, so that a crash leaves it as it was or as it
  /// should be.
  func dropLines(of path: String, isKept: (ArraySlice<UInt8>) -> Bool) throws(FileError) {
    guard try status(of: path) != nil else { return }
    let bytes = try read(path)
    let newLine = UInt8(ascii: "\n")
    // What follows the last new line is torn, or nothing.
    let lines = bytes.split(separator: newLine, omittingEmptySubsequences: false)
    let kept = lines.dropLast().filter(isKept)
    let isTorn = lines.last?.isEmpty == false
    guard isTorn || kept.count < lines.count - 1 else { return }
    try DurableFile.write(kept.flatMap { Array($0) + [newLine] }, to: path, in: self)
  }
}
