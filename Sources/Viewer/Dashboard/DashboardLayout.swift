import Base

/// The positions of the parts of a dashboard.
///
/// All lengths are multiples of the font's dots, which are as large as possible. Pictures too small
/// for text contain only the sights.
package struct DashboardLayout: Hashable, Sendable {
  /// The size of the whole picture.
  package let width, height: Int
  /// The number of pixels along the edge of a dot of the font; 0 if text does not fit.
  package let scale: Int
  /// The line at the top.
  package private(set) var header = Area.none
  /// The world as people see it.
  package private(set) var scene = Panel()
  /// The agent's view of it.
  package private(set) var seen = Panel()
  /// The reconstruction from the belief.
  package private(set) var reconstruction = Panel()
  /// Numbers with their names.
  package private(set) var readings = Panel()
  /// The imagined future, with the names of the rows on the left.
  package private(set) var future = Panel()
  /// The cumulative rewards over the decisions ahead.
  package private(set) var fan = Panel()
  /// The rewards of the episode.
  package private(set) var rewards = Panel()

  /// A part with a title.
  package struct Panel: Hashable, Sendable {
    /// The line of the title.
    package var title = Area.none
    /// The area below the title.
    package var content = Area.none

    init() {}

    init(_ area: Area, titleHeight: Int) {
      var rest = area
      title = rest.takeTop(titleHeight)
      content = rest
    }
  }

  /// The size of a picture in which all parts have the smallest text.
  package static let unit = (width: 640, height: 380)
  /// The width for the names of rows, in dots.
  package static let rowNameWidth = 50
  /// The width for a sight of the future and the gap to the next one, in dots.
  package static let cell = 34

  /// Lays out a picture.
  ///
  /// - Precondition: The picture is not empty.
  package init(width: Int, height: Int) {
    require(width > 0 && height > 0, "there is no dashboard of \(width) × \(height)")
    (self.width, self.height) = (width, height)
    scale = min(width / Self.unit.width, height / Self.unit.height)
    if scale > 0 { layOut() } else { layOutSights() }
  }

  private mutating func layOut() {
    let (gap, title) = (6 * scale, 11 * scale)
    func panel(_ area: Area) -> Panel { Panel(area, titleHeight: title) }
    var page = Area(x: 0, y: 0, width: width, height: height).inset(by: gap)
    header = page.takeTop(9 * scale)
    _ = page.takeTop(gap)
    var top = page.takeTop(title + 144 * scale)
    scene = panel(top.takeLeft(192 * scale))
    _ = top.takeLeft(gap)
    seen = panel(top.takeLeft(128 * scale))
    _ = top.takeLeft(gap)
    reconstruction = panel(top.takeLeft(128 * scale))
    _ = top.takeLeft(gap)
    readings = panel(top)
    _ = page.takeTop(gap)
    var middle = page.takeTop(title + (3 * Self.cell + 9) * scale)
    future = panel(middle.takeLeft((Self.rowNameWidth + 12 * Self.cell) * scale))
    _ = middle.takeLeft(gap)
    fan = panel(middle)
    _ = page.takeTop(gap)
    rewards = panel(page)
  }

  private mutating func layOutSights() {
    var page = Area(x: 0, y: 0, width: width, height: height)
    var top = page.takeTop(2 * height / 3)
    scene = Panel(top.takeLeft(width / 2), titleHeight: 0)
    seen = Panel(top.takeLeft(width / 4), titleHeight: 0)
    reconstruction = Panel(top, titleHeight: 0)
    future = Panel(page, titleHeight: 0)
  }
}
