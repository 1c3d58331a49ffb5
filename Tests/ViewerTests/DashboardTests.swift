import Imaging
import Testing

import Viewer

@Suite struct DashboardTests {
  /// A picture of one colour.
  private static func plain(_ color: Pixel, _ width: Int, _ height: Int) -> Image {
    var image = Image(width: width, height: height)
    image.fill(x: 0, y: 0, width: width, height: height, with: color)
    return image
  }

  private static func snapshot() -> Snapshot {
    var snapshot = Snapshot(
      scene: .frame(plain(Pixel(10, 80, 200), 192, 144)),
      seen: .frame(plain(Pixel(200, 20, 20), 32, 32)),
      reconstruction: .frame(plain(Pixel(20, 200, 20), 32, 32)))
    snapshot.heading = "a task"
    snapshot.future.title = "what comes"
    snapshot.future.imagined = (0..<5).map { .frame(plain(Pixel(UInt8(40 * $0), 9, 9), 32, 32)) }
    snapshot.fan.imagined = [1, 2, 4]
    snapshot.fan.deviation = [0.1, 0.2, 0.5]
    snapshot.rewards = [.init(predicted: 1, deviation: 0.1, received: 0.5)]
    snapshot.readings = [.init("score", "12.5")]
    return snapshot
  }

  private static func drawn(_ snapshot: Snapshot, width: Int = 640, height: Int = 380) -> Image {
    var image = Image(width: width, height: height)
    Dashboard(width: width, height: height).draw(snapshot, into: &image)
    return image
  }

  /// A part of a snapshot, and where it is to be seen.
  struct Part: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let change: @Sendable (inout Snapshot) -> Void
    let place: @Sendable (DashboardLayout) -> Area
  }

  static let parts = [
    Part(testDescription: "heading", change: { $0.heading = "b" }, place: { $0.header }),
    Part(testDescription: "status", change: { $0.status = "paused" }, place: { $0.header }),
    Part(
      testDescription: "scene title", change: { $0.sceneTitle = "x" },
      place: { $0.scene.title }),
    Part(
      testDescription: "scene", change: { $0.scene = .frame(plain(.white, 192, 144)) },
      place: { $0.scene.content }),
    Part(
      testDescription: "seen", change: { $0.seen = .frame(plain(.white, 32, 32)) },
      place: { $0.seen.content }),
    Part(
      testDescription: "reconstruction",
      change: { $0.reconstruction = .components([.init(to: 0.5, color: .white)]) },
      place: { $0.reconstruction.content }),
    Part(
      testDescription: "error", change: { $0.reconstructionError = "5 %" },
      place: { $0.reconstruction.content }),
    Part(
      testDescription: "readings", change: { $0.readings.append(.init("a", "1")) },
      place: { $0.readings.content }),
    Part(
      testDescription: "true future",
      change: { $0.future.actual = [.frame(plain(.white, 64, 64))] },
      place: { $0.future.content }),
    Part(
      testDescription: "imagined future",
      change: { $0.future.imagined[4] = .frame(plain(.white, 32, 32)) },
      place: { $0.future.content }),
    Part(
      testDescription: "spread",
      change: { $0.future.spread = [.components([.init(to: -1, color: .white)])] },
      place: { $0.future.content }),
    Part(
      testDescription: "what the future follows", change: { $0.future.title = "else" },
      place: { $0.future.title }),
    Part(
      testDescription: "candidates", change: { $0.fan.candidates = [[[0, 3, 4], [1, 1, 1]]] },
      place: { $0.fan.content }),
    Part(
      testDescription: "true return", change: { $0.fan.actual = [0, 1, 1] },
      place: { $0.fan.content }),
    Part(
      testDescription: "rewards",
      change: { $0.rewards.append(.init(predicted: 0.2, deviation: 0.1, received: 0.9)) },
      place: { $0.rewards.content }),
  ]

  @Test(arguments: parts) func everyPartIsDrawnInItsPlaceAlone(part: Part) {
    for (width, height) in [(640, 380), (1280, 760), (1403, 811)] {
      var changed = Self.snapshot()
      part.change(&changed)
      let before = Self.drawn(Self.snapshot(), width: width, height: height)
      let after = Self.drawn(changed, width: width, height: height)
      let area = part.place(DashboardLayout(width: width, height: height))
      var (inside, outside) = (0, 0)
      for row in 0..<height {
        for column in 0..<width where before[column, row] != after[column, row] {
          if area.contains(x: column, y: row) { inside += 1 } else { outside += 1 }
        }
      }
      #expect(inside > 0 && outside == 0, "\(inside) and \(outside) of \(width) × \(height)")
    }
  }

  @Test func partsDoNotOverlap() {
    for (width, height) in [(640, 380), (1280, 760), (2000, 900), (100, 60), (7, 5), (1, 1)] {
      let layout = DashboardLayout(width: width, height: height)
      let panels = [
        layout.scene, layout.seen, layout.reconstruction, layout.readings, layout.future,
        layout.fan, layout.rewards,
      ]
      var owners = [Int](repeating: 0, count: width * height)
      for area in panels.flatMap({ [$0.title, $0.content] }) + [layout.header] {
        for row in area.y..<area.y + area.height {
          for column in area.x..<area.x + area.width { owners[row * width + column] += 1 }
        }
      }
      #expect(owners.allSatisfy { $0 <= 1 })
      #expect((layout.scale > 0) == !layout.rewards.content.isEmpty)
    }
  }

  @Test func framesGrowByWholeFactorsInTheMiddle() {
    var frame = Image(width: 2, height: 2)
    frame[0, 0] = .white
    frame[1, 1] = .white
    var image = Image(width: 9, height: 6)
    image.draw(.frame(frame), in: Area(x: 1, y: 1, width: 8, height: 5))
    #expect(
      Self.art(image) == """
        .........
        ...##....
        ...##....
        .....##..
        .....##..
        .........
        """)
  }

  @Test func componentsAreBarsFromAMiddleLine() {
    var image = Image(width: 6, height: 7)
    let values = [1.0, -0.5, 7]
    image.draw(
      .components(values.map { .init(to: $0, color: .white) }),
      in: Area(x: 0, y: 0, width: 6, height: 7))
    // The line is in the fourth row, and a bar of height one is two rows high.
    #expect(
      Self.art(image) == """
        ......
        ##..##
        ##..##
        ######
        ..##..
        ......
        ......
        """)
    image.draw(
      .components([.init(to: .nan, color: .white)]), in: Area(x: 0, y: 0, width: 6, height: 7))
    #expect(image[0, 0] == .magenta)
  }

  @Test func numbersThatAreNoneLeaveGaps() {
    var snapshot = Self.snapshot()
    snapshot.fan.imagined = [1, .nan, .infinity, 1, 1]
    snapshot.fan.deviation = []
    // Not drawn, but as high as the legend, which has words of the same colour.
    snapshot.fan.candidates = [[[.nan, 4], []]]
    snapshot.rewards = [1, 1, Double.nan, 1e308, 1, 1].map { predicted in
      Snapshot.Reward(predicted: predicted, deviation: .infinity, received: -1e308)
    }
    let (image, layout) = (Self.drawn(snapshot), DashboardLayout(width: 640, height: 380))
    /// The columns with what is imagined, from the axis on, which is 27 pixels to the right.
    func columns(_ content: Area, below top: Int = 0) -> Set<Int> {
      var columns: Set<Int> = []
      for row in content.y + top..<content.y + content.height {
        for column in content.x..<content.x + content.width
        where image[column, row] == Palette.imagined {
          columns.insert(column - content.x - 27)
        }
      }
      return columns
    }
    // Five decisions in 137 columns, with nothing from the first to the fourth.
    let fan = columns(layout.fan.content, below: 3 + 3 * BitmapFont.lineHeight)
    #expect(fan.isSuperset(of: [0, 27, 109, 136]) && fan.isDisjoint(with: 28...108), "\(fan)")
    // Three columns a decision, with nothing from the second to the fifth.
    let rewards = columns(layout.rewards.content)
    #expect(rewards.isSuperset(of: [3, 6, 15, 18]) && rewards.isDisjoint(with: 7...14))
  }

  @Test func keysAreExplainedOverAllElse() {
    var snapshot = Self.snapshot()
    let before = Self.drawn(snapshot)
    snapshot.keys = [.init("space", "pause, and go on")]
    let after = Self.drawn(snapshot)
    #expect((280..<360).contains { after[$0, 190] != before[$0, 190] })
    #expect(after[5, 100] == before[5, 100])
  }

  @Test func smallPicturesHaveTheSightsAlone() {
    let image = Self.drawn(Self.snapshot(), width: 160, height: 96)
    // The agent's frame of 32 pixels fits once into the 40 × 64 pixels to the right of the scene.
    #expect(image[100, 32] == Pixel(200, 20, 20))
    #expect(image[140, 32] == Pixel(20, 200, 20))
    for (width, height) in [(1, 1), (3, 9), (639, 380)] {
      _ = Self.drawn(Self.snapshot(), width: width, height: height)
    }
  }

  /// Bright pixels as '#'.
  private static func art(_ image: Image) -> String {
    (0..<image.height).map { row in
      String((0..<image.width).map { image[$0, row].red > 127 ? "#" : "." as Character })
    }.joined(separator: "\n")
  }
}
