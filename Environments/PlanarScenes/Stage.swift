/// A camera as seen from a solid's frame; a mirror's is the camera behind the mirror.
struct View {
  var eye, right, up, forward: SIMD3<Float>

  /// Returns the directions of rays through the screen, with 1 along the view.
  @inline(__always)
  func ray(right u: Lanes, up v: Lanes) -> LaneVector {
    LaneVector(
      forward.x + u * right.x + v * up.x, forward.y + u * right.y + v * up.y,
      forward.z + u * right.z + v * up.z)
  }
}

/// A solid to be drawn: directly or in a mirror.
struct Appearance {
  var solid: Int
  var view: View
  var bounds: ScreenBounds
  /// The number of the mirroring panel, counted from 1, or 0 when seen directly.
  var mirror: UInt8
}

/// The part of the screen where a solid may shade a panel.
struct Shade {
  var solid: Int
  var panel: Int
  var light: Int
  /// Which of the lights that cast shadows it is.
  var layer: Int
  var bounds: ScreenBounds
}

/// A scene prepared for one screen. Its arrays are kept from frame to frame.
struct Stage {
  var screen = Screen(width: 0, height: 0, fieldOfView: 1)
  var headlight = Headlight()
  /// The direction towards the viewer, in the world.
  var backward = SIMD3<Float>(0, 0, 1)
  var solids: [Solid] = []
  var grounds: [Ground] = []
  /// For each solid, the lights in its frame.
  var solidLights: [LocalLight] = []
  /// For each panel, the lights in its frame.
  var groundLights: [LocalLight] = []
  var lightCount = 0
  /// One more than the number of lights that cast shadows.
  var layers = 1
  var vertices: [SIMD4<Float>] = []
  var mirrored: [Appearance] = []
  var shades: [Shade] = []
  var visible: [Appearance] = []
  /// For each solid and light, where its list of solids that may be in the light's way begins.
  var blockerStarts: [Int] = []
  var blockers: [Int] = []

  /// Prepares a scene.
  ///
  /// - Parameters:
  ///   - scene: The scene.
  ///   - screen: The screen.
  ///   - keepsGrounds: Whether the panels and the light on them are those of the last frame.
  mutating func prepare(_ scene: Scene, on screen: Screen, keepsGrounds: Bool) {
    self.screen = screen
    headlight = scene.headlight
    lightCount = scene.lights.count
    layers = 1
    for light in scene.lights where light.castsShadows { layers += 1 }
    let axes = scene.camera.orientation
    backward = SIMD3(axes.z)
    solids.removeAll(keepingCapacity: true)
    for primitive in scene.primitives {
      solids.append(Solid(primitive, from: scene.camera.position))
    }
    let length = shadowLength()
    if !keepsGrounds { prepareGrounds(scene, shadowLength: length) }
    prepareSolidLights(scene, shadowLength: length)
    findVisible(scene)
    findShades()
    findBlockers()
  }

  /// How far a directional light looks for bodies in its way: past all of them.
  private func shadowLength() -> Float {
    var farthest: Float = 1
    for solid in solids {
      let extent = (solid.center * solid.center).sum().squareRoot() + solid.size.sum()
      if extent.isFinite { farthest = max(farthest, extent) }
    }
    return 4 * min(farthest, 1e4)
  }

  private mutating func prepareGrounds(_ scene: Scene, shadowLength: Float) {
    grounds.removeAll(keepingCapacity: true)
    groundLights.removeAll(keepingCapacity: true)
    vertices.removeAll(keepingCapacity: true)
    for panel in scene.panels {
      var ground = Ground(panel, camera: scene.camera)
      let first = groundLights.count
      for light in scene.lights {
        groundLights.append(
          LocalLight(
            light, from: scene.camera.position, shadowLength: shadowLength,
            point: { ground.local(direction: $0 - ground.center) },
            direction: { ground.local(direction: $0) }))
      }
      if ground.isSeen { ground.findCells(on: screen, vertices: &vertices, layers: layers) }
      ground.light(
        headlight, groundLights[first...], vertices: &vertices, layers: layers)
      grounds.append(ground)
    }
  }

  private mutating func prepareSolidLights(_ scene: Scene, shadowLength: Float) {
    solidLights.removeAll(keepingCapacity: true)
    for solid in solids {
      for light in scene.lights {
        solidLights.append(
          LocalLight(
            light, from: scene.camera.position, shadowLength: shadowLength,
            point: { solid.local(point: $0) }, direction: { solid.local(direction: $0) }))
      }
    }
  }
}
