import Foundation

extension Image {
  /// Reads a picture from a PNG file.
  ///
  /// - Throws: ``ImageError`` if the file cannot be read or is not a picture.
  public init(readingPNG path: String) throws(ImageError) {
    try self.init(decodingPNG: try read(path))
  }
}

extension GrayImage {
  /// Reads a picture from a gray PNG file.
  ///
  /// - Throws: ``ImageError`` if the file cannot be read or is not a gray picture.
  public init(readingPNG path: String) throws(ImageError) {
    try self.init(decodingPNG: try read(path))
  }
}

private func read(_ path: String) throws(ImageError) -> [UInt8] {
  do {
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch {
    throw .unreadable(path: path, reason: error.localizedDescription)
  }
}
