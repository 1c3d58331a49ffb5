import Foundation
import Testing

/// Checks that the code of a page is that of a test's marked sections, in their order.
///
/// A section stands between the marks `// begin: name` and `// end: name`.
///
/// - Parameters:
///   - page: The name of a file in `Documentation`.
///   - sections: The names of the sections.
///   - others: The names of more files with sections, beside that of the test.
///   - file: The file of the test, in a folder of `Tests`.
///   - sourceLocation: Where a failure is reported.
/// - Throws: An error that prevents a file from being read.
public func expectCode(
  ofPage page: String, isInSections sections: [String], alsoOf others: [String] = [],
  file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
  let files = [URL(fileURLWithPath: file)] + others.map { folder.appendingPathComponent($0) }
  let source = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
  let path = folder.appendingPathComponent("../../Documentation/\(page)").standardized
  let text = try String(contentsOf: path, encoding: .utf8)
  let blocks = text.components(separatedBy: "```").enumerated()
    .filter { $0.offset % 2 == 1 && $0.element.hasPrefix("swift\n") }
    .map { String($0.element.dropFirst(6)) }
  let code = sections.map { section(of: source, $0) }
  #expect(blocks == code, sourceLocation: sourceLocation)
}

/// Returns what stands between the marks of a section, without their indentation.
private func section(of source: String, _ name: String) -> String {
  let lines = source.components(separatedBy: "\n")
  guard let begin = lines.firstIndex(where: { $0.hasSuffix("// begin: " + name) }),
    let end = lines.firstIndex(where: { $0.hasSuffix("// end: " + name) })
  else { return "no section '\(name)'" }
  let indentation = lines[begin].prefix { $0 == " " }.count
  return lines[begin + 1..<end].map { String($0.dropFirst(indentation)) + "\n" }.joined()
}
