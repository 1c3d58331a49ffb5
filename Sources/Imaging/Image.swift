import Base

/// A picture in 8-bit RGB, row by row from the top left.
public struct Image: Hashable, Sendable {
  /// The number of pixels in a row.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// Red, green and blue of every pixel: `3 · width · height` bytes.
  public var pixels: [UInt8]

  /// Creates a black picture.
  public init(width: Int, height: Int) {
    self.init(
      width: width, height: height, pixels: [UInt8](repeating: 0, count: 3 * width * height))
  }

  /// Creates a picture from the given pixels.
  ///
  /// - Precondition: There are `3 · width · height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    require(
      width >= 0 && height >= 0 && pixels.count == 3 * width * height,
      "an image of \(width) × \(height) needs \(3 * width * height) bytes, not \(pixels.count)")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }
}
