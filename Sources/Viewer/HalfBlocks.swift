import Imaging

/// Pictures as text in 24-bit colour: each character shows two pixels, one above the other.
package enum HalfBlocks {
  /// Returns a picture as lines of text.
  ///
  /// A colour is written only when it changes, and every line ends by resetting the colours. The
  /// last row of a picture of odd height is drawn above black.
  package static func encode(_ image: Image) -> String {
    var text = ""
    for row in stride(from: 0, to: image.height, by: 2) {
      var last: (Pixel, Pixel)?
      for column in 0..<image.width {
        let upper = image[column, row]
        let lower = row + 1 < image.height ? image[column, row + 1] : .black
        if last.map({ $0 != (upper, lower) }) ?? true {
          text += "\u{1B}[38;2;\(upper.red);\(upper.green);\(upper.blue)m"
          text += "\u{1B}[48;2;\(lower.red);\(lower.green);\(lower.blue)m"
          last = (upper, lower)
        }
        text += "▀"
      }
      text += "\u{1B}[0m\n"
    }
    return text
  }

  /// The sequence that places the next picture over the last one.
  package static let home = "\u{1B}[H"
  /// The sequence that clears the screen.
  package static let clear = "\u{1B}[2J"
}
