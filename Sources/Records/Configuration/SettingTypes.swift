/// Collects the texts that enumerations among a value's properties can have.
func collectChoices(of value: Any, path: String, into choices: inout [String: [String]]) {
  if let enumeration = value as? any (CaseIterable & RawRepresentable) {
    choices[path] = texts(of: enumeration)
    return
  }
  for child in Mirror(reflecting: value).children {
    guard let label = child.label else { continue }
    collectChoices(
      of: child.value, path: path.isEmpty ? label : "\(path).\(label)", into: &choices)
  }
}

/// Returns the names of a value's properties that are numbers, or lists of numbers, in single
/// precision.
func singlePrecisionNames(of value: Any, path: String) -> Set<String> {
  if value is Float || value is [Float] { return [path] }
  return Mirror(reflecting: value).children.reduce(into: []) { names, child in
    guard let label = child.label else { return }
    names.formUnion(
      singlePrecisionNames(of: child.value, path: path.isEmpty ? label : "\(path).\(label)"))
  }
}

private func texts<Enumeration: CaseIterable & RawRepresentable>(
  of _: Enumeration
) -> [String]? {
  let texts = Enumeration.allCases.compactMap { $0.rawValue as? String }
  return texts.isEmpty ? nil : texts
}
