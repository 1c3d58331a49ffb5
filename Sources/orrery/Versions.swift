import PlaNet
import Tensors

/// The versions of this program and of the libraries that it uses.
enum Versions {
  /// The program's version and the commit that it was built from.
  static let program = "\(programVersion) (\(revision))"

  /// Everything that a run's numbers may depend on besides its settings, by name.
  static var all: [String: String] {
    Backend.current.arithmetic.merging([
      "commit": revision, "orrery": programVersion, "swift": language,
    ]) { $1 }
  }

  /// The version of the language.
  private static var language: String {
    #if compiler(>=6.4)
    "6.4 or later"
    #elseif compiler(>=6.3)
    "6.3"
    #else
    "6.2"
    #endif
  }
}
