import ArgumentParser
import PlaNet

/// Checks that an integer from the command line is in its range.
///
/// - Parameters:
///   - option: The option, such as `--episodes`.
///   - value: The given value, or `nil` if there is none.
///   - least: The least allowed value.
/// - Throws: A sentence that says what was expected and what was found.
func checkRange(
  of option: String, _ value: Int?, from least: Int = 1
) throws(ValidationError) {
  guard let value, let problem = Bounds.problem(value, from: least) else { return }
  throw ValidationError("\(option): \(problem).")
}
