import Base
import CAllocationCounter
import Control
import ControlSuite
import Imaging
import PlanarPhysics
import PlanarScenes
import TestSupport
import Testing

@Suite struct RendererTests {
  private static let white = Finish(color: [1, 1, 1])
  /// One pixel is 1 m wide 12 m in front of it, in a picture of 12 rows.
  private static let camera = Camera(
    position: [0, -12, 0], orientation: .looking(down: 0), fieldOfView: 0.927_295_218_001_612_2)

  /// Returns the labels of a scene as text.
  private func art(_ primitives: [Primitive], width: Int = 12) -> String {
    var image = GrayImage(width: width, height: 12)
    Renderer().segment(Scene(camera: Self.camera, primitives: primitives), into: &image)
    return (0..<image.height).map { row in
      String(
        (0..<width).map { image.pixels[row * width + $0] == 0 ? "." : "#" as Character })
    }.joined(separator: "\n")
  }

  @Test func shapesHaveTheirOutlines() {
    let box = Primitive(.box(halfSize: [3, 0.01, 2]), center: .zero, finish: Self.white, label: 1)
    #expect(
      art([box]) == """
        ............
        ............
        ............
        ............
        ...######...
        ...######...
        ...######...
        ...######...
        ............
        ............
        ............
        ............
        """)
    let flat = Primitive.Shape.ellipsoid(semiAxes: [5, 0.01, 2])
    #expect(
      art([Primitive(flat, center: .zero, finish: Self.white, label: 1)]) == """
        ............
        ............
        ............
        ............
        ...######...
        .##########.
        .##########.
        ...######...
        ............
        ............
        ............
        ............
        """)
    let rod = Primitive(
      .capsule(radius: 0.75, halfLength: 4), center: .zero,
      orientation: Rotation(z: [1, 0, 1]), finish: Self.white, label: 1)
    let drum = Primitive(
      .cylinder(radius: 0.75, halfLength: 4), center: .zero,
      orientation: Rotation(z: [1, 0, 1]), finish: Self.white, label: 1)
    let (long, short) = (art([rod]).count { $0 == "#" }, art([drum]).count { $0 == "#" })
    #expect(long > short && short > 8)
    #expect(art([rod]) == String(art([rod]).reversed()), "a rod is symmetric about its middle")
  }

  @Test func labelsAreThoseOfTheLastScene() {
    let ball = Primitive(.sphere(radius: 2), center: .zero, finish: Self.white, label: 1)
    var image = GrayImage(width: 12, height: 12)
    let renderer = Renderer()
    renderer.segment(Scene(camera: Self.camera, primitives: [ball]), into: &image)
    #expect(image.pixels.contains(1))
    renderer.segment(Scene(camera: Self.camera), into: &image)
    #expect(!image.pixels.contains(1))
  }

  @Test func aBallOfRadiusZeroLengthIsItsCapsuleAndEllipsoid() {
    let shapes: [Primitive.Shape] = [
      .sphere(radius: 3.3), .capsule(radius: 3.3, halfLength: 0),
      .ellipsoid(semiAxes: [3.3, 3.3, 3.3]),
    ]
    let pictures = shapes.map {
      art([Primitive($0, center: [0.2, 0.3, 0.1], finish: Self.white, label: 1)])
    }
    #expect(pictures[0] == pictures[1] && pictures[0] == pictures[2])
    #expect(pictures[0].contains("#"))
  }

  @Test func shadowsFallAwayFromTheLight() {
    let floor = Panel(
      center: [0, 0, -2], halfSize: [20, 20], lattice: [40, 40], pattern: .plain([0.5, 0.5, 0.5]),
      label: 1)
    let ball = Primitive(.sphere(radius: 1), center: .zero, finish: Self.white, label: 2)
    var light = Light.overhead
    let above = Camera(position: [0, 0, 20], orientation: .identity)
    func brightness(_ light: Light, _ point: SIMD3<Double>) -> Int {
      let scene = Scene(camera: above, lights: [light], panels: [floor], primitives: [ball])
      var image = Image(width: 200, height: 200)
      Renderer().draw(scene, into: &image)
      guard let place = above.project(point, width: 200, height: 200) else { return -1 }
      return Int(image[Int(place.x), Int(place.y)].red)
    }
    light.direction = SIMD3(0.8, 0, -0.6)
    // The light comes from −x: at height 2 under the ball, its shadow is moved by 2 · 8/6 m.
    let (dark, lit) = (brightness(light, [8.0 / 3, 0, -2]), brightness(light, [-8.0 / 3, 0, -2]))
    #expect(dark + 20 < lit)
    light.castsShadows = false
    #expect(brightness(light, [8.0 / 3, 0, -2]) > dark + 20)
  }

  /// A post that stands in the floor, and one that reaches above the lamp.
  @Test(arguments: [(-0.5, 1.0), (0.1, 9)])
  func whatReachesThroughTheFloorOrPastTheLampHasAShadow(bottom: Double, top: Double) {
    let floor = Panel(
      center: .zero, halfSize: [20, 20], lattice: [40, 40], pattern: .plain([0.5, 0.5, 0.5]),
      label: 1)
    let post = Primitive(
      .capsule(radius: 0.1, halfLength: (top - bottom) / 2), center: [0, 0, (bottom + top) / 2],
      finish: Self.white, label: 2)
    let above = Camera(position: [0, 0, 20], orientation: .identity)
    var lamp = Light.overhead
    (lamp.spread, lamp.position) = (.spot(cutoff: 1.2, exponent: 0), [-3, 0, 6])
    func brightness(_ posts: [Primitive]) -> Int {
      var image = Image(width: 200, height: 200)
      Renderer().draw(
        Scene(camera: above, lights: [lamp], panels: [floor], primitives: posts), into: &image)
      guard let place = above.project([0.3, 0, 0], width: 200, height: 200) else { return -1 }
      return Int(image[Int(place.x), Int(place.y)].red)
    }
    #expect(brightness([post]) + 20 < brightness([]))
  }

  /// From 3 m above a floor, the ray that meets it at y is thrown back to a wall at 5 m, where it
  /// is 3 (5 − y) / (12 + y) m high; the wall ends at 2 m.
  @Test func aFloorMirrorsAWall() {
    let camera = Camera(position: [0, -12, 3], orientation: .looking(down: 0))
    func red(_ reflectance: Float, at y: Double) -> Int {
      let floor = Panel(
        center: .zero, halfSize: [20, 20], lattice: [40, 40], pattern: .plain([0, 0, 0.5]),
        reflectance: reflectance, specular: 0, label: 1)
      let wall = Panel(
        center: [0, 5, 1], orientation: Rotation(z: [0, -1, 0]), halfSize: [1, 1],
        lattice: [4, 4], pattern: .plain([0.8, 0, 0]), specular: 0, label: 2)
      var image = Image(width: 300, height: 300)
      Renderer().draw(Scene(camera: camera, panels: [wall, floor]), into: &image)
      guard let place = camera.project([0, y, 0], width: 300, height: 300) else { return -1 }
      return Int(image[Int(place.x), Int(place.y)].red)
    }
    // Facing the headlight, the wall returns 0.8 (0.4 + 0.8) of red, of which half is mirrored.
    #expect(abs(red(0.5, at: 3) - 122) <= 8)
    #expect(red(0, at: 3) == 0)
    #expect(red(0.5, at: -3) == 0, "what is higher than the wall is sky, which is not mirrored")
  }

  @Test(arguments: [(1, 1), (3, 1), (1, 5), (7, 3), (65, 33), (130, 2), (4096, 1), (1, 4096)])
  func anySizeIsDrawn(width: Int, height: Int) throws {
    for task in ReferenceFrames.tasks {
      let reference = try ReferenceFrames(task)
      var image = Image(width: width, height: height)
      reference.studio.draw(reference.world(reference.frames[1]), into: &image)
      #expect(image.pixels.contains { $0 > 0 })
    }
  }

  @Test func largePicturesAreTheSmallOnesInDetail() throws {
    let reference = try ReferenceFrames("cheetah_run")
    let world = reference.world(reference.frames[0])
    var (small, large) = (Image(width: 64, height: 64), Image(width: 1024, height: 1024))
    reference.studio.draw(world, into: &small)
    reference.studio.draw(world, into: &large)
    let gaps = zip(small.pixels, large.resized(width: 64, height: 64).pixels).map {
      abs(Double($0) - Double($1))
    }
    #expect(gaps.reduce(0, +) / Double(gaps.count) < 3)
  }

  /// Marks have a separate label, however many geoms there are.
  @Test func noGeomIsLabelledAsAMark() {
    let balls = (1...260).map { number in
      Geom("ball\(number)", .sphere(radius: 0.5)).with { $0.isVisible = number == 260 }
    }
    let model = ModelDescription(
      bodies: [Body("balls", joints: [.slide("x", along: [1, 0, 0])], geoms: balls)]
    ).compiled()
    var labels = GrayImage(width: 32, height: 32)
    Studio(model, .standard).segment(World(model), into: &labels)
    #expect(Set(labels.pixels) == [0, 254])
  }

  @Test(arguments: ReferenceFrames.tasks)
  func picturesDoNotDependOnWhatWasDrawnBefore(task: String) throws {
    let reference = try ReferenceFrames(task)
    var worlds = reference.frames.map { reference.world($0) }
    if task == "finger_spin" {
      // Its farthest body is farther than those of the others, and so is where its light begins.
      var stretched = World(reference.suiteTask.model)
      stretched.setState(positions: [-1.5708, 0, 0], velocities: [0, 0, 0])
      worlds.append(stretched)
    }
    let fresh = worlds.map { world in
      var image = Image(width: 64, height: 64)
      Studio(reference.suiteTask.model, reference.suiteTask.filming).draw(world, into: &image)
      return image
    }
    var image = Image(width: 64, height: 64)
    for order in [Array(worlds.indices), worlds.indices.reversed()] {
      for index in order {
        reference.studio.draw(worlds[index], into: &image)
        #expect(image == fresh[index])
      }
      var other = Image(width: 31, height: 20)
      reference.studio.draw(worlds[0], into: &other)
    }
    #expect(Set(fresh).count == fresh.count)
  }

  /// The floor ends where the red panel begins, and is painted after it.
  @Test func aPanelKeepsItsColorsBesideAFloor() {
    func panel(_ x: Double, _ halfWidth: Double, _ pattern: Panel.Pattern) -> Panel {
      Panel(
        center: [x, 0, -2], halfSize: [halfWidth, 6], lattice: [40, 40], pattern: pattern,
        specular: 0, label: 1)
    }
    var light = Light.overhead
    light.direction = SIMD3(0.8, 0, -0.6)
    let ball = Primitive(.sphere(radius: 1), center: .zero, finish: Self.white, label: 2)
    let scene = Scene(
      camera: Camera(position: [0, 0, 20], orientation: .identity), lights: [light],
      panels: [panel(7, 5, .plain([0.4, 0, 0])), panel(-4, 6, .floor)], primitives: [ball],
      showsSky: false)
    var image = Image(width: 200, height: 200)
    Renderer().draw(scene, into: &image)
    // They meet at column 122; the ball's shadow falls on the red panel up to column 147.
    let red = (80..<120).flatMap { row in (123..<190).map { image[$0, row] } }
    #expect(red.allSatisfy { $0.green == 0 && $0.red > 0 })
    #expect(Int(image[130, 100].red) + 20 < Int(image[180, 100].red))
    #expect(image[110, 40].blue > 0, "there is a floor")
  }

  @Test func aMovedCameraSeesTheFloorMove() {
    let floor = Panel(
      center: [0, 0, -2], halfSize: [20, 20], lattice: [40, 40], pattern: .floor, label: 1)
    let renderer = Renderer()
    for x in [0, 0.3] {
      let scene = Scene(
        camera: Camera(position: [x, -12, 0], orientation: .looking(down: 0)), panels: [floor])
      var (image, fresh) = (Image(width: 64, height: 64), Image(width: 64, height: 64))
      renderer.draw(scene, into: &image)
      Renderer().draw(scene, into: &fresh)
      #expect(image == fresh)
    }
  }

  @Test func threadsChangeNothing() throws {
    let reference = try ReferenceFrames("cheetah_run")
    // Not as many that each thread gets equally many.
    let worlds = (0..<5).flatMap { _ in reference.frames.map { reference.world($0) } }.dropLast()
    let empty = [Image](repeating: Image(width: 64, height: 64), count: worlds.count)
    var (one, four) = (empty, empty)
    reference.studio.draw(Array(worlds), into: &one, threads: 1)
    reference.studio.draw(Array(worlds), into: &four, threads: 4)
    #expect(one == four)
    #expect(one[0] != empty[0])
  }

  /// A camera that is turned by a tiny angle has no level rows, but sees the same.
  @Test(arguments: ["cheetah_run", "walker_walk", "cartpole_swingup", "reacher_easy"])
  func levelRowsAreASpecialCase(task: String) throws {
    let reference = try ReferenceFrames(task)
    let film = Film(reference.suiteTask.model, reference.suiteTask.filming)
    for frame in reference.frames {
      var scene = film.scene(of: reference.world(frame))
      var (level, general) = (Image(width: 67, height: 50), Image(width: 67, height: 50))
      Renderer().draw(scene, into: &level)
      scene.camera.orientation.x += scene.panels[0].orientation.y * 1e-7
      Renderer().draw(scene, into: &general)
      let gaps = zip(level.pixels, general.pixels).map { abs(Int($0) - Int($1)) }
      #expect(Double(gaps.reduce(0, +)) < 0.05 * Double(gaps.count))
      #expect(gaps.count { $0 > 40 } <= 6, "only edges of shadows may jump")
    }
  }

  /// The middles of the pixels there are 100 m away and more, far beside a narrow floor.
  @Test(arguments: ["cheetah_run", "walker_walk"], [32, 64, 240])
  func theFloorEndsInTheSky(task: String, height: Int) throws {
    let reference = try ReferenceFrames(task)
    let film = Film(reference.suiteTask.model, reference.suiteTask.filming)
    var scene = film.scene(of: reference.world(reference.frames[0]))
    scene.primitives = []
    var image = Image(width: height, height: height)
    Renderer().draw(scene, into: &image)
    // Stars are brighter than the sky; nothing is darker.
    for channel in [\Pixel.red, \.green, \.blue] {
      let row = (0..<height).map { image[$0, height / 2][keyPath: channel] }.sorted()
      #expect(row[0] + 8 >= row[height / 2], "\(row[0]) in a row of \(row[height / 2])")
    }
  }

  /// An agent's view and a user's window have different sizes.
  @Test(
    .enabled(if: isOptimized, "code that is not optimized allocates"),
    arguments: Catalog.entries.map(\.name))
  func drawingAtTwoSizesInTurnAllocatesNothing(name: String) throws {
    var environment = try #require(Catalog.entry(named: name)).makeEnvironment()
    var generator = SeededGenerator(seed: 4)
    environment.reset(using: &generator)
    let action = [Double](repeating: 0.7, count: environment.actionSize)
    var (image, small) = (Image(width: 64, height: 64), Image(width: 32, height: 32))
    func draw() throws {
      _ = try environment.step(action)
      environment.render(into: &image)
      environment.render(into: &small)
    }
    // The first picture makes what is made once; lists of shadows grow as bodies move.
    for _ in 0..<200 { try draw() }
    allocation_counter_start(0)
    for _ in 0..<100 { try draw() }
    #expect(allocation_counter_stop() == 0)
  }

  @Test func bodiesAtNoPlaceAreLeftOut() {
    let lost = [Double.nan, .infinity, 1e300].map {
      Primitive(.sphere(radius: 1), center: [$0, 0, 0], finish: Self.white, label: 1)
    }
    #expect(!art(lost).contains("#"))
    var image = Image(width: 12, height: 12)
    let floor = Panel(
      center: [0, 0, -1], halfSize: [1e6, 1e6], lattice: [1e6, 1e6], pattern: .floor,
      reflectance: 0.2, label: 2)
    let light = Light.spot(at: [0, 0, 5])
    for place in [SIMD3(0, -12, 0), SIMD3(Double.nan, 0, 0), SIMD3(1e300, 1e300, 1e300)] {
      let camera = Camera(position: place, orientation: .looking(down: 0.1))
      let scene = Scene(camera: camera, lights: [light], panels: [floor], primitives: lost)
      Renderer().draw(scene, into: &image)
    }
  }

  @Test func aCameraInsideABodySeesThroughIt() {
    var (image, sky) = (Image(width: 16, height: 16), Image(width: 16, height: 16))
    Renderer().draw(Scene(camera: Self.camera), into: &sky)
    let shapes: [Primitive.Shape] = [
      .sphere(radius: 2), .capsule(radius: 2, halfLength: 1), .box(halfSize: [2, 2, 2]),
      .cylinder(radius: 2, halfLength: 2), .ellipsoid(semiAxes: [2, 3, 2]),
    ]
    for shape in shapes {
      let body = Primitive(shape, center: [0, -12, 0], finish: Self.white, label: 1)
      Renderer().draw(Scene(camera: Self.camera, primitives: [body]), into: &image)
      #expect(image == sky, "\(shape)")
    }
  }
}
