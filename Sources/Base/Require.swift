/// Stops the program with `message` unless `condition` holds.
///
/// This is like `precondition`, for a caller's mistakes, but it prints the message in release
/// builds, too, where `precondition` stops silently.
@inlinable
public func require(
  _ condition: Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  guard condition else { fatalError(message(), file: file, line: line) }
}
