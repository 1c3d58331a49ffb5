import Base
import Imaging
import PlanarPhysics

/// Draws scenes into pictures, as the control suite's cameras show them.
///
/// Bodies are cast with four rays per pixel at the places that graphics cards use; the background
/// is computed once per pixel. Equal scenes give equal pixels, whatever was drawn before.
///
/// A renderer keeps its memory and the sky from picture to picture, and the floor while camera,
/// lights and panels do not change, so drawing at a size for the second time allocates nothing. It
/// is for one thread at a time; a ``Studio`` serves many.
public final class Renderer {
  /// The largest width and height of a picture.
  public static let maximumSize = 4096
  /// The largest number of pixels for which the floor is kept from picture to picture.
  private static let keptPixels = 1 << 18

  private let stage = Stage()
  private var buffers: FrameBuffers?
  private var skyKey: SkyKey?
  private var groundKey: GroundKey?
  private var hasPanels: [Bool] = []

  private struct SkyKey: Equatable {
    var orientation: Rotation
    var screen: Screen
    var showsSky: Bool
  }

  /// The inputs for which the kept floor was painted.
  ///
  /// The arrays are separate, so that a scene whose lights move is changed in place.
  private struct GroundKey {
    var camera: Camera
    var screen: Screen
    var headlight: Headlight
    var lights: [Light]
    var panels: [Panel]

    func fits(_ scene: Scene, on screen: Screen) -> Bool {
      camera == scene.camera && self.screen == screen && headlight == scene.headlight
        && lights == scene.lights && panels == scene.panels
    }

    mutating func update(_ scene: Scene, on screen: Screen) {
      (camera, self.screen, headlight) = (scene.camera, screen, scene.headlight)
      lights.removeAll(keepingCapacity: true)
      lights.append(contentsOf: scene.lights)
      panels.removeAll(keepingCapacity: true)
      panels.append(contentsOf: scene.panels)
    }
  }

  /// Creates a renderer that has no memory for any size yet.
  public init() {}

  /// Returns whether its memory is for pictures of a given size.
  func isPrepared(forWidth width: Int, height: Int) -> Bool {
    buffers?.width == width && buffers?.height == height
  }

  /// Draws a scene over a whole picture.
  ///
  /// Bodies whose positions are not finite are left out.
  ///
  /// - Parameters:
  ///   - scene: The scene.
  ///   - image: The picture to fill; its size determines the size of the drawing.
  /// - Precondition: The picture is at most ``maximumSize`` wide and high.
  public func draw(_ scene: Scene, into image: inout Image) {
    require(
      image.width <= Self.maximumSize && image.height <= Self.maximumSize,
      "cannot draw \(image.width) × \(image.height): at most \(Self.maximumSize) on a side")
    guard image.width > 0, image.height > 0 else { return }
    let screen = Screen(
      width: image.width, height: image.height, fieldOfView: scene.camera.fieldOfView)
    let isKept = prepare(scene, on: screen)
    guard let buffers else { return }
    let backdrop = buffers.backdrop(layers: stage.layers)
    image.pixels.withUnsafeMutableBufferPointer { pixels in
      guard let target = pixels.baseAddress else { return }
      for top in stride(from: 0, to: screen.height, by: buffers.bandRows) {
        let rows = top..<min(top + buffers.bandRows, screen.height)
        let source = buffers.keepsAll ? top : 0
        if !isKept {
          for row in rows {
            hasPanels[row] = paintBackdrop(backdrop, row: row, source: source + row - top)
          }
        }
        hasPanels.withUnsafeBufferPointer {
          guard let hasPanels = $0.baseAddress else { return }
          BandPainter(
            prepared: stage.prepared, buffers: buffers, backdrop: backdrop, rows: rows,
            source: source, hasPanels: hasPanels
          ).draw(into: target + 3 * screen.width * top)
        }
      }
    }
  }

  /// Prepares everything for a picture, and returns whether the backdrop is already painted.
  private func prepare(_ scene: Scene, on screen: Screen) -> Bool {
    let casting = scene.lights.count(where: \.castsShadows)
    if !isPrepared(forWidth: screen.width, height: screen.height)
      || buffers?.layers != casting + 1
    {
      buffers = FrameBuffers(
        width: screen.width, height: screen.height, layers: casting + 1,
        keepsAll: screen.width * screen.height <= Self.keptPixels)
      hasPanels = [Bool](repeating: false, count: screen.height)
      (skyKey, groundKey) = (nil, nil)
    }
    let sky = SkyKey(
      orientation: scene.camera.orientation, screen: screen, showsSky: scene.showsSky)
    if skyKey != sky {
      paintSky(scene, on: screen)
      (skyKey, groundKey) = (sky, nil)
    }
    let isSame = groundKey?.fits(scene, on: screen) ?? false
    stage.prepare(scene, on: screen, keepsGrounds: isSame)
    if groundKey == nil {
      groundKey = GroundKey(
        camera: scene.camera, screen: screen, headlight: scene.headlight, lights: [], panels: [])
    }
    groundKey?.update(scene, on: screen)
    return isSame && buffers?.keepsAll == true
  }

  private func paintSky(_ scene: Scene, on screen: Screen) {
    guard let buffers else { return }
    buffers.sky.update(repeating: 0, count: 3 * screen.width * screen.height)
    guard scene.showsSky else { return }
    let axes = scene.camera.orientation
    let (right, up, forward) = (SIMD3<Float>(axes.x), SIMD3<Float>(axes.y), SIMD3<Float>(-axes.z))
    let (across, down) = (right * screen.pitch, -up * screen.pitch)
    for y in 0..<screen.height {
      let start = forward + screen.up(Float(y) + 0.5) * up
      for x in 0..<screen.width {
        let direction = start + screen.right(Float(x) + 0.5) * right
        let color = StarrySky.shared.color(along: direction, right: across, down: down)
        write(SIMD4(color, 0), to: buffers.sky + 3 * (y * screen.width + x))
      }
    }
  }

  /// Paints a row of the background, and returns whether it contains a panel.
  private func paintBackdrop(_ backdrop: Backdrop, row y: Int, source: Int) -> Bool {
    guard let buffers else { return false }
    let screen = stage.screen
    let sky = UnsafePointer(buffers.sky + 3 * screen.width * y)
    var isSeen = false
    for number in stage.grounds.indices {
      let ground = stage.grounds[number]
      guard ground.isSeen, ground.cellCount.x > 0, ground.mayShow(in: y, of: screen) else {
        continue
      }
      if !isSeen { backdrop.clear(row: source, sky: sky) }
      let isHere = backdrop.paint(
        ground, number: UInt8(clamping: number + 1), row: source, up: screen.up(Float(y) + 0.5),
        screen: screen, sky: sky, vertices: stage.vertices.base)
      isSeen = isSeen || isHere
    }
    for index in stage.reflections.indices where isSeen {
      backdrop.add(
        stage.reflections[index], row: source, up: screen.up(Float(y) + 0.5), screen: screen,
        vertices: stage.vertices.base)
    }
    return isSeen
  }
}

/// Writes a colour as three bytes, each rounded to the nearest; NaN becomes 0.
@inline(__always)
func write(_ color: SIMD4<Float>, to target: UnsafeMutablePointer<UInt8>) {
  let bits = bits(color)
  target[0] = UInt8(truncatingIfNeeded: bits.x)
  target[1] = UInt8(truncatingIfNeeded: bits.y)
  target[2] = UInt8(truncatingIfNeeded: bits.z)
}

/// Returns brightnesses in [0, 1] as integers to 255, clamped and rounded to the nearest.
@inline(__always)
func bits(_ brightness: Lanes) -> SIMD4<UInt32> {
  let scaled = clamp(brightness * 255, Lanes(repeating: 0), Lanes(repeating: 255))
  // Adding 2²³ rounds to an integer, which is then in the last bits.
  return unsafeBitCast(scaled + 8_388_608, to: SIMD4<UInt32>.self) & 255
}
