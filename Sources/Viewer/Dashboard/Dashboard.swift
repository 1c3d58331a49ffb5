import Base
import Imaging

/// Draws what an agent sees, believes, imagines and receives into one picture.
///
/// In all parts, orange is imagined or predicted, green is true, red is what draws of the weights
/// disagree about, and blue is the randomness of states. The picture depends only on the snapshot.
package struct Dashboard: Sendable {
  /// The positions of the parts.
  package let layout: DashboardLayout

  /// Creates a dashboard for pictures of a given size.
  ///
  /// - Precondition: The pictures are not empty.
  package init(width: Int, height: Int) {
    layout = DashboardLayout(width: width, height: height)
  }

  /// Draws a snapshot over a whole picture.
  ///
  /// - Precondition: The picture has the dashboard's size.
  package func draw(_ snapshot: Snapshot, into image: inout Image) {
    require(
      image.width == layout.width && image.height == layout.height,
      "a dashboard of \(layout.width) × \(layout.height) does not fit a picture of"
        + " \(image.width) × \(image.height)")
    image.fill(
      x: 0, y: 0, width: image.width, height: image.height, with: Palette.background)
    drawHeader(snapshot, into: &image)
    drawSights(snapshot, into: &image)
    drawReadings(snapshot.readings, into: &image)
    drawFuture(snapshot, into: &image)
    drawFan(snapshot.fan, secondsPerDecision: snapshot.secondsPerDecision, into: &image)
    drawRewards(snapshot, into: &image)
    drawKeys(snapshot.keys, into: &image)
  }

  private func drawHeader(_ snapshot: Snapshot, into image: inout Image) {
    write([(snapshot.heading, Palette.words)], in: layout.header, into: &image)
    let room = layout.header.width - textWidth(snapshot.heading) - textWidth("  ")
    let status = String(snapshot.status.prefix(max(0, room / max(1, textWidth(" ")))))
    var area = layout.header
    _ = area.takeLeft(area.width - textWidth(status))
    write([(status, Palette.words)], in: area, into: &image)
  }

  private func drawSights(_ snapshot: Snapshot, into image: inout Image) {
    write([(snapshot.sceneTitle, Palette.words)], in: layout.scene.title, into: &image)
    image.draw(snapshot.scene, in: layout.scene.content)
    write([("the agent sees", Palette.words)], in: layout.seen.title, into: &image)
    write([("the agent believes", Palette.imagined)], in: layout.reconstruction.title, into: &image)
    var (seen, believed) = (layout.seen.content, layout.reconstruction.content)
    if layout.scale > 0 {
      let side = seen.width
      image.draw(snapshot.seen, in: seen.takeTop(side))
      image.draw(snapshot.reconstruction, in: believed.takeTop(side))
      _ = (seen.takeTop(4 * layout.scale), believed.takeTop(4 * layout.scale))
      write([(size(of: snapshot.seen), Palette.faint)], in: seen, into: &image)
      write([(snapshot.reconstructionError, Palette.faint)], in: believed, into: &image)
    } else {
      image.draw(snapshot.seen, in: seen)
      image.draw(snapshot.reconstruction, in: believed)
    }
  }

  private func size(of sight: Sight) -> String {
    switch sight {
    case .frame(let frame): "\(frame.width) x \(frame.height) pixels"
    case .components(let components): "\(components.count) components"
    }
  }

  private func drawReadings(_ readings: [Snapshot.Reading], into image: inout Image) {
    guard layout.scale > 0 else { return }
    var rest = layout.readings.content
    for reading in readings {
      var line = rest.takeTop(12 * layout.scale)
      guard line.height == 12 * layout.scale else { return }
      write([(reading.name, Palette.faint)], in: line, into: &image)
      _ = line.takeLeft(line.width - textWidth(reading.value))
      write([(reading.value, Palette.words)], in: line, into: &image)
    }
  }

  private func drawKeys(_ keys: [Snapshot.Reading], into image: inout Image) {
    guard layout.scale > 0, !keys.isEmpty else { return }
    let (scale, line) = (layout.scale, 12 * layout.scale)
    let names = (keys.map(\.name.count).max() ?? 0) + 2
    let columns = names + (keys.map(\.value.count).max() ?? 0)
    let (width, height) = (
      columns * BitmapFont.advance * scale + 20 * scale, keys.count * line + 20 * scale
    )
    let box = Area(
      x: (layout.width - width) / 2, y: (layout.height - height) / 2, width: width, height: height)
    image.fill(box, with: Palette.faint)
    image.fill(box.inset(by: scale), with: Palette.background)
    var rest = box.inset(by: 10 * scale)
    for key in keys {
      var row = rest.takeTop(line)
      write([(key.name, Palette.imagined)], in: row, into: &image)
      _ = row.takeLeft(names * BitmapFont.advance * scale)
      write([(key.value, Palette.words)], in: row, into: &image)
    }
  }
}

extension Dashboard {
  /// The width of a text in pixels.
  func textWidth(_ text: String) -> Int { text.count * BitmapFont.advance * layout.scale }

  /// Writes texts one after the other from the left, as far as they fit.
  func write(_ words: [(text: String, color: Pixel)], in area: Area, into image: inout Image) {
    guard layout.scale > 0, !area.isEmpty else { return }
    var rest = area
    for (text, color) in words {
      let place = rest.takeLeft(textWidth(text))
      let fitting = String(text.prefix(place.width / textWidth(" ")))
      image.draw(fitting, x: place.x, y: place.y, color: color, scale: layout.scale)
    }
  }
}
