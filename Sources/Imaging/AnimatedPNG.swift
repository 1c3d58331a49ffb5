import Base

/// Animated PNG files, in full colour, which every browser can show.
///
/// The first frame is that of a plain PNG; a chunk before it states the number of frames, and the
/// data of the others is wrapped in chunks that plain readers skip.
///
/// Reference: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", 2025, section
/// 11.3.3.
public enum AnimatedPNG {
  /// Returns an animation of pictures of one size.
  ///
  /// - Parameters:
  ///   - images: The frames.
  ///   - framesPerSecond: The frame rate, from 1 to 1000.
  /// - Returns: The file; it repeats for ever.
  /// - Throws: ``ImageError`` if there are no pictures, an empty one, or two sizes.
  /// - Precondition: The speed is in its range.
  public static func encode(
    _ images: [Image], framesPerSecond: Int
  ) throws(ImageError) -> [UInt8] {
    require(
      (1...1000).contains(framesPerSecond),
      "an animation has from 1 to 1000 frames a second, not \(framesPerSecond)")
    guard let first = images.first else { throw .size(width: 0, height: 0) }
    var file: [UInt8] = []
    var sequence: UInt32 = 0
    for (frame, image) in images.enumerated() {
      guard image.width == first.width, image.height == first.height else {
        throw .sizesDiffer(
          expected: [first.width, first.height], found: [image.width, image.height], frame: frame)
      }
      let chunks = split(try image.encodedPNG())
      if frame == 0 {
        file += signature
        append("IHDR", chunks.header, to: &file)
        append("acTL", big(UInt32(images.count)) + big(0), to: &file)
      }
      let control =
        big(sequence) + big(UInt32(first.width)) + big(UInt32(first.height)) + big(0) + big(0)
        + [0, 1, UInt8(framesPerSecond >> 8), UInt8(framesPerSecond & 255), 0, 0]
      append("fcTL", control, to: &file)
      sequence += 1
      for data in chunks.data {
        if frame == 0 {
          append("IDAT", data, to: &file)
        } else {
          append("fdAT", big(sequence) + data, to: &file)
          sequence += 1
        }
      }
    }
    append("IEND", [], to: &file)
    return file
  }

  private static let signature: [UInt8] = [137, 80, 78, 71, 13, 10, 26, 10]

  /// The header and the chunks of data of a PNG file that this module made.
  private static func split(_ file: [UInt8]) -> (header: [UInt8], data: [[UInt8]]) {
    var (header, data): ([UInt8], [[UInt8]]) = ([], [])
    var position = signature.count
    while position + 12 <= file.count {
      let length = file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = Array(file[position + 4..<position + 8])
      let content = Array(file[position + 8..<position + 8 + length])
      if name == Array("IHDR".utf8) { header = content }
      if name == Array("IDAT".utf8) { data.append(content) }
      position += 12 + length
    }
    return (header, data)
  }

  private static func append(_ name: String, _ content: [UInt8], to file: inout [UInt8]) {
    let body = Array(name.utf8) + content
    file += big(UInt32(content.count)) + body + big(checksum(body))
  }

  private static func big(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// The cyclic redundancy check of ISO 3309, as defined for PNG.
  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
    }
  }
}
