import Base

extension Image {
  /// Copies the part of another picture that lies inside this one.
  ///
  /// - Parameters:
  ///   - image: The picture to copy.
  ///   - x: The column that its left edge goes to.
  ///   - y: The row that its upper edge goes to.
  ///   - scale: The number of pixels along the edge of the square that each of its pixels becomes.
  /// - Precondition: The scale is positive.
  public mutating func paste(_ image: Image, x: Int, y: Int, scale: Int = 1) {
    require(scale > 0, "a picture is pasted at a positive scale, not \(scale)")
    let columns = max(0, x)..<max(max(0, x), min(x + scale * image.width, width))
    let rows = max(0, y)..<max(max(0, y), min(y + scale * image.height, height))
    let (targetStride, sourceStride) = (3 * width, 3 * image.width)
    image.pixels.withUnsafeBufferPointer { source in
      pixels.withUnsafeMutableBufferPointer { target in
        for row in rows {
          let line = (row - y) / scale * sourceStride
          var (column, rest) = ((columns.lowerBound - x) / scale, (columns.lowerBound - x) % scale)
          var place = row * targetStride + 3 * columns.lowerBound
          for _ in columns {
            for channel in 0..<3 { target[place + channel] = source[line + 3 * column + channel] }
            (place, rest) = (place + 3, rest + 1)
            if rest == scale { (column, rest) = (column + 1, 0) }
          }
        }
      }
    }
  }

  /// Returns the picture in another size, where each pixel is the mean of the area that it covers.
  ///
  /// Enlarging by whole factors repeats pixels.
  ///
  /// - Precondition: Neither size is empty.
  public func resized(width: Int, height: Int) -> Image {
    require(
      width > 0 && height > 0 && self.width > 0 && self.height > 0,
      "cannot resize \(self.width) × \(self.height) to \(width) × \(height)")
    guard width != self.width || height != self.height else { return self }
    let columns = Image.shares(from: self.width, to: width)
    let rows = Image.shares(from: self.height, to: height)
    var result = Image(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        var sum = SIMD3<Double>()
        for row in rows[y] {
          for column in columns[x] {
            let index = 3 * (row.index * self.width + column.index)
            let color = SIMD3(
              Double(pixels[index]), Double(pixels[index + 1]), Double(pixels[index + 2]))
            sum += row.share * column.share * color
          }
        }
        let index = 3 * (y * width + x)
        for channel in 0..<3 { result.pixels[index + channel] = UInt8(sum[channel] + 0.5) }
      }
    }
    return result
  }

  /// For each new pixel along an edge, the old ones under it and their shares, which sum to 1.
  private static func shares(from old: Int, to new: Int) -> [[(index: Int, share: Double)]] {
    (0..<new).map { position in
      let (low, high) = (position * old, (position + 1) * old)
      return (low / new..<(high + new - 1) / new).map { index in
        let overlap = min(high, (index + 1) * new) - max(low, index * new)
        return (index, Double(overlap) / Double(old))
      }
    }
  }

  /// Creates a picture from brightness values, 0 for black and 1 for white.
  ///
  /// Values outside the range, including infinite ones, become the nearer bound; NaN becomes
  /// magenta.
  ///
  /// - Parameters:
  ///   - values: One number for each pixel, row by row.
  ///   - width: The number of pixels in a row.
  ///   - height: The number of rows.
  ///   - nanCount: A count that is increased by the number of NaN values.
  /// - Precondition: There are `width · height` values.
  public init(brightness values: [Float], width: Int, height: Int, nanCount: inout Int) {
    require(
      values.count == width * height,
      "a picture of \(width) × \(height) needs \(width * height) values, not \(values.count)")
    self.init(width: width, height: height)
    for (position, value) in values.enumerated() {
      let gray = Image.byte(value)
      if gray == nil { nanCount += 1 }
      let color = gray.map { Pixel($0, $0, $0) } ?? .magenta
      pixels[3 * position] = color.red
      pixels[3 * position + 1] = color.green
      pixels[3 * position + 2] = color.blue
    }
  }

  /// Creates a picture from red, green and blue in [0, 1]; see
  /// ``init(brightness:width:height:nanCount:)``.
  ///
  /// A pixel with a NaN channel becomes magenta, and counts once.
  ///
  /// - Precondition: There are `3 · width · height` values.
  public init(colors values: [Float], width: Int, height: Int, nanCount: inout Int) {
    require(
      values.count == 3 * width * height,
      "a picture of \(width) × \(height) needs \(3 * width * height) values, not \(values.count)")
    self.init(width: width, height: height)
    for position in stride(from: 0, to: values.count, by: 3) {
      var isNumber = true
      for channel in position..<position + 3 {
        let byte = Image.byte(values[channel])
        if byte == nil { isNumber = false }
        pixels[channel] = byte ?? 0
      }
      guard !isNumber else { continue }
      nanCount += 1
      pixels.replaceSubrange(position..<position + 3, with: [255, 0, 255])
    }
  }

  /// Returns the byte of a value in [0, 1], or `nil` for NaN.
  private static func byte(_ value: Float) -> UInt8? {
    value.isNaN ? nil : UInt8(min(max(value, 0), 1) * 255 + 0.5)
  }
}
