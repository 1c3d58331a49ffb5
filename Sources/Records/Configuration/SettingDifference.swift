/// A setting that differs between two configurations.
public struct SettingDifference: Hashable, Sendable, CustomStringConvertible {
  /// The name of the setting.
  public var name: String
  /// The value before, or `nil` if there was no such setting.
  public var old: SettingValue?
  /// The value now, or `nil` if the setting no longer exists.
  public var new: SettingValue?

  /// The difference as one line.
  public var description: String {
    "\(name): \(old?.toml ?? "nothing") → \(new?.toml ?? "nothing")"
  }
}
