import CSDL2
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

  @Test func keysHaveTheNamesThatPlayersKnow() throws {
    setenv("SDL_VIDEODRIVER", "dummy", 1)
    let window = try Window(title: "test", width: 8, height: 8, isHidden: true)
    _ = window.events()
    /// What the window tells of an event that is like one of SDL's.
    func events(_ type: SDL_EventType, key: Int32 = 0, repeated: UInt8 = 0) -> [WindowEvent] {
      var event = SDL_Event()
      event.type = type.rawValue
      event.key.keysym.sym = key
      event.key.repeat = repeated
      SDL_PushEvent(&event)
      return window.events()
    }
    // SDL's codes are those of characters, with a bit for keys that write none.
    let keys: KeyValuePairs<Int32, String> = [
      32: "Space", 46: ".", 45: "-", 61: "=", 120: "X", 99: "C", 47: "/", 63: "?", 27: "Escape",
      113: "Q", 97: "A", 0x4000_004F: "Right", 0x4000_0050: "Left",
    ]
    for (key, name) in keys {
      #expect(events(SDL_KEYDOWN, key: key) == [.down(key: name)])
      #expect(events(SDL_KEYUP, key: key) == [.up(key: name)])
    }
    // A key that is held goes down once.
    #expect(events(SDL_KEYDOWN, key: 113, repeated: 1).isEmpty)
    #expect(events(SDL_QUIT) == [.close])
    #expect(events(SDL_MOUSEMOTION).isEmpty)
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
