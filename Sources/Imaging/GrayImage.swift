import Base

/// A picture of one 8-bit number per pixel, row by row from the top left.
public struct GrayImage: Hashable, Sendable {
  /// The number of pixels in a row.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The numbers: `width · height` bytes.
  public var pixels: [UInt8]

  /// Creates a black picture.
  public init(width: Int, height: Int) {
    self.init(width: width, height: height, pixels: [UInt8](repeating: 0, count: width * height))
  }

  /// Creates a picture from the given pixels.
  ///
  /// - Precondition: There are `width · height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    require(
      width >= 0 && height >= 0 && pixels.count == width * height,
      "a gray image of \(width) × \(height) needs \(width * height) bytes, not \(pixels.count)")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }
}
