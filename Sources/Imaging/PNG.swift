import CPNG

/// An error in reading or writing a picture.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  /// The bytes are not a picture that can be read.
  case notAPicture(reason: String)
  /// The picture cannot be written.
  case notWritten(reason: String)
  /// There is not enough memory for the picture.
  case outOfMemory(width: Int, height: Int)
  /// The format cannot store a picture of this size.
  case size(width: Int, height: Int)
  /// An animation has pictures of different sizes.
  case sizesDiffer(expected: [Int], found: [Int], frame: Int)
  /// A file cannot be read.
  case unreadable(path: String, reason: String)

  /// A sentence that tells the user what is wrong.
  public var description: String {
    switch self {
    case .notAPicture(let reason):
      "not a PNG picture that can be read: \(reason)"
    case .notWritten(let reason):
      "the picture cannot be written as PNG: \(reason)"
    case .outOfMemory(let width, let height):
      "there is no memory for a picture of \(width) × \(height) pixels"
    case .size(let width, let height):
      "a PNG file has from 1 to 2147483647 pixels on a side, not \(width) × \(height)"
    case .sizesDiffer(let expected, let found, let frame):
      "frame \(frame) has \(found[0]) × \(found[1]) pixels, the first one \(expected[0]) × "
        + "\(expected[1])"
    case .unreadable(let path, let reason):
      "cannot read '\(path)': \(reason)"
    }
  }
}

extension Image {
  /// The largest width and height of a picture that is read.
  public static let largestRead = 16384

  /// Returns the picture as a PNG file.
  ///
  /// - Throws: ``ImageError`` if the picture is empty or there is not enough memory.
  public func encodedPNG() throws(ImageError) -> [UInt8] {
    try PNG.encode(pixels, width: width, height: height, channels: 3)
  }

  /// Creates a picture from the bytes of a PNG file.
  ///
  /// Gray becomes RGB, transparency is dropped, and 16 bits per channel become 8.
  ///
  /// - Throws: ``ImageError`` if the bytes are not a picture, or a side is above ``largestRead``.
  public init(decodingPNG bytes: [UInt8]) throws(ImageError) {
    let picture = try PNG.decode(bytes)
    guard picture.channels == 1 else {
      self.init(width: picture.width, height: picture.height, pixels: picture.pixels)
      return
    }
    var pixels = [UInt8]()
    pixels.reserveCapacity(3 * picture.pixels.count)
    for gray in picture.pixels { for _ in 0..<3 { pixels.append(gray) } }
    self.init(width: picture.width, height: picture.height, pixels: pixels)
  }
}

extension GrayImage {
  /// Returns the picture as a PNG file.
  ///
  /// - Throws: ``ImageError`` if the picture is empty or there is not enough memory.
  public func encodedPNG() throws(ImageError) -> [UInt8] {
    try PNG.encode(pixels, width: width, height: height, channels: 1)
  }

  /// Creates a picture from the bytes of a gray PNG file.
  ///
  /// - Throws: ``ImageError`` if the bytes are not a gray picture.
  public init(decodingPNG bytes: [UInt8]) throws(ImageError) {
    let picture = try PNG.decode(bytes)
    guard picture.channels == 1 else {
      throw .notAPicture(reason: "expected one channel, found \(picture.channels)")
    }
    self.init(width: picture.width, height: picture.height, pixels: picture.pixels)
  }
}

/// The calls of libpng.
enum PNG {
  static func encode(
    _ pixels: [UInt8], width: Int, height: Int, channels: Int
  ) throws(ImageError) -> [UInt8] {
    guard width > 0, height > 0, let columns = UInt32(exactly: width),
      let rows = UInt32(exactly: height), columns < 1 << 31, rows < 1 << 31
    else { throw .size(width: width, height: height) }
    var (bytes, count): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_SIZE))
    let code = cpng_encode(pixels, columns, rows, CInt(channels), &bytes, &count, &message)
    defer { cpng_free(bytes) }
    guard code != CInt(cpng_no_memory) else { throw .outOfMemory(width: width, height: height) }
    guard code == 0, let bytes else { throw .notWritten(reason: text(message)) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  static func decode(
    _ bytes: [UInt8]
  ) throws(ImageError) -> (pixels: [UInt8], width: Int, height: Int, channels: Int) {
    var pixels: UnsafeMutablePointer<UInt8>?
    var (width, height, channels): (UInt32, UInt32, CInt) = (0, 0, 0)
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_SIZE))
    let code = cpng_decode(
      bytes, bytes.count, UInt32(Image.largestRead), &pixels, &width, &height, &channels, &message)
    defer { cpng_free(pixels) }
    guard code != CInt(cpng_no_memory) else {
      throw .outOfMemory(width: Int(width), height: Int(height))
    }
    guard code == 0, let pixels, channels == 1 || channels == 3 else {
      throw .notAPicture(reason: text(message))
    }
    let count = Int(width) * Int(height) * Int(channels)
    return (
      Array(UnsafeBufferPointer(start: pixels, count: count)), Int(width), Int(height),
      Int(channels)
    )
  }

  /// Returns libpng's error message.
  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
