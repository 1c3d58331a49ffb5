import Base
import Imaging
import Testing

@Suite struct ImageTests {
  /// Bright pixels as '#'.
  private func art(_ image: Image) -> String {
    (0..<image.height).map { row in
      String((0..<image.width).map { image[$0, row].red > 127 ? "#" : "." as Character })
    }.joined(separator: "\n")
  }

  @Test func textIsWrittenInDots() {
    var image = Image(width: 17, height: 7)
    image.draw("R2?", x: 0, y: 0)
    #expect(
      art(image) == """
        ####...###...###.
        #...#.#...#.#...#
        #...#.....#.....#
        ####....##....##.
        #.#....#......#..
        #..#..#..........
        #...#.#####...#..
        """)
  }

  @Test func textIsCutOffAtTheEdges() {
    var image = Image(width: 8, height: 8)
    image.draw("Ä\nq@", x: -3, y: -2, color: .white, scale: 3)
    image.draw("far away", x: 100, y: .max / 2)
    #expect(image.pixels.contains(255))
  }

  @Test func picturesArePastedAtAScaleAsFarAsTheyFit() {
    var dot = Image(width: 2, height: 1)
    dot[0, 0] = .white
    var image = Image(width: 7, height: 5)
    image.paste(dot, x: 4, y: 3, scale: 2)
    image.paste(dot, x: -1, y: -2, scale: 3)
    image.paste(dot, x: 5, y: 0)
    #expect(
      art(image) == """
        ##...#.
        .......
        .......
        ....##.
        ....##.
        """)
    image.paste(dot, x: 100, y: -100, scale: 9)
    image.paste(Image(width: 0, height: 0), x: 0, y: 0, scale: 2)
  }

  @Test func everyCharacterHasItsOwnDots() {
    var seen: Set<[UInt8]> = []
    for code in UInt8(32)..<127 {
      var image = Image(width: 6, height: 9)
      image.draw(String(Character(UnicodeScalar(code))), x: 0, y: 0)
      seen.insert(image.pixels)
      #expect((0..<9).allSatisfy { image[5, $0] == .black }, "the gap stays empty")
    }
    #expect(seen.count == 95)
  }

  @Test func darkeningStaysInItsRectangle() {
    var image = Image(width: 4, height: 3, pixels: [UInt8](repeating: 200, count: 36))
    image.darken(x: 2, y: -5, width: 9, height: 6)
    for row in 0..<3 {
      for column in 0..<4 {
        #expect(image[column, row].green == (column >= 2 && row == 0 ? 50 : 200))
      }
    }
  }

  @Test func linesRunBetweenTheirEnds() {
    var image = Image(width: 5, height: 3)
    image.drawLine(from: (0, 0), to: (4, 2), color: .white)
    let rows = (0..<5).map { column in (0..<3).filter { image[column, $0] == .white } }
    #expect(rows.allSatisfy { $0.count == 1 }, "a flat line has a pixel in every column")
    #expect(rows.compactMap(\.first) == rows.compactMap(\.first).sorted())
    #expect(rows[0] == [0] && rows[2] == [1] && rows[4] == [2])
    image.drawLine(from: (-9, -9), to: (20, 20), color: .white)
    #expect(image[2, 2] == .white)
  }

  @Test func whatIsCutOutFitsItsPlace() {
    var generator = SeededGenerator(seed: 5)
    let image = Image(
      width: 7, height: 5, pixels: (0..<105).map { _ in UInt8(generator.nextInteger(below: 256)) })
    var part = Image(width: 4, height: 3)
    part.paste(image, x: -2, y: -1)
    var copy = image
    copy.fill(x: 2, y: 1, width: 4, height: 3, with: .magenta)
    #expect(copy != image)
    copy.paste(part, x: 2, y: 1)
    #expect(copy == image)
    copy.paste(image, x: -3, y: 2)
    #expect(copy[0, 2] == image[3, 0] && copy[3, 4] == image[6, 2] && copy[4, 4] == image[4, 4])
    copy.paste(image, x: 50, y: -50)
  }

  @Test func resizingKeepsTheMean() {
    var image = Image(width: 6, height: 4)
    image.fill(x: 0, y: 0, width: 3, height: 4, with: Pixel(200, 100, 40))
    #expect(image.resized(width: 1, height: 1)[0, 0] == Pixel(100, 50, 20))
    // The second of four columns covers half of a bright pixel and all of another.
    #expect(image.resized(width: 4, height: 2)[1, 0] == Pixel(200, 100, 40))
    #expect(image.resized(width: 5, height: 2)[2, 0] == Pixel(100, 50, 20))
    let grown = image.resized(width: 12, height: 8)
    #expect(grown.resized(width: 6, height: 4) == image)
    #expect(grown[5, 7] == image[2, 3])
  }

  /// Sums over very many pixels do not overflow.
  @Test func aLargeWhitePictureShrinksToWhite() {
    var image = Image(width: 512, height: 512)
    image.fill(x: 0, y: 0, width: 512, height: 512, with: .white)
    #expect(image.resized(width: 1, height: 1)[0, 0] == .white)
  }

  @Test func valuesThatAreNaNAreMagentaAndCounted() {
    var nanCount = 0
    let gray = Image(
      brightness: [0, 1, 0.5, -1, 7, .infinity, -.infinity, .nan], width: 4, height: 2,
      nanCount: &nanCount)
    #expect(nanCount == 1)
    #expect(gray[0, 0] == .black && gray[1, 0] == .white && gray[2, 0] == Pixel(128, 128, 128))
    #expect(gray[3, 0] == .black && gray[0, 1] == .white && gray[1, 1] == .white)
    #expect(gray[2, 1] == .black && gray[3, 1] == .magenta)
    let color = Image(
      colors: [0.1, .nan, 2, 1, 0, 0], width: 2, height: 1, nanCount: &nanCount)
    #expect(nanCount == 2 && color[0, 0] == .magenta && color[1, 0] == Pixel(255, 0, 0))
  }

  @Test func sheetsPutPicturesInRows() {
    var image = Image(width: 10, height: 6)
    image.fill(x: 0, y: 0, width: 10, height: 6, with: .white)
    let sheet = ContactSheet.make([image, image, image], captions: ["a", "b", "c"], columns: 2)
    #expect(sheet.width == 22 && sheet.height == 2 * 16 + 2)
    #expect(sheet[0, 10] == .white && sheet[12, 10] == .white && sheet[0, 28] == .white)
    #expect(sheet[10, 10] == .black && sheet[12, 28] == .black)
    #expect(sheet[0, 27] == .black && sheet[0, 33] == .white)
    #expect(ContactSheet.make([], columns: 3) == Image(width: 0, height: 0))
  }
}
