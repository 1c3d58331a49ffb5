import Foundation

/// Returns a number of bytes in a suitable unit.
func byteCountText(_ count: Int) -> String {
  switch count {
  case ..<1000: "\(count) bytes"
  case ..<1_000_000: String(format: "%.1f KB", Double(count) / 1e3)
  case ..<1_000_000_000: String(format: "%.1f MB", Double(count) / 1e6)
  default: gigabyteText(count)
  }
}

/// Returns a number of bytes in gigabytes, for numbers that are compared with each other.
func gigabyteText(_ count: Int) -> String { String(format: "%.2f GB", Double(count) / 1e9) }
