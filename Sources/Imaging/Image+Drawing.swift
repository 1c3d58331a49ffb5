/// A colour with 8 bits per channel.
public struct Pixel: Hashable, Sendable {
  /// Red.
  public var red: UInt8
  /// Green.
  public var green: UInt8
  /// Blue.
  public var blue: UInt8

  /// White.
  public static let white = Pixel(255, 255, 255)
  /// Black.
  public static let black = Pixel(0, 0, 0)
  /// Magenta, which marks values that are not finite.
  public static let magenta = Pixel(255, 0, 255)

  /// Creates a colour.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }
}

extension Image {
  /// The colour of the pixel in a column and a row.
  ///
  /// - Precondition: There is such a pixel.
  public subscript(column: Int, row: Int) -> Pixel {
    get {
      let index = 3 * (row * width + column)
      return Pixel(pixels[index], pixels[index + 1], pixels[index + 2])
    }
    set {
      let index = 3 * (row * width + column)
      (pixels[index], pixels[index + 1]) = (newValue.red, newValue.green)
      pixels[index + 2] = newValue.blue
    }
  }

  /// Fills the part of a rectangle that lies in the picture.
  public mutating func fill(x: Int, y: Int, width: Int, height: Int, with color: Pixel) {
    let columns = clamped(x, x + width, self.width)
    let (rows, stride) = (clamped(y, y + height, self.height), 3 * self.width)
    pixels.withUnsafeMutableBufferPointer { bytes in
      for row in rows {
        var place = row * stride + 3 * columns.lowerBound
        for _ in columns {
          bytes[place] = color.red
          bytes[place + 1] = color.green
          bytes[place + 2] = color.blue
          place += 3
        }
      }
    }
  }

  /// Darkens the part of a rectangle that lies in the picture to a quarter of its brightness.
  public mutating func darken(x: Int, y: Int, width: Int, height: Int) {
    let columns = clamped(x, x + width, self.width)
    for row in clamped(y, y + height, self.height) {
      let first = 3 * (row * self.width + columns.lowerBound)
      for index in first..<first + 3 * columns.count {
        pixels[index] /= 4
      }
    }
  }

  /// Draws the part of a line between two pixels that lies in the picture.
  ///
  /// Reference: Bresenham, "Algorithm for Computer Control of a Digital Plotter", IBM Systems
  /// Journal 4, 1965.
  public mutating func drawLine(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), color: Pixel
  ) {
    var (x, y) = start
    let (dx, dy) = (abs(end.x - x), -abs(end.y - y))
    let (sx, sy) = (x < end.x ? 1 : -1, y < end.y ? 1 : -1)
    var error = dx + dy
    while true {
      if x >= 0, y >= 0, x < width, y < height { self[x, y] = color }
      if x == end.x && y == end.y { return }
      let double = 2 * error
      if double >= dy { (error, x) = (error + dy, x + sx) }
      if double <= dx { (error, y) = (error + dx, y + sy) }
    }
  }

  /// Writes text in the built-in font, clipped to the picture.
  ///
  /// - Parameters:
  ///   - text: The characters; a line break starts a new line.
  ///   - x: The column of the first dot.
  ///   - y: The row of the first dot.
  ///   - color: The colour of the dots.
  ///   - scale: The number of pixels along the edge of a dot.
  public mutating func draw(
    _ text: String, x: Int, y: Int, color: Pixel = .white, scale: Int = 1
  ) {
    var (left, top) = (x, y)
    for character in text {
      if character == "\n" {
        (left, top) = (x, top + BitmapFont.lineHeight * scale)
        continue
      }
      for row in 0..<BitmapFont.height {
        for column in 0..<BitmapFont.width
        where BitmapFont.isSet(character, row: row, column: column) {
          fill(
            x: left + column * scale, y: top + row * scale, width: scale, height: scale,
            with: color)
        }
      }
      left += BitmapFont.advance * scale
    }
  }

  /// The part of a range of columns or rows that lies in the picture.
  private func clamped(_ low: Int, _ high: Int, _ limit: Int) -> Range<Int> {
    let low = min(max(low, 0), limit)
    return low..<max(low, min(high, limit))
  }
}
