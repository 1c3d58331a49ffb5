import Base

/// Pictures side by side, with captions.
public enum ContactSheet {
  /// The gap between pictures, in pixels.
  static let gap = 2

  /// Returns pictures in rows of `columns`, each below its caption.
  ///
  /// - Parameters:
  ///   - images: The pictures; smaller ones leave their cells partly black.
  ///   - captions: The text above them, one for each, or none at all.
  ///   - columns: The number of pictures in a row.
  /// - Returns: One picture, which is empty if there are no pictures.
  /// - Precondition: There is at least one column, and there are no captions or as many as
  ///   pictures.
  public static func make(_ images: [Image], captions: [String] = [], columns: Int) -> Image {
    require(columns > 0, "a contact sheet needs a positive number of columns, not \(columns)")
    require(
      captions.isEmpty || captions.count == images.count,
      "\(images.count) pictures cannot have \(captions.count) captions")
    guard !images.isEmpty else { return Image(width: 0, height: 0) }
    let title = captions.isEmpty ? 0 : BitmapFont.lineHeight
    let words = captions.map { $0.count * BitmapFont.advance }.max() ?? 0
    let width = max(images.map(\.width).max() ?? 0, words)
    let height = (images.map(\.height).max() ?? 0) + title
    let shown = min(columns, images.count)
    let rows = (images.count + columns - 1) / columns
    var sheet = Image(
      width: shown * (width + gap) - gap, height: rows * (height + gap) - gap)
    for (index, image) in images.enumerated() {
      let (x, y) = (index % columns * (width + gap), index / columns * (height + gap))
      if !captions.isEmpty { sheet.draw(captions[index], x: x, y: y) }
      sheet.paste(image, x: x, y: y + title)
    }
    return sheet
  }
}
