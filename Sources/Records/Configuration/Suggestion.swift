/// Returns the names that a mistyped name was most likely meant to be.
///
/// Names are compared as a whole and by their last part, so that `horizn` finds `planner.horizon`.
///
/// - Returns: The nearest names, all equally near, in alphabetical order; none if none is near.
private func nearestNames(to name: String, in names: [String]) -> [String] {
  // A name more than twice as long as any other resembles none of them, and would take long to
  // compare.
  guard name.utf8.count <= 2 * (names.map(\.utf8.count).max() ?? 0) else { return [] }
  func last(_ name: String) -> Substring { name.split(separator: ".").last ?? "" }
  let hasTable = name.contains(".")
  let distances = names.map { candidate -> [Int] in
    let whole = editDistance(name.lowercased(), candidate.lowercased())
    // A wrong table counts as one mistake; among several tables, the most similar one is meant.
    let part = editDistance(last(name).lowercased(), last(candidate).lowercased()) + 1
    return [min(whole, part), hasTable ? whole : 0]
  }
  guard let least = distances.min(by: { $0.lexicographicallyPrecedes($1) }),
    least[0] <= max(2, name.count / 3)
  else { return [] }
  return zip(names, distances).filter { $0.1 == least }.map(\.0).sorted()
}

/// Returns a question that offers the most likely intended names, such as
/// `; did you mean 'cheetah-run'?`, or another end of the sentence if none is near.
package func suggestion(
  for name: String, in names: [String], otherwise end: String = ""
) -> String {
  let nearest = nearestNames(to: name, in: names).map { "'\($0)'" }
  guard let last = nearest.last else { return end }
  let others = nearest.dropLast().joined(separator: ", ")
  return "; did you mean \(others.isEmpty ? "" : "\(others) or ")\(last)?"
}

/// Returns the number of insertions, deletions, replacements and swaps of neighbours that turn one
/// text into another.
///
/// Reference: Damerau, "A Technique for Computer Detection and Correction of Spelling Errors",
/// Communications of the ACM 7, 1964.
func editDistance(_ first: String, _ second: String) -> Int {
  let (a, b) = (Array(first), Array(second))
  var rows = [Array(0...b.count)]
  for i in 1..<a.count + 1 {
    var row = [i]
    for j in 1..<b.count + 1 {
      let replacement = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, replacement)
      if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
        best = min(best, rows[i - 2][j - 2] + 1)
      }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
