extension Drawing {
  /// The drawing in pixels, with smooth edges and text in the built-in font.
  public var image: Image {
    var image = Image(width: width, height: height)
    image.fill(x: 0, y: 0, width: width, height: height, with: .white)
    for mark in marks {
      switch mark {
      case .line(let points, let color, let width, let isDashed):
        let parts = isDashed ? dashes(of: points, width: width) : [points]
        image.blend(
          coverage(of: parts.flatMap { segments(of: $0) }, radius: width / 2), color, opacity: 1)
      case .area(let points, let color, let opacity):
        image.blend(areaCoverage(of: points), color, opacity: opacity)
      case .dots(let points, let color, let radius, let opacity):
        for point in points {
          image.blend(coverage(of: [(point, point)], radius: radius), color, opacity: opacity)
        }
      case .text(let text, let point, let anchor, let color, let size):
        let scale = max(1, Int((size / 9).rounded(.down)))
        let length = Double(text.count * BitmapFont.advance * scale)
        let shift = anchor == .start ? 0 : anchor == .middle ? length / 2 : length
        image.draw(
          text, x: Int(onPage(point.x - shift).rounded()),
          y: Int(onPage(point.y).rounded()) - BitmapFont.ascent * scale, color: color, scale: scale)
      }
    }
    return image
  }

  private func segments(
    of points: [SIMD2<Double>]
  ) -> [(start: SIMD2<Double>, end: SIMD2<Double>)] {
    zip(points, points.dropFirst()).map { ($0, $1) }
  }

  /// The pieces of a dashed line: dashes of three widths, then gaps of two.
  private func dashes(of points: [SIMD2<Double>], width: Double) -> [[SIMD2<Double>]] {
    var pieces: [[SIMD2<Double>]] = []
    var passed = 0.0
    let (dash, period) = (3 * width, 5 * width)
    for (start, end) in segments(of: points) {
      let length = (end - start).length
      guard length > 0 else { continue }
      var position = 0.0
      while position < length {
        let phase = (passed + position).truncatingRemainder(dividingBy: period)
        let step = max(min((phase < dash ? dash : period) - phase, length - position), 1e-6)
        if phase < dash {
          pieces.append([
            start + (end - start) * (position / length),
            start + (end - start) * ((position + step) / length),
          ])
        }
        position += step
      }
      passed += length
    }
    return pieces
  }

  /// The fraction of each pixel within a distance of line segments, not counted twice where they
  /// meet.
  private func coverage(
    of segments: [(start: SIMD2<Double>, end: SIMD2<Double>)], radius: Double
  ) -> [Int: Double] {
    var coverage: [Int: Double] = [:]
    for (start, end) in segments {
      let direction = end - start
      let square = max(direction.length * direction.length, 1e-12)
      let reach = radius + 1
      let columns = range(min(start.x, end.x) - reach, max(start.x, end.x) + reach, width)
      for row in range(min(start.y, end.y) - reach, max(start.y, end.y) + reach, height) {
        for column in columns {
          let offset = SIMD2(Double(column) + 0.5, Double(row) + 0.5) - start
          let along = min(max((offset * direction).sum() / square, 0), 1)
          let alpha = min(max(radius + 0.5 - (offset - direction * along).length, 0), 1)
          if alpha > 0 {
            coverage[row * width + column] = max(coverage[row * width + column] ?? 0, alpha)
          }
        }
      }
    }
    return coverage
  }

  /// The fraction of each pixel inside a polygon, by the even-odd rule, with four scans per row.
  private func areaCoverage(of points: [SIMD2<Double>]) -> [Int: Double] {
    var coverage: [Int: Double] = [:]
    guard let last = points.last, points.count > 2 else { return coverage }
    let edges = segments(of: [last] + points)
    let heights = points.map(\.y)
    for row in range(heights.min() ?? 0, heights.max() ?? 0, height) {
      for scan in 0..<4 {
        let y = Double(row) + (Double(scan) + 0.5) / 4
        let crossings = edges.filter { ($0.start.y <= y) != ($0.end.y <= y) }.map { edge in
          edge.start.x + (edge.end.x - edge.start.x) * (y - edge.start.y)
            / (edge.end.y - edge.start.y)
        }.sorted()
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          let (left, right) = (crossings[pair], crossings[pair + 1])
          for column in range(left, right, width) {
            let inside = min(right, Double(column + 1)) - max(left, Double(column))
            coverage[row * width + column, default: 0] += max(0, inside) / 4
          }
        }
      }
    }
    return coverage
  }

  /// The pixels that an interval touches, limited to the page.
  private func range(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
    guard low.isFinite, high.isFinite, high >= 0, low < Double(limit) else { return 0..<0 }
    let first = Int(max(0, low.rounded(.down)))
    return first..<max(first, min(limit, Int(min(high, Double(limit)).rounded(.up))))
  }
}

extension SIMD2<Double> {
  fileprivate var length: Double { (self * self).sum().squareRoot() }
}

extension Image {
  /// Blends a colour over pixels, in proportion to how much of each is covered.
  fileprivate mutating func blend(_ coverage: [Int: Double], _ color: Pixel, opacity: Double) {
    let channels = [color.red, color.green, color.blue]
    for (pixel, share) in coverage {
      let alpha = min(share, 1) * opacity
      for (channel, value) in channels.enumerated() {
        let old = Double(pixels[3 * pixel + channel])
        pixels[3 * pixel + channel] = UInt8(old + alpha * (Double(value) - old) + 0.5)
      }
    }
  }
}
