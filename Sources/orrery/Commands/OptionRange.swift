import ArgumentParser
import PlaNet

/// Checks that a whole number of the command line is in its range.
///
/// - Parameters:
///   - option: The option, such as `--episodes`.
///   - value: What was given, or `nil` for nothing.
///   - least: The least that makes sense.
/// - Throws: A sentence with what was expected and found.
func checkRange(
  of option: String, _ value: Int?, from least: Int = 1
) throws(ValidationError) {
  guard let value, let problem = Bounds.problem(value, from: least) else { return }
  throw ValidationError("\(option): \(problem).")
}
