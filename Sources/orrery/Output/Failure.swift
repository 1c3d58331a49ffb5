import Records

/// The reason why a command stopped, where no library has an error for it.
struct Failure: ExplainedError {
  let exitStatus: ExitStatus
  let description: String

  init(_ exitStatus: ExitStatus, _ description: String) {
    (self.exitStatus, self.description) = (exitStatus, description.printable)
  }
}
