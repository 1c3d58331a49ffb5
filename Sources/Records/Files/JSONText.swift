import Base

/// Returns a JSON string, escaped as little as JSON allows.
func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\u{8}": result += "\\b"
    case "\u{C}": result += "\\f"
    case "\0"..<" ":
      result += "\\u" + String(scalar.value, radix: 16).zeroPadded(to: 4)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
