import JSONText

/// A value in a file, with the path of keys that leads to it.
struct Located {
  let value: JSON
  let key: String

  func fault(_ expected: String) -> SimulationError {
    .content(key: key, expected: expected, found: value.kind)
  }

  /// Returns the value of a required key.
  func member(_ name: String) throws(SimulationError) -> Located {
    guard case .object = value else { throw fault("an object") }
    let path = key == "the file" ? name : "\(key).\(name)"
    guard let member = value[name] else {
      throw .content(key: path, expected: "a value", found: "none")
    }
    return Located(value: member, key: path)
  }

  /// Returns the elements of an array.
  func elements() throws(SimulationError) -> [Located] {
    guard case .array(let values) = value else { throw fault("an array") }
    return values.enumerated().map { Located(value: $1, key: "\(key)[\($0)]") }
  }

  /// Returns a number of at most 10¹⁰ in magnitude.
  func number() throws(SimulationError) -> Double {
    guard case .number(let text) = value, let number = Double(text) else {
      throw fault("a number")
    }
    guard abs(number) <= 1e10 else { throw fault("a number of at most 1e10 in magnitude") }
    return number
  }

  /// Returns an array of `count` numbers.
  func numbers(_ count: Int) throws(SimulationError) -> [Double] {
    let elements = try elements()
    guard elements.count == count else { throw fault("an array of \(count)") }
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for element in elements { numbers.append(try element.number()) }
    return numbers
  }

  /// Returns a string.
  func text() throws(SimulationError) -> String {
    guard case .string(let text) = value else { throw fault("a string") }
    return text
  }

  /// Returns a whole number in a range.
  func integer(in range: ClosedRange<Int>) throws(SimulationError) -> Int {
    let number = try number()
    guard let integer = Int(exactly: number), range.contains(integer) else {
      throw fault("a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }
}

extension Located {
  /// Reads a whole file.
  init(file bytes: [UInt8]) throws(SimulationError) {
    do throws(JSONError) {
      self.init(value: try JSON.parse(bytes), key: "the file")
    } catch {
      throw .notJSON(error)
    }
  }
}
