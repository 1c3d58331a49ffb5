import JSONText
import Testing

@Suite struct JSONTests {
  private func parse(_ text: String) throws(JSONError) -> JSON {
    try JSON.parse([UInt8](text.utf8))
  }

  @Test func whatIsNoJSONIsNamedByLineAndColumn() {
    func fault(_ text: String) -> String {
      do {
        return "no fault: \(try parse(text))"
      } catch {
        return "\(error)"
      }
    }
    #expect(fault("{\"a\": 1,\n  \"b\" 2}") == "line 2, column 7: expected ':', found '2'")
    #expect(fault("[1, NaN]") == "line 1, column 5: expected a value, found 'N'")
    #expect(fault("[1, 2") == "line 1, column 6: expected ',' or ']', found the end of the file")
    #expect(fault("") == "line 1, column 1: expected a value, found the end of the file")
    #expect(fault("[01]") == "line 1, column 3: expected ',' or ']', found '1'")
    #expect(fault("{\"a\":1,}") == "line 1, column 8: expected a key, found '}'")
    #expect(fault("[tru]") == "line 1, column 5: expected 'true', found ']'")
    #expect(fault("{} 1") == "line 1, column 4: expected the end, found '1'")
    #expect(fault("\n\u{1}") == "line 2, column 1: expected a value, found byte 1")
    #expect(
      fault(String(repeating: "[", count: 100_000))
        == "line 1, column 65: expected at most 64 levels, found '['")
    #expect(fault("\"\\ud800\"").contains("surrogate"))
    #expect(fault("\"\n\"").contains("a character"))
    #expect(throws: JSONError.self) { try JSON.parse([0x22, 0xc3, 0x22]) }
  }

  @Test func whatIsJSONIsReadAsItStands() throws {
    #expect(try parse("\"\\ud83d\\ude00\\n\"") == .string("😀\n"))
    #expect(try parse(" [ -0.5e-3 , true,null,{} ] ").line == "[-0.5e-3,true,null,{}]")
    let twice = try parse("{\"b\":1,\"a\":2,\"b\":3}")
    #expect(twice.line == "{\"b\":1,\"a\":2,\"b\":3}" && twice["b"] == JSON.number("3"))
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try parse(deep).line == deep)
  }

  @Test(arguments: ["0", "-0", "10", "1.25", "1e5", "1E+05", "-2.5e-3"])
  func numbersKeepTheirText(text: String) throws {
    #expect(try parse(text) == .number(text))
  }

  @Test(arguments: ["", "-", "+1", ".5", "1.", "1.e2", "1e", "1e+", "00", "0x1", "1_0", "inf"])
  func otherNumbersAreRefused(text: String) {
    #expect(throws: JSONError.self) { try parse(text) }
  }

  @Test func literalsKeepTheOrderOfTheirMembers() {
    let object: JSON = ["b": .integer(1), "a": .null, "c": ["d": .boolean(true)]]
    #expect(object.line == "{\"b\":1,\"a\":null,\"c\":{\"d\":true}}")
    #expect(object["c"] == JSON.object([JSON.Member("d", .boolean(true))]))
  }

  @Test func integersHaveNoPoint() {
    #expect(JSON.integer(-7).line == "-7" && JSON.integer(UInt64.max).line == "\(UInt64.max)")
  }

  @Test func numbersThatAreNotFiniteAreNull() {
    #expect(
      JSON.numbers([.nan, .infinity, -.infinity, 1e-7, -0.0, 2]).line
        == "[null,null,null,1e-07,-0.0,2.0]")
  }

  @Test func stringsAreEscapedAsLittleAsMayBe() throws {
    let text = "\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}\u{7F}é🪐"
    let line = JSON.string(text).line
    #expect(line == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u{7F}é🪐\"")
    #expect(try parse(line) == .string(text))
    #expect(try parse("\"\\/\\u00e9\"") == .string("/é"))
  }

  @Test func filesHaveAMemberOrAnElementALine() {
    let list = JSON.array([.object([]), ["b": .array([.object([])])]])
    let file: JSON = ["a": list, "c": .numbers([1, 2])]
    let lines = ["{", "\"a\":[", "{},", "{\"b\":[{}]}", "],", "\"c\":[1.0,2.0]", "}", ""]
    #expect(String(decoding: file.bytes, as: UTF8.self) == lines.joined(separator: "\n"))
  }

  /// Every byte of a text is cut off, flipped or replaced.
  @Test func whatIsReadIsPrintedAndReadAgain() throws {
    let whole = [UInt8](
      #"{"a":[-1.5e+3,{"k":true}],"b":[{"c":null},false,""],"\u00e9\n":"\ud83e\ude90 é"}"#.utf8)
    var readCount = 0
    func check(_ bytes: [UInt8]) throws {
      guard let value = try? JSON.parse(bytes) else { return }
      readCount += 1
      #expect(try parse(value.line) == value)
      #expect(try JSON.parse(value.bytes) == value)
    }
    try check(whole)
    for index in whole.indices {
      try check(Array(whole[..<index]))
      for byte in UInt8.min...UInt8.max {
        var bytes = whole
        bytes[index] = byte
        try check(bytes)
      }
    }
    #expect(readCount > 500 && readCount < 256 * whole.count)
  }
}

/// What is read piece by piece.
@Suite struct JSONScannerTests {
  @Test func namesStandOnce() {
    var scanner = JSONScanner(Array(#"{"a":1,"\u0061":2}"#.utf8)[...], of: "the text")
    let error = #expect(throws: JSONError.self) {
      try scanner.scanObject("an object") { (scanner, name, _) throws(JSONError) in
        _ = try scanner.scanInteger(name)
      }
    }
    #expect(error?.offset == 7 && error?.what == "an object")
    #expect(error?.expected == "every name once" && error?.found == "'a' again")
  }

  @Test func integersAreIntegersOnly() throws {
    for (text, value) in [("0", 0), ("  17 ", 17), ("9223372036854775807", Int.max)] {
      var scanner = JSONScanner(Array(text.utf8)[...], of: "the text")
      let found = try scanner.scanInteger("a size")
      #expect(found == value)
      try scanner.scanEnd()
    }
    for text in ["2.0", "-1", "-0", "1e2", "9223372036854775808", "\"1\"", ""] {
      var scanner = JSONScanner(Array("  \(text)".utf8)[...], of: "the text")
      let error = #expect(throws: JSONError.self) { try scanner.scanInteger("a size") }
      #expect(error?.offset == 2 && error?.what == "a size", "\(text)")
      #expect(error?.found == (text.isEmpty ? "the end of the text" : "'\(text.prefix(12))'"))
    }
  }

  /// Offsets are those of the file that the text is a part of; lines are the text's own.
  @Test func faultsHaveTheirPlaceInTheFile() {
    let file = Array("xx\n\n{\"a\":\n[1,2 abcdefghijklmnop".utf8)
    var scanner = JSONScanner(file[4...], of: "the text")
    let error = #expect(throws: JSONError.self) {
      try scanner.scanObject("an object") { (scanner, name, offset) throws(JSONError) in
        #expect(name == "a" && offset == 5)
        _ = try scanner.scanIntegers("a shape")
      }
    }
    #expect(error?.offset == 15 && error?.line == 2 && error?.column == 6)
    #expect(error?.what == "a shape" && error?.found == "'abcdefghijkl'")
  }

  @Test func whatIsNotAskedForStaysUnread() throws {
    var scanner = JSONScanner(Array(#"{"a":null,"b":0]"#.utf8)[...], of: "the text")
    var names: [String] = []
    try scanner.scanObject("an object") { (scanner, name, _) throws(JSONError) in
      names.append(name)
      let (first, second) = (scanner.takeNull(), scanner.takeNull())
      #expect(first && !second)
    } stop: {
      true
    }
    #expect(names == ["a"])
    #expect(throws: JSONError.self) { try scanner.scanEnd() }
  }
}
