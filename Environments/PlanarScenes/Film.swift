import PlanarPhysics

/// Turns the states of one planar model into scenes.
public struct Film: Sendable {
  private let filming: Filming
  private let reference: SIMD3<Double>
  /// The numbers of the geoms and sites that are drawn as bodies, in the order of the primitives.
  private let geoms: [Int]
  private let sites: [Int]
  /// The numbers of the geoms that are drawn as panels.
  private let planes: [Int]
  private let tendonSites: [(Int, Int)]

  /// The label of sites and tendons in a segmentation.
  public static let markLabel: UInt8 = 255

  /// Returns the label of a geom in a segmentation: its number plus 1, up to 254, which the rest
  /// share.
  private static func label(ofGeom number: Int) -> UInt8 { UInt8(min(number + 1, 254)) }

  /// Prepares to film a model.
  public init(_ model: Model, _ filming: Filming) {
    self.filming = filming
    reference = World(model).centerOfMass
    let seen = model.geoms.indices.filter { model.geoms[$0].geom.isVisible }
    geoms = seen.filter { !model.geoms[$0].geom.shape.isPlane }
    planes = seen.filter { model.geoms[$0].geom.shape.isPlane }
    sites = model.sites.indices.filter { model.sites[$0].site.isVisible }
    tendonSites = model.description.tendons.map {
      (model.site(named: $0.sites[0]), model.site(named: $0.sites[1]))
    }
  }

  /// Returns the scene of a world's current state.
  ///
  /// - Precondition: The world belongs to the model for which the film was prepared.
  public func scene(of world: World) -> Scene {
    var scene = Scene(camera: filming.camera, lights: [filming.light])
    let model = world.model
    scene.panels = planes.map {
      Panel(model.geoms[$0].geom, world.placement(ofGeom: $0), label: Self.label(ofGeom: $0))
    }
    for index in geoms {
      let geom = model.geoms[index].geom
      scene.primitives.append(
        Primitive(geom.shape, geom.material, specular: 0.5, label: Self.label(ofGeom: index)))
    }
    for index in sites {
      let site = model.sites[index].site
      scene.primitives.append(
        Primitive(site.shape, site.material, specular: 0.5, label: Self.markLabel))
    }
    for tendon in model.description.tendons {
      let piece = Primitive(
        .capsule(radius: tendon.radius, halfLength: 0), .plain, specular: 0,
        label: Self.markLabel)
      scene.primitives += Array(repeating: piece, count: HangingCord.pieceCount)
    }
    update(&scene, to: world)
    return scene
  }

  /// Updates a scene of this film to a world's current state, without allocating.
  ///
  /// - Parameters:
  ///   - scene: A scene from ``scene(of:)``.
  ///   - world: A world of the film's model.
  public func update(_ scene: inout Scene, to world: World) {
    if filming.followsCenterOfMass {
      let shift = world.centerOfMass - reference
      scene.camera.position = filming.camera.position + shift
      scene.lights[0].position = filming.light.position + shift
    }
    for (position, index) in planes.enumerated() {
      let placement = world.placement(ofGeom: index)
      scene.panels[position].center = placement.position
      scene.panels[position].orientation = placement.rotation
    }
    for (position, index) in geoms.enumerated() {
      scene.primitives[position].place(at: world.placement(ofGeom: index))
    }
    for (position, index) in sites.enumerated() {
      scene.primitives[geoms.count + position].place(at: world.placement(ofSite: index))
    }
    for tendon in tendonSites.indices { hang(tendon, in: &scene, world) }
  }

  /// Returns the camera for a world's current state.
  func camera(for world: World) -> Camera {
    var camera = filming.camera
    if filming.followsCenterOfMass { camera.position += world.centerOfMass - reference }
    return camera
  }

  /// Draws a tendon as a hanging cord or, once its limit holds, as a straight red line.
  private func hang(_ tendon: Int, in scene: inout Scene, _ world: World) {
    let first = geoms.count + sites.count + tendon * HangingCord.pieceCount
    let description = world.model.description.tendons[tendon]
    let start = world.placement(ofSite: tendonSites[tendon].0).position
    let end = world.placement(ofSite: tendonSites[tendon].1).position
    if let cord = HangingCord(from: start, to: end, length: description.maximumLength) {
      for piece in 0..<HangingCord.pieceCount {
        scene.primitives[first + piece].span(
          from: cord.point(piece), to: cord.point(piece + 1), radius: description.radius,
          color: SIMD3(repeating: 0.5))
      }
    } else {
      scene.primitives[first].span(
        from: start, to: end, radius: description.radius, color: [0.88, 0.025, 0.025])
      for piece in 1..<HangingCord.pieceCount { scene.primitives[first + piece].isVisible = false }
    }
  }
}

extension Shape {
  fileprivate var isPlane: Bool {
    if case .plane = self { true } else { false }
  }
}

extension Primitive {
  /// Creates a body that is yet to be placed.
  fileprivate init(
    _ shape: PlanarPhysics.Shape, _ material: Material, specular: Float, label: UInt8
  ) {
    let form: Primitive.Shape =
      switch shape {
      case .plane: .box(halfSize: .zero)
      case .sphere(let radius): .sphere(radius: radius)
      case .capsule(let radius, let half): .capsule(radius: radius, halfLength: half)
      case .cylinder(let radius, let half): .cylinder(radius: radius, halfLength: half)
      case .box(let halfSize): .box(halfSize: halfSize)
      case .ellipsoid(let axes): .ellipsoid(semiAxes: axes)
      }
    self.init(
      form, center: .zero,
      finish: Finish(color: SIMD3<Float>(material.color), specular: specular), label: label)
  }

  fileprivate mutating func place(at placement: Placement) {
    center = placement.position
    orientation = placement.rotation
  }

  /// Turns the body into a capsule between two points.
  fileprivate mutating func span(
    from start: SIMD3<Double>, to end: SIMD3<Double>, radius: Double, color: SIMD3<Float>
  ) {
    let path = end - start
    shape = .capsule(radius: radius, halfLength: (path * path).sum().squareRoot() / 2)
    (center, orientation) = ((start + end) / 2, Rotation(z: path))
    finish.color = color
    isVisible = true
  }
}

extension Panel {
  /// Creates the panel of a plane.
  fileprivate init(_ geom: Geom, _ placement: Placement, label: UInt8) {
    guard case .plane(let width, let depth, let spacing) = geom.shape else {
      fatalError("'\(geom.name)' is no plane")
    }
    let isGrid = geom.material == .grid
    self.init(
      center: placement.position, orientation: placement.rotation,
      halfSize: [width, depth],
      lattice: [2 * max(spacing, width / 198), 2 * max(spacing, depth / 198)],
      pattern: isGrid ? .floor : .plain(SIMD3<Float>(geom.material.color)),
      reflectance: isGrid ? 0.2 : 0, label: label)
  }
}

extension Panel.Pattern {
  /// The control suite's floor: a picture of 300 × 300 dots for every 2 m × 2 m.
  public static let floor = Panel.Pattern.checker(
    SIMD3(25, 51, 76) / 255, SIMD3(51, 76, 102) / 255, lineHalfWidth: 1 / 150)
}
