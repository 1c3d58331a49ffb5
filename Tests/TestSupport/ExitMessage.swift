import Testing

/// Returns what a process that ended wrote to its standard error.
///
/// - Parameter result: The result of an exit test that observes `standardErrorContent`.
/// - Returns: The text; an empty one if there is no result.
public func message(of result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
