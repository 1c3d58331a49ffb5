import Foundation

extension Image {
  /// Writes the picture to a PNG file, which is replaced whole.
  ///
  /// - Throws: ``ImageError``, when the picture is empty or the file cannot be created.
  public func writePNG(to path: String) throws(ImageError) {
    try write(try encodedPNG(), to: path)
  }

  /// Reads a picture from a PNG file.
  ///
  /// - Throws: ``ImageError``, when the file cannot be read or is not a picture.
  public init(readingPNG path: String) throws(ImageError) {
    try self.init(decodingPNG: try read(path))
  }
}

extension GrayImage {
  /// Writes the picture to a PNG file, which is replaced whole.
  ///
  /// - Throws: ``ImageError``, when the picture is empty or the file cannot be created.
  public func writePNG(to path: String) throws(ImageError) {
    try write(try encodedPNG(), to: path)
  }

  /// Reads a picture from a gray PNG file.
  ///
  /// - Throws: ``ImageError``, when the file cannot be read or is not a gray picture.
  public init(readingPNG path: String) throws(ImageError) {
    try self.init(decodingPNG: try read(path))
  }
}

/// Replaces a file: whoever looks sees the old one or the whole new one.
private func write(_ bytes: [UInt8], to path: String) throws(ImageError) {
  do {
    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  } catch {
    throw .uncreatable(path: path, reason: error.localizedDescription)
  }
}

private func read(_ path: String) throws(ImageError) -> [UInt8] {
  do {
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch {
    throw .unreadable(path: path, reason: error.localizedDescription)
  }
}
