import CScenes
import PlanarPhysics

/// A camera in a solid's frame; for a mirror, the camera behind the mirror.
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

/// A solid to be drawn, directly or in a mirror.
struct Appearance {
  var solid: Int
  var view: View
  var bounds: ScreenBounds
  /// The number of the mirroring panel, counted from 1, or 0 if seen directly.
  var mirror: UInt8
}

/// The part of the screen where a solid may shade a panel.
struct Shade {
  var panel: Int
  /// The number of the light among those that cast shadows.
  var layer: Int
  var bounds: ScreenBounds
  /// The same for the loops in C, except for the row.
  var record: scenes_shadow
}

/// A scene prepared for one screen, which the loops over pixels read.
struct PreparedScene {
  let screen: Screen
  /// One more than the number of lights that cast shadows.
  let layers: Int
  let grounds: UnsafePointer<Ground>
  /// The solids to draw, the nearest first, and those to draw in mirrors.
  let visible, mirrored: UnsafePointer<Appearance>
  let visibleSurfaces, mirroredSurfaces: UnsafePointer<scenes_surface>
  let visibleCount, mirroredCount: Int
  let shades: UnsafeMutablePointer<Shade>
  let shadeCount: Int
}

/// Prepares scenes for a screen.
///
/// The lists keep their memory from frame to frame.
final class Stage {
  private(set) var screen = Screen(width: 0, height: 0, fieldOfView: 1)
  private(set) var headlight = Headlight()
  /// The direction towards the viewer, in the world.
  private(set) var backward = SIMD3<Float>(0, 0, 1)
  private(set) var lightCount = 0
  private(set) var layers = 1
  let solids = Pile<Solid>()
  let grounds = Pile<Ground>()
  let solidLights = Pile<LocalLight>()
  let groundLights = Pile<LocalLight>()
  let vertices = Pile<SIMD4<Float>>()
  let reflections = Pile<Reflection>()
  let mirrored = Pile<Appearance>()
  let shades = Pile<Shade>()
  let visible = Pile<Appearance>()
  /// For each solid and light, the beginning of its list of solids that may block the light.
  let blockerStarts = Pile<Int32>()
  let blockers = Pile<scenes_blocker>()
  /// For each solid, the lights in its frame.
  let solidLightRecords = Pile<scenes_light>()
  let visibleSurfaces = Pile<scenes_surface>()
  let mirroredSurfaces = Pile<scenes_surface>()

  private let summary = Pile<PreparedScene>()

  /// The last prepared scene, valid until the next one is prepared.
  var prepared: UnsafePointer<PreparedScene> { UnsafePointer(summary.base) }

  private func summarize() {
    summary.removeAll()
    summary.append(
      PreparedScene(
        screen: screen, layers: layers, grounds: grounds.base, visible: visible.base,
        mirrored: mirrored.base, visibleSurfaces: visibleSurfaces.base,
        mirroredSurfaces: mirroredSurfaces.base, visibleCount: visible.count,
        mirroredCount: mirrored.count, shades: shades.base, shadeCount: shades.count))
  }

  /// Prepares a scene.
  ///
  /// - Parameters:
  ///   - scene: The scene.
  ///   - screen: The screen.
  ///   - keepsGrounds: Whether the panels and the light on them are those of the last frame.
  func prepare(_ scene: Scene, on screen: Screen, keepsGrounds: Bool) {
    self.screen = screen
    headlight = scene.headlight
    lightCount = scene.lights.count
    layers = 1 + scene.lights.count(where: \.castsShadows)
    let axes = scene.camera.orientation
    backward = SIMD3(axes.z)
    solids.removeAll()
    for primitive in scene.primitives where primitive.isVisible {
      solids.append(Solid(primitive, from: scene.camera.position))
    }
    if !keepsGrounds { prepareGrounds(scene) }
    prepareSolidLights(scene, shadowLength: shadowLength())
    findVisible(scene)
    findShades()
    findBlockers()
    prepareSurfaces()
    summarize()
  }

  /// Returns the distance within which bodies can block a directional light: past all of them.
  private func shadowLength() -> Float {
    var farthest: Float = 1
    for index in solids.indices {
      let solid = solids[index]
      let extent = (solid.center * solid.center).sum().squareRoot() + solid.form.size.sum()
      if extent.isFinite { farthest = max(farthest, extent) }
    }
    return 4 * min(farthest, 1e4)
  }

  private func prepareGrounds(_ scene: Scene) {
    grounds.removeAll()
    groundLights.removeAll()
    vertices.removeAll()
    for panel in scene.panels {
      var ground = Ground(panel, camera: scene.camera)
      let first = groundLights.count
      for light in scene.lights {
        // Panels are kept while bodies move, so the light on them must not depend on the bodies'
        // positions, not even by rounding of its length. Shadows use the lights of the bodies.
        groundLights.append(
          LocalLight(
            light, from: scene.camera.position, shadowLength: 1,
            point: { ground.local(direction: $0 - ground.center) },
            direction: { ground.local(direction: $0) }))
      }
      if ground.isSeen { ground.findCells(on: screen, vertices: vertices, layers: layers) }
      let lights = UnsafeBufferPointer(start: groundLights.base + first, count: lightCount)
      ground.light(headlight, lights, vertices: vertices, layers: layers)
      grounds.append(ground)
    }
    prepareReflections()
  }

  /// Finds the panels that are visible in others that are mirrors, where bodies cast no shadows.
  private func prepareReflections() {
    reflections.removeAll()
    for mirror in grounds.indices where grounds[mirror].reflectance > 0 && grounds[mirror].isSeen {
      for panel in grounds.indices where panel != mirror {
        var ground = grounds[panel].mirrored(in: grounds[mirror])
        guard ground.isSeen else { continue }
        ground.findCells(on: screen, vertices: vertices, layers: 1)
        guard ground.cellCount.x > 0 else { continue }
        let first = groundLights.count
        for light in 0..<lightCount {
          var lamp = groundLights[panel * lightCount + light]
          lamp.castsShadows = false
          groundLights.append(lamp)
        }
        let lights = UnsafeBufferPointer(start: groundLights.base + first, count: lightCount)
        ground.light(headlight, lights, vertices: vertices, layers: 1)
        reflections.append(Reflection(ground, in: grounds[mirror], number: mirror + 1))
      }
    }
  }

  private func prepareSolidLights(_ scene: Scene, shadowLength: Float) {
    solidLights.removeAll()
    solidLightRecords.removeAll()
    for index in solids.indices {
      let solid = solids[index]
      for light in scene.lights {
        solidLights.append(
          LocalLight(
            light, from: scene.camera.position, shadowLength: shadowLength,
            point: { solid.local(point: $0) }, direction: { solid.local(direction: $0) }))
        solidLightRecords.append(solidLights[solidLights.count - 1].record)
      }
    }
  }
}
