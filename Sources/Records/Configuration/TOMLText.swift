import TOMLKit

/// Returns the values of a TOML text by dotted name, with `nil` for values of a kind that no
/// setting has.
func parsedTOML(
  _ text: String, path: String
) throws(SettingsError) -> [String: SettingValue?] {
  if let end = text.utf8.firstIndex(of: 0) {
    // The parser takes it for the end of the text.
    let lines = text[..<end].split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let column = (lines.last?.count ?? 0) + 1
    throw .configuration("\(path):\(lines.count):\(column)", "expected TOML, found a byte of 0")
  }
  try refuseDeepKeys(in: text, path: path)
  do {
    return Dictionary(
      leaves(of: try TOMLTable(string: text), path: ""), uniquingKeysWith: { first, _ in first })
  } catch let error as TOMLParseError {
    let place = error.source.begin
    throw .configuration(
      "\(path):\(place.line):\(place.column)",
      "expected TOML, found: \(error.description.printable)")
  } catch {
    throw .configuration("\(path):1:1", "expected TOML, found: \("\(error)".printable)")
  }
}

/// Refuses lines with more dots than a key may have, because the parser nests a table for each
/// until the stack overflows.
private func refuseDeepKeys(in text: String, path: String) throws(SettingsError) {
  let most = 100
  for (index, line) in text.utf8.split(
    separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
  ).enumerated() where line.first(where: { $0 != 0x20 && $0 != 0x09 }) != UInt8(ascii: "#") {
    guard line.count(where: { $0 == UInt8(ascii: ".") }) > most else { continue }
    throw .configuration(
      "\(path):\(index + 1):1", "expected at most \(most) dots in a line, found more")
  }
}

/// Returns the values in a table and in its nested tables, by dotted name.
func leaves(of table: TOMLTable, path: String) -> [(String, SettingValue?)] {
  table.keys.flatMap { key -> [(String, SettingValue?)] in
    let name = path.isEmpty ? key : "\(path).\(key)"
    guard let value = table[key] else { return [] }
    if let inner = value.table { return leaves(of: inner, path: name) }
    return [(name, settingValue(value))]
  }
}

private func settingValue(_ value: any TOMLValueConvertible) -> SettingValue? {
  switch value.type {
  case .bool: return value.bool.map { .truth($0) }
  case .int: return value.int.map { .integer($0) }
  case .double: return value.double.map { .number($0) }
  case .string: return value.string.map { .text($0) }
  case .array:
    guard let array = value.array else { return nil }
    let elements = array.map { settingValue($0) }
    let known = elements.compactMap { $0 }
    return known.count == elements.count ? .list(known) : nil
  default: return nil
  }
}

extension SettingValue {
  /// The value as one of TOMLKit's types.
  var tomlValue: any TOMLValueConvertible {
    switch self {
    case .truth(let truth): return truth
    case .integer(let integer): return integer
    case .number(let number): return number
    case .text(let text): return text
    case .list(let elements):
      let array = TOMLArray()
      for element in elements { array.append(element.tomlValue) }
      return array
    }
  }
}

/// Returns the line and column, from 1, where each name of a valid TOML text is assigned.
///
/// The parser keeps no positions, so table headers and keys are searched line by line. Lines inside
/// multi-line strings and lists may be mistaken for keys; they only add names that are never looked
/// up, since the first position of a name is kept.
func keyPlaces(in text: String) -> [String: (line: Int, column: Int)] {
  var places: [String: (line: Int, column: Int)] = [:]
  var table = ""
  let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  for (index, line) in lines.enumerated() {
    let indentation = line.prefix { $0 == " " || $0 == "\t" }.count
    let content = line.dropFirst(indentation)
    if content.hasPrefix("[") {
      table = dottedName(content.drop { $0 == "[" }.prefix { $0 != "]" })
    } else if !content.hasPrefix("#"), let equals = content.firstIndex(of: "=") {
      let key = dottedName(content[..<equals])
      let name = table.isEmpty ? key : "\(table).\(key)"
      if places[name] == nil { places[name] = (index + 1, indentation + 1) }
      inlineKeys(of: content[equals...], name, (index + 1, indentation + 1), into: &places)
    }
  }
  return places
}

/// Adds the keys of an inline table, at the position of the whole table.
private func inlineKeys(
  of content: Substring, _ name: String, _ place: (Int, Int),
  into places: inout [String: (line: Int, column: Int)]
) {
  guard content.contains("{") else { return }
  for part in content.split(whereSeparator: { "{,}".contains($0) }) {
    guard let equals = part.firstIndex(of: "=") else { continue }
    let inner = "\(name).\(dottedName(part[..<equals]))"
    if places[inner] == nil { places[inner] = place }
  }
}

private func dottedName(_ text: Substring) -> String {
  text.split(separator: ".").map { part in
    String(part).trimmed.trimmingQuotes
  }.joined(separator: ".")
}

extension String {
  fileprivate var trimmingQuotes: String {
    for quote in ["\"", "'"] where count >= 2 && hasPrefix(quote) && hasSuffix(quote) {
      return String(dropFirst().dropLast())
    }
    return self
  }
}
