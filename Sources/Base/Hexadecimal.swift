/// Returns all hexadecimal digits of a number, the highest first: one for every four bits.
package func hexadecimal(_ number: some FixedWidthInteger & UnsignedInteger) -> String {
  String(number, radix: 16).zeroPadded(to: number.bitWidth / 4)
}
