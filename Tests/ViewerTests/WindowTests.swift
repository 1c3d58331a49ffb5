import Foundation
import Imaging
import Testing
import Viewer

/// SDL's windows belong to one thread at a time.
@Suite(.serialized) @MainActor struct WindowTests {
  @Test func aHiddenWindowTakesPictures() throws {
    setenv("SDL_VIDEODRIVER", "dummy", 1)
    let window = try Window(title: "test", width: 32, height: 20, isHidden: true)
    for shade in 0..<5 {
      var image = Image(width: 32, height: 20)
      image.fill(x: 0, y: 0, width: 32, height: 20, with: Pixel(UInt8(50 * shade), 0, 0))
      try window.show(image)
      _ = window.events()
    }
  }

  @Test func withoutADisplayThereIsAnErrorAtOnce() throws {
    setenv("SDL_VIDEODRIVER", "dummy", 1)
    let time = ContinuousClock().measure {
      #expect(throws: ViewerError.noDisplay(driver: "dummy")) {
        try Window(title: "test", width: 32, height: 20)
      }
    }
    #expect(time < .seconds(1))
    // The refusal left nothing behind that would be in the next one's way.
    _ = try Window(title: "test", width: 8, height: 8, isHidden: true)
  }

  @Test func halfBlocksShowTwoPixelsACharacter() {
    var image = Image(width: 2, height: 3)
    image[0, 0] = Pixel(1, 2, 3)
    image[1, 0] = Pixel(1, 2, 3)
    image[0, 2] = .white
    let escape = "\u{1B}["
    #expect(
      HalfBlocks.encode(image)
        == "\(escape)38;2;1;2;3m\(escape)48;2;0;0;0m▀▀\(escape)0m\n"
        + "\(escape)38;2;255;255;255m\(escape)48;2;0;0;0m▀"
        + "\(escape)38;2;0;0;0m\(escape)48;2;0;0;0m▀\(escape)0m\n")
  }
}
