import Base

/// Lines, areas, dots and text on a white page, to be written as SVG or as pixels.
///
/// Coordinates are in pixels from the top left.
public struct Drawing: Hashable, Sendable {
  /// The alignment of text relative to its point.
  public enum Anchor: Hashable, Sendable {
    /// The text begins at the point.
    case start
    /// The text is centred at the point.
    case middle
    /// The text ends at the point.
    case end
  }

  /// A single element of a drawing.
  public enum Mark: Hashable, Sendable {
    /// A line through points, with a width in pixels, solid or dashed.
    case line([SIMD2<Double>], color: Pixel, width: Double, isDashed: Bool)
    /// The inside of a polygon.
    case area([SIMD2<Double>], color: Pixel, opacity: Double)
    /// Disks around points.
    case dots([SIMD2<Double>], color: Pixel, radius: Double, opacity: Double)
    /// Text whose baseline is at a point, with a size in pixels.
    case text(String, at: SIMD2<Double>, anchor: Anchor, color: Pixel, size: Double)
  }

  /// The width in pixels.
  public var width: Int
  /// The height in pixels.
  public var height: Int
  /// The marks, the first at the bottom.
  public var marks: [Mark] = []

  /// Creates an empty page.
  public init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
  }
}

extension Drawing {
  /// The drawing as a file in Scalable Vector Graphics.
  ///
  /// Reference: W3C, "Scalable Vector Graphics (SVG) 1.1 (Second Edition)", 2011.
  public var svg: String {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\""
        + " viewBox=\"0 0 \(width) \(height)\" font-family=\"sans-serif\">",
      "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>",
    ]
    lines += marks.map(\.svg)
    return lines.joined(separator: "\n") + "\n</svg>\n"
  }
}

extension Drawing.Mark {
  fileprivate var svg: String {
    switch self {
    case .line(let points, let color, let width, let isDashed):
      let dashes =
        isDashed ? " stroke-dasharray=\"\(decimal(3 * width)) \(decimal(2 * width))\"" : ""
      return "<polyline points=\"\(list(points))\" fill=\"none\" stroke=\"\(color.hexadecimal)\""
        + " stroke-width=\"\(decimal(width))\" stroke-linejoin=\"round\"\(dashes)/>"
    case .area(let points, let color, let opacity):
      return "<polygon points=\"\(list(points))\" fill=\"\(color.hexadecimal)\""
        + " fill-opacity=\"\(decimal(opacity))\"/>"
    case .dots(let points, let color, let radius, let opacity):
      let circles = points.map {
        "<circle cx=\"\(decimal($0.x))\" cy=\"\(decimal($0.y))\" r=\"\(decimal(radius))\"/>"
      }
      return "<g fill=\"\(color.hexadecimal)\" fill-opacity=\"\(decimal(opacity))\">"
        + circles.joined() + "</g>"
    case .text(let text, let point, let anchor, let color, let size):
      return "<text x=\"\(decimal(point.x))\" y=\"\(decimal(point.y))\""
        + " font-size=\"\(decimal(size))\" text-anchor=\"\(anchor)\" fill=\"\(color.hexadecimal)\">"
        + "\(escaped(text))</text>"
    }
  }

  private func list(_ points: [SIMD2<Double>]) -> String {
    points.map { "\(decimal($0.x)),\(decimal($0.y))" }.joined(separator: " ")
  }

  /// Returns text with markup characters as named entities, and spaces for what XML cannot
  /// represent.
  ///
  /// It works on Unicode scalars: a markup character with an accent is one character, but must
  /// still be escaped.
  private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": " "
      default: String(scalar)
      }
    }.joined()
  }
}

extension Pixel {
  /// The colour as `#rrggbb`.
  package var hexadecimal: String {
    "#" + [red, green, blue].map { Base.hexadecimal($0) }.joined()
  }
}

/// Returns a coordinate, or zero for a number beyond any page.
func onPage(_ coordinate: Double) -> Double { abs(coordinate) < 1e9 ? coordinate : 0 }

/// Returns a coordinate with at most two decimals, the same in every locale.
///
/// Numbers beyond any page become zero.
package func decimal(_ coordinate: Double) -> String {
  decimalText(onPage(coordinate), places: 2, trimmingZeros: true) ?? "0"
}
