/// Stops the program with `message` unless `condition` holds.
///
/// Like `precondition`, for mistakes of the caller, but the message is printed in release builds
/// too, where `precondition` stops without a word.
@inlinable
public func require(
  _ condition: Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  guard condition else { fatalError(message(), file: file, line: line) }
}
