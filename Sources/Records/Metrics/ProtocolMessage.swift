import Base

/// A message in the wire format of protocol buffers, field by field.
///
/// Reference: Google, "Protocol Buffers: Encoding",
/// [protobuf.dev/programming-guides/encoding](https://protobuf.dev/programming-guides/encoding).
struct ProtocolMessage {
  private(set) var bytes: [UInt8] = []

  /// Appends an integer of variable length.
  mutating func append(_ field: Int, integer: Int64) {
    key(field, type: 0)
    variable(UInt64(bitPattern: integer))
  }

  /// Appends a double-precision number.
  mutating func append(_ field: Int, double: Double) {
    key(field, type: 1)
    bytes += littleEndianBytes(double.bitPattern)
  }

  /// Appends a truth value.
  mutating func append(_ field: Int, truth: Bool) {
    append(field, integer: truth ? 1 : 0)
  }

  /// Appends bytes.
  mutating func append(_ field: Int, bytes content: [UInt8]) {
    key(field, type: 2)
    variable(UInt64(content.count))
    bytes += content
  }

  /// Appends text.
  mutating func append(_ field: Int, text: String) {
    append(field, bytes: Array(text.utf8))
  }

  /// Appends a message that `body` fills.
  mutating func append(_ field: Int, message body: (inout ProtocolMessage) -> Void) {
    var message = ProtocolMessage()
    body(&message)
    append(field, bytes: message.bytes)
  }

  private mutating func key(_ field: Int, type: UInt64) {
    variable(UInt64(field) << 3 | type)
  }

  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
