import Base

/// A planar model, ready for simulation: the constants that all its worlds share.
///
/// Bodies are numbered depth first, and the world is body 0; joints, geoms and sites follow the
/// order of their bodies, with those of the world first. Every joint has one coordinate.
public final class Model: Sendable {
  /// A geom and the number of the body that it is fixed to.
  public struct PlacedGeom: Hashable, Sendable {
    /// The geom as described.
    public let geom: Geom
    /// The number of its body; 0 is the world.
    public let body: Int
  }

  /// A site and the number of the body that it is fixed to.
  public struct PlacedSite: Hashable, Sendable {
    /// The site as described.
    public let site: Site
    /// The number of its body; 0 is the world.
    public let body: Int
  }

  /// The description that the model was made from.
  public let description: ModelDescription
  /// The names of the bodies by number.
  public let bodyNames: [String]
  /// The joints by number.
  public let joints: [Joint]
  /// The geoms by number.
  public let geoms: [PlacedGeom]
  /// The sites by number.
  public let sites: [PlacedSite]
  /// The masses of the bodies by number, in kg; zero for the world.
  public let masses: [Double]
  /// The sum of all masses, in kg.
  public let totalMass: Double

  let bodyTable: Table<BodyRecord>
  let jointTable: Table<JointRecord>
  let colliderTable: Table<ColliderRecord>
  let pairTable: Table<PairRecord>
  let siteTable: Table<SiteRecord>
  let tendonTable: Table<TendonRecord>
  let motorTable: Table<MotorRecord>
  let touchTable: Table<Int>
  /// The acceleration of gravity in the plane.
  let gravity: SIMD2<Double>
  let isDamped: Bool
  let contactCapacity: Int
  let rowCapacity: Int

  /// Checks a description and compiles it.
  ///
  /// - Throws: ``ModelError`` for the first fault.
  public init(_ description: ModelDescription) throws(ModelError) {
    var compiler = Compiler(description)
    try compiler.run()
    self.description = description
    bodyNames = compiler.bodyNames
    joints = compiler.joints
    geoms = compiler.geoms
    sites = compiler.sites
    masses = compiler.bodies.map(\.mass)
    totalMass = masses.reduce(0, +)
    bodyTable = Table(compiler.bodies)
    jointTable = Table(compiler.jointRecords)
    colliderTable = Table(compiler.colliders)
    pairTable = Table(compiler.pairs)
    siteTable = Table(compiler.siteRecords)
    tendonTable = Table(compiler.tendons)
    motorTable = Table(compiler.motors)
    touchTable = Table(compiler.touchSites)
    gravity = description.plane.project(description.options.gravity)
    isDamped = joints.contains { $0.damping > 0 }
    // A pair touches at no more than two points, each of which needs at most four rows.
    contactCapacity = 2 * compiler.pairs.count
    rowCapacity = 3 * joints.count + compiler.tendons.count + 4 * contactCapacity
  }

  deinit {
    bodyTable.deallocate()
    jointTable.deallocate()
    colliderTable.deallocate()
    pairTable.deallocate()
    siteTable.deallocate()
    tendonTable.deallocate()
    motorTable.deallocate()
    touchTable.deallocate()
  }

  /// The duration of a step, in s.
  public var timeStep: Double { description.options.timeStep }
  /// The number of coordinates, one per joint.
  public var coordinateCount: Int { joints.count }
  /// The number of controls, one per motor.
  public var controlCount: Int { description.motors.count }
  /// The number of bodies, including the world.
  public var bodyCount: Int { bodyNames.count }
  /// The coordinates at which the model is as described.
  public var referencePositions: [Double] { joints.map(\.reference) }

  /// Returns the number of the joint called `name`, which is the number of its coordinate.
  ///
  /// - Precondition: The joint exists. The same holds for the other kinds of names.
  public func joint(named name: String) -> Int {
    number(of: name, in: joints.map(\.name), kind: "joint")
  }

  /// Returns the number of the body called `name`.
  public func body(named name: String) -> Int {
    number(of: name, in: bodyNames, kind: "body")
  }

  /// Returns the number of the geom called `name`.
  public func geom(named name: String) -> Int {
    number(of: name, in: geoms.map(\.geom.name), kind: "geom")
  }

  /// Returns the number of the site called `name`.
  public func site(named name: String) -> Int {
    number(of: name, in: sites.map(\.site.name), kind: "site")
  }

  private func number(of name: String, in names: [String], kind: String) -> Int {
    let index = names.firstIndex(of: name)
    require(index != nil, "the model has no \(kind) '\(name)', only \(names)")
    return index ?? 0
  }
}

extension ModelDescription {
  /// Returns the model of a description that is known to be valid.
  ///
  /// For descriptions that come from a user, ``Model/init(_:)`` throws instead.
  ///
  /// - Precondition: The description is valid.
  public func compiled() -> Model {
    do {
      return try Model(self)
    } catch {
      fatalError("\(error)")
    }
  }
}
