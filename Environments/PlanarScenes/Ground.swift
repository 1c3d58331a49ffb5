import CScenes
import PlanarPhysics

/// A panel prepared for painting: its frame relative to the camera, and light on its lattice.
///
/// Light is computed where the lattice's lines cross, and interpolated linearly over two triangles
/// per cell, divided from the corner (+x, −y) to the corner (−x, +y). This is how graphics cards
/// draw a lit grid of quads, and the published pictures show it.
struct Ground {
  /// The panel's axes in world directions, and its centre from the camera's position.
  let x, y, z, center: SIMD3<Float>
  /// The camera in the panel's frame: position, and directions right, up and forward.
  private(set) var eye, right, up, forward: SIMD3<Float>
  /// The direction towards the headlight, in the panel's frame.
  private let headward: SIMD3<Float>
  /// The fraction of the diffuse part that is visible: less than 1 in a mirror.
  private var dimming: Float = 1
  let halfSize, lattice: SIMD2<Float>
  let pattern: Panel.Pattern
  let reflectance: Float
  let specular: Float
  let label: UInt8
  /// The cells that the screen shows: the index of their first vertex in the list, and their number
  /// along y.
  var firstCell = SIMD2<Int>(0, 0)
  var cellCount = SIMD2<Int>(0, 0)
  var firstVertex = 0

  init(_ panel: Panel, camera: Camera) {
    let axes = panel.orientation
    (x, y, z) = (SIMD3(axes.x), SIMD3(axes.y), SIMD3(axes.z))
    // This is in double precision, because the floor of a running task may have its centre 100 m
    // away.
    let offset = camera.position - panel.center
    center = SIMD3(-offset)
    func local(_ vector: SIMD3<Double>) -> SIMD3<Float> {
      SIMD3(
        Float((vector * axes.x).sum()), Float((vector * axes.y).sum()),
        Float((vector * axes.z).sum()))
    }
    eye = local(offset)
    right = local(camera.orientation.x)
    up = local(camera.orientation.y)
    forward = local(-camera.orientation.z)
    headward = -forward
    halfSize = SIMD2(panel.halfSize)
    lattice = SIMD2(panel.lattice)
    (pattern, reflectance) = (panel.pattern, panel.reflectance)
    (specular, label) = (panel.specular, panel.label)
  }

  /// Returns the panel as the camera sees it in a mirror.
  func mirrored(in mirror: Ground) -> Ground {
    var result = self
    func turned(_ direction: SIMD3<Float>) -> SIMD3<Float> {
      let world = direction.x * x + direction.y * y + direction.z * z
      return local(direction: mirror.reflected(direction: world))
    }
    (result.right, result.up, result.forward) = (turned(right), turned(up), turned(forward))
    let depth = (mirror.center * mirror.z).sum()
    result.eye = local(direction: 2 * depth * mirror.z - center)
    result.dimming = mirror.reflectance
    return result
  }

  /// Returns the reflection of a direction of the world in the panel.
  func reflected(direction: SIMD3<Float>) -> SIMD3<Float> {
    direction - 2 * (direction * z).sum() * z
  }

  /// Returns the reflection in the panel of a point relative to the camera.
  func reflected(point: SIMD3<Float>) -> SIMD3<Float> {
    reflected(direction: point - center) + center
  }

  /// Whether the camera is on the visible side of the panel.
  var isSeen: Bool { eye.z > 0 }

  /// Returns the components of a world direction in the panel's frame.
  @inline(__always)
  func local(direction: SIMD3<Float>) -> SIMD3<Float> {
    SIMD3((direction * x).sum(), (direction * y).sum(), (direction * z).sum())
  }

  /// Returns the depth, along the camera's view, at which rays through the screen meet the plane.
  @inline(__always)
  func depth(right u: Lanes, up v: Lanes) -> Lanes {
    -eye.z / (forward.z + u * right.z + v * up.z)
  }

  /// Returns whether a row of pixels may show the panel.
  ///
  /// A side of the panel and the camera span a plane. If all four corners of the row are beyond it,
  /// the row does not show the panel.
  func mayShow(in row: Int, of screen: Screen) -> Bool {
    var beyond = (0, 0, 0, 0)
    var down = 0
    for corner in 0..<4 {
      let column = corner & 1 == 0 ? 0 : Float(screen.width)
      let d =
        forward + screen.right(column) * right + screen.up(Float(row + corner / 2)) * up
      guard d.z < 0 else { continue }
      down += 1
      // This is the place on the plane, times −d.z.
      let (x, y) = (eye.z * d.x - eye.x * d.z, eye.z * d.y - eye.y * d.z)
      beyond.0 += x > -halfSize.x * d.z ? 1 : 0
      beyond.1 += x < halfSize.x * d.z ? 1 : 0
      beyond.2 += y > -halfSize.y * d.z ? 1 : 0
      beyond.3 += y < halfSize.y * d.z ? 1 : 0
    }
    guard down == 4 else { return down > 0 }
    return beyond.0 < 4 && beyond.1 < 4 && beyond.2 < 4 && beyond.3 < 4
  }

  /// Returns the position of a lattice line, which is limited to the edge.
  @inline(__always)
  func line(_ index: Int, _ axis: Int) -> Float {
    min(max(Float(index) * lattice[axis], -halfSize[axis]), halfSize[axis])
  }

  /// Returns the cell of the lattice that contains a coordinate.
  @inline(__always)
  func cell(_ coordinate: Float, _ axis: Int) -> Int {
    // For NaN the comparison is false, and the edge is used.
    let inside = coordinate > -halfSize[axis] ? min(coordinate, halfSize[axis]) : -halfSize[axis]
    let quotient = inside / lattice[axis]
    let whole = Int(quotient)
    return quotient < Float(whole) ? whole - 1 : whole
  }

  /// Finds the cells that the screen shows, and makes room for their vertices.
  mutating func findCells(on screen: Screen, vertices: Pile<SIMD4<Float>>, layers: Int) {
    firstVertex = vertices.count
    cellCount = SIMD2(0, 0)
    var low = SIMD2<Float>(repeating: .infinity)
    var high = -low
    for row in 0...screen.height {
      let v = screen.up(Float(row))
      let first = forward + screen.right(0) * right + v * up
      let last = forward + screen.right(Float(screen.width)) * right + v * up
      if (first.z < 0) != (last.z < 0) {
        // The row reaches the horizon, and so may show all of the panel.
        (low, high) = (-halfSize, halfSize)
        break
      }
      guard first.z < 0 else { continue }
      for end in 0..<2 {
        let d = end == 0 ? first : last
        let t = -eye.z / d.z
        let place = SIMD2(eye.x + t * d.x, eye.y + t * d.y)
        low = pointwiseMin(low, place)
        high = pointwiseMax(high, place)
      }
    }
    guard low.x <= high.x, low.x < halfSize.x, low.y < halfSize.y, high.x > -halfSize.x,
      high.y > -halfSize.y
    else { return }
    firstCell = SIMD2(cell(low.x, 0), cell(low.y, 1))
    cellCount = SIMD2(cell(high.x, 0), cell(high.y, 1)) &- firstCell &+ 1
    vertices.append(SIMD4(), times: (cellCount.x + 1) * (cellCount.y + 1) * layers)
  }

  /// Computes the light at the lattice's crossings that the screen shows.
  ///
  /// - Parameters:
  ///   - headlight: The light along the view.
  ///   - lights: The lights in the panel's frame.
  ///   - vertices: The list to fill: for each crossing, first the light that casts no shadow, then
  ///     that of each light that does.
  ///   - layers: One more than the number of lights that cast shadows.
  func light(
    _ headlight: Headlight, _ lights: UnsafeBufferPointer<LocalLight>,
    vertices: Pile<SIMD4<Float>>, layers: Int
  ) {
    guard cellCount.x > 0 else { return }
    var color = SIMD3<Float>(repeating: 1)
    if case .plain(let plain) = pattern { color = plain }
    color *= dimming
    let count = (cellCount.x + 1) * (cellCount.y + 1)
    let first = vertices.base + firstVertex
    for vertex in 0..<count { first[vertex * layers] = SIMD4(color * headlight.ambient, 0) }
    // The headlight is treated as another directional light.
    var head = scenes_light()
    (head.source, head.diffuse) = (headward.parts, headlight.diffuse.parts)
    head.specular = headlight.specular.parts
    add(head, to: first, layers: layers, color)
    var layer = 0
    for light in lights {
      if light.castsShadows { layer += 1 }
      add(light.record, to: first + (light.castsShadows ? layer : 0), layers: layers, color)
    }
    for index in 0..<count * layers {
      first[index] = pointwiseMin(first[index], SIMD4(repeating: 1))
    }
  }

  /// Adds the reflection of a light by the panel, with the given colour, to a layer of the
  /// vertices.
  private func add(
    _ light: scenes_light, to layer: UnsafeMutablePointer<SIMD4<Float>>, layers: Int,
    _ color: SIMD3<Float>
  ) {
    var light = light
    let matte = color * SIMD3(light.diffuse.0, light.diffuse.1, light.diffuse.2)
    let shine = specular * SIMD3(light.specular.0, light.specular.1, light.specular.2)
    let count = (cellCount.x + 1) * (cellCount.y + 1)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 67) { numbers in
      guard let x = numbers.baseAddress else { return }
      for axis in 0..<3 { x[64 + axis] = eye[axis] }
      for start in stride(from: 0, to: count, by: 16) {
        for lane in 0..<16 {
          let index = min(start + lane, count - 1)
          x[lane] = line(firstCell.x + index / (cellCount.y + 1), 0)
          x[16 + lane] = line(firstCell.y + index % (cellCount.y + 1), 1)
        }
        scenes_light_panel(&light, x + 64, 64, x, x + 16, x + 32, x + 48)
        for lane in 0..<min(16, count - start) {
          layer[(start + lane) * layers] += SIMD4(x[32 + lane] * matte + x[48 + lane] * shine, 0)
        }
      }
    }
  }
}
