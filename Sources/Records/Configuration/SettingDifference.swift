/// A setting that differs between two configurations.
public struct SettingDifference: Hashable, Sendable, CustomStringConvertible {
  /// The name of the setting.
  public var name: String
  /// The value before, or `nil` if there was no such setting.
  public var old: SettingValue?
  /// The value now, or `nil` if there is no such setting any more.
  public var new: SettingValue?

  /// The difference in a line.
  public var description: String {
    "\(name): \(old?.toml ?? "nothing") → \(new?.toml ?? "nothing")"
  }
}
