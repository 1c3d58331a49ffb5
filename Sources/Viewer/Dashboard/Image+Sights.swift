import Imaging

extension Image {
  /// Fills a rectangle.
  mutating func fill(_ area: Area, with color: Pixel) {
    fill(x: area.x, y: area.y, width: area.width, height: area.height, with: color)
  }

  /// Draws a sight as large as possible, in the middle of a rectangle.
  ///
  /// Frames are enlarged by whole factors, so that their pixels stay square.
  package mutating func draw(_ sight: Sight, in area: Area) {
    guard !area.isEmpty else { return }
    switch sight {
    case .frame(let frame): draw(frame, in: area)
    case .components(let components): draw(components, in: area)
    }
  }

  /// Draws a picture as large as possible, in the middle of a rectangle.
  mutating func draw(_ frame: Image, in area: Area) {
    guard frame.width > 0, frame.height > 0, !area.isEmpty else { return }
    let factor = min(area.width / frame.width, area.height / frame.height)
    var (shown, scale) = (frame, factor)
    if factor == 0 {
      let width = min(area.width, max(1, area.height * frame.width / frame.height))
      let height = min(area.height, max(1, width * frame.height / frame.width))
      (shown, scale) = (frame.resized(width: width, height: height), 1)
    }
    paste(
      shown, x: area.x + (area.width - scale * shown.width) / 2,
      y: area.y + (area.height - scale * shown.height) / 2, scale: scale)
  }

  /// Draws bars from a line in the middle, upwards for positive ends.
  private mutating func draw(_ components: [Sight.Component], in area: Area) {
    fill(area, with: Palette.ground)
    let middle = area.y + area.height / 2
    fill(x: area.x, y: middle, width: area.width, height: 1, with: Palette.grid)
    for (index, component) in components.enumerated() {
      let left = area.x + index * area.width / components.count
      let right = area.x + (index + 1) * area.width / components.count
      // Thin bars touch; others keep a gap.
      let width = max(1, right - left > 3 ? right - left - 1 : right - left)
      guard component.start.isFinite, component.end.isFinite else {
        fill(x: left, y: area.y, width: width, height: area.height, with: .magenta)
        continue
      }
      func row(_ value: Double) -> Int {
        middle - Int((min(max(value, -1), 1) * Double(area.height / 2 - 1)).rounded())
      }
      let (first, last) = (row(component.start), row(component.end))
      fill(
        x: left, y: min(first, last), width: width, height: abs(first - last) + 1,
        with: component.color)
    }
  }
}
