import Base
import Imaging

extension Renderer {
  /// Labels every pixel with what the ray through its centre meets first.
  ///
  /// - Parameters:
  ///   - scene: The scene.
  ///   - image: The labels to fill in, 0 where there is nothing; its size determines the size of
  ///     the view.
  /// - Precondition: The picture is at most ``maximumSize`` wide and high.
  public func segment(_ scene: Scene, into image: inout GrayImage) {
    require(
      image.width <= Self.maximumSize && image.height <= Self.maximumSize,
      "cannot segment \(image.width) × \(image.height): at most \(Self.maximumSize) on a side")
    guard image.width > 0, image.height > 0 else { return }
    image = GrayImage(width: image.width, height: image.height)
    let screen = Screen(
      width: image.width, height: image.height, fieldOfView: scene.camera.fieldOfView)
    let stage = Stage()
    stage.prepare(scene, on: screen, keepsGrounds: false)
    var depths = [Float](repeating: .infinity, count: image.width * image.height)
    for index in stage.grounds.indices where stage.grounds[index].isSeen {
      mark(stage.grounds[index], on: screen, &depths, &image)
    }
    for index in stage.visible.indices {
      mark(stage.visible[index], stage, on: screen, &depths, &image)
    }
  }

  private func mark(
    _ ground: Ground, on screen: Screen, _ depths: inout [Float], _ image: inout GrayImage
  ) {
    for y in 0..<screen.height {
      for x in 0..<screen.width {
        let (u, v) = (screen.right(Float(x) + 0.5), screen.up(Float(y) + 0.5))
        let ray = ground.forward + u * ground.right + v * ground.up
        let t = -ground.eye.z / ray.z
        let (px, py) = (ground.eye.x + t * ray.x, ground.eye.y + t * ray.y)
        let pixel = y * screen.width + x
        if t > 0, t < depths[pixel], abs(px) <= ground.halfSize.x, abs(py) <= ground.halfSize.y {
          (depths[pixel], image.pixels[pixel]) = (t, ground.label)
        }
      }
    }
  }

  private func mark(
    _ appearance: Appearance, _ stage: Stage, on screen: Screen, _ depths: inout [Float],
    _ image: inout GrayImage
  ) {
    let solid = stage.solids[appearance.solid]
    let view = appearance.view
    let quarters = UnsafeMutablePointer<Lanes>.allocate(capacity: screen.width / 4 + 5)
    defer { quarters.deallocate() }
    for y in appearance.bounds.rows {
      let columns = appearance.bounds.columns(inRow: y, width: screen.width)
      guard !columns.isEmpty else { continue }
      // Four pixels take the place of four samples.
      let groups = columns.lowerBound / 4..<(columns.upperBound + 3) / 4
      var rays = RowRays(
        form: solid.form.record, eye: view.eye,
        start: view.ray(
          right: screen.right(0, Backdrop.middles), up: Lanes(repeating: screen.up(Float(y) + 0.5))),
        step: 4 * screen.pitch * view.right)
      guard rays.find(groups, quarters) else { continue }
      for x in columns {
        let t = quarters[x / 4 - groups.lowerBound][x % 4]
        let pixel = y * screen.width + x
        if t < depths[pixel] { (depths[pixel], image.pixels[pixel]) = (t, solid.label) }
      }
    }
  }
}
