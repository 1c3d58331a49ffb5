import Foundation
import Testing

@Suite struct DocumentationTests {
  /// The code of the page and of the README is part of what the tests compile and run.
  @Test(arguments: ["Documentation/BayesianLayers.md", "README.md"])
  func pagesShowTestedCode(name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let page = folder.appending(path: "../../\(name)")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let sources = try files.filter { $0.hasSuffix(".swift") }.map { file in
      lines(try String(contentsOf: folder.appending(path: file), encoding: .utf8))
    }
    let text = try String(contentsOf: page, encoding: .utf8)
    let blocks = text.components(separatedBy: "```swift\n").dropFirst()
      .map { lines($0.components(separatedBy: "```")[0]) }
    #expect(blocks.count >= (name == "README.md" ? 1 : 5))
    for block in blocks {
      #expect(
        sources.contains { $0.contains(block) },
        "no test contains this code of \(name):\n\(block.joined(separator: "\n"))")
    }
  }

  /// Returns lines without indentation, and without empty ones and imports, which tests have first.
  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.hasPrefix("import ") }
  }
}
