import Base
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct PNGTests {
  private func noise(_ width: Int, _ height: Int) -> Image {
    var generator = SeededGenerator(seed: 1)
    return Image(
      width: width, height: height,
      pixels: (0..<3 * width * height).map { _ in UInt8(generator.nextInteger(below: 256)) })
  }

  @Test(arguments: [(1, 1), (5, 3), (64, 64), (16384, 1), (1, 300)])
  func picturesComeBackAsTheyWere(width: Int, height: Int) throws {
    let image = noise(width, height)
    #expect(try Image(decodingPNG: image.encodedPNG()) == image)
    let gray = GrayImage(
      width: width, height: height, pixels: Array(image.pixels.prefix(width * height)))
    #expect(try GrayImage(decodingPNG: gray.encodedPNG()) == gray)
    #expect(try Image(decodingPNG: gray.encodedPNG())[0, 0].green == gray.pixels[0])
  }

  @Test func emptyPicturesAreRefused() {
    #expect(throws: ImageError.size(width: 0, height: 0)) {
      try Image(width: 0, height: 0).encodedPNG()
    }
    #expect(throws: ImageError.size(width: 0, height: 4)) {
      try Image(width: 0, height: 4).encodedPNG()
    }
    #expect(throws: ImageError.size(width: 4, height: 0)) {
      try Image(width: 4, height: 0).encodedPNG()
    }
  }

  /// libpng's own limit is a million pixels on a side.
  @Test(arguments: [(1_000_001, 1), (1, 1_000_001)])
  func longPicturesAreWritten(width: Int, height: Int) throws {
    let bytes = try GrayImage(width: width, height: height).encodedPNG()
    let sides = [16, 20].map { start in bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(sides == [width, height])
  }

  @Test func colorIsNoGray() throws {
    let bytes = try noise(2, 2).encodedPNG()
    #expect(throws: ImageError.self) { try GrayImage(decodingPNG: bytes) }
  }

  @Test func damagedFilesAreErrors() throws {
    let whole = try noise(20, 20).encodedPNG()
    for count in 0..<whole.count - 12 {
      #expect(throws: ImageError.self) { try Image(decodingPNG: Array(whole.prefix(count))) }
    }
    #expect(throws: ImageError.notAPicture(reason: "Not a PNG file")) {
      try Image(decodingPNG: [UInt8]("no picture at all".utf8))
    }
  }

  /// Whatever the bytes are, the result is a picture or an error.
  ///
  /// A changed byte is caught by a checksum.
  @Test func randomDamageNeverEndsTheProgram() throws {
    let rounds = isOptimized ? 50_000 : 2000
    let whole = try noise(9, 7).encodedPNG()
    var generator = SeededGenerator(seed: 9)
    var pictures = 0
    for _ in 0..<rounds {
      var bytes = whole
      for _ in 0...generator.nextInteger(below: 4) {
        let place = generator.nextInteger(below: bytes.count)
        bytes[place] = UInt8(generator.nextInteger(below: 256))
      }
      do throws(ImageError) {
        _ = try Image(decodingPNG: bytes)
        pictures += 1
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(pictures < rounds / 20)
  }

  /// Sizes that libpng would take, and those that no machine has memory for.
  @Test(arguments: [[0, 0, 0x40, 1], [0x40, 0, 0, 0]] as [[UInt8]])
  func hugeSizesAreRefusedBeforeMemoryIsTaken(side: [UInt8]) throws {
    // The header of a picture of 16385 × 16385 or 2³⁰ × 2³⁰, with the checksum that belongs to it.
    var bytes = try noise(1, 1).encodedPNG()
    bytes.replaceSubrange(16..<24, with: side + side)
    let checksum = AnimatedPNG.checksum(Array(bytes[12..<29]))
    bytes.replaceSubrange(
      29..<33, with: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> $0) })
    #expect(throws: ImageError.notAPicture(reason: "Invalid IHDR data")) {
      try Image(decodingPNG: bytes)
    }
  }

  @Test func filesAreReadOrNamed() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/noise.png"
      try Data(noise(3, 3).encodedPNG()).write(to: URL(fileURLWithPath: path))
      #expect(try Image(readingPNG: path) == noise(3, 3))
      let error = #expect(throws: ImageError.self) { try Image(readingPNG: path + ".none") }
      #expect(error?.description.hasPrefix("cannot read '\(path).none': ") == true)
    }
  }

  @Test func pngcheckFindsNoFault() throws {
    let gray = GrayImage(width: 5, height: 3, pixels: [UInt8](0..<15))
    let files = [
      "still": try noise(5, 3).encodedPNG(), "gray": try gray.encodedPNG(),
      "moving": try AnimatedPNG.encode([noise(5, 3), noise(5, 3)], framesPerSecond: 25),
      "damaged": Array(try noise(5, 3).encodedPNG().dropLast(3)),
    ]
    try withTemporaryFolder { folder in
      for (name, bytes) in files {
        let path = "\(folder)/\(name).png"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/pngcheck")
        process.arguments = ["-q", path]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect((process.terminationStatus == 0) == (name != "damaged"), "\(name)")
      }
    }
  }

  @Test func animationsHaveTheirChunksInOrder() throws {
    let frames = (1...3).map { side in
      var image = noise(8, 5)
      image.fill(x: 0, y: 0, width: side, height: side, with: .white)
      return image
    }
    let file = try AnimatedPNG.encode(frames, framesPerSecond: 25)
    // A reader that knows nothing of animations sees the first frame.
    #expect(try Image(decodingPNG: file) == frames[0])
    var (names, position, sequence): ([String], Int, UInt32) = ([], 8, 0)
    while position < file.count {
      let length = file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: file[position + 4..<position + 8], as: UTF8.self)
      let content = file[position + 8..<position + 8 + length]
      let sum = file[position + 8 + length..<position + 12 + length]
        .reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      #expect(AnimatedPNG.checksum(Array(name.utf8) + content) == sum)
      if name == "fcTL" || name == "fdAT" {
        #expect(content.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } == sequence)
        sequence += 1
      }
      names.append(name)
      position += 12 + length
    }
    #expect(
      names == ["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"])
    #expect(throws: ImageError.sizesDiffer(expected: [8, 5], found: [2, 2], frame: 1)) {
      try AnimatedPNG.encode([frames[0], noise(2, 2)], framesPerSecond: 1)
    }
    #expect(throws: ImageError.self) { try AnimatedPNG.encode([], framesPerSecond: 1) }
  }
}
