import CScenes

/// The form of a solid, which rays meet.
package struct Form {
  /// The kinds, numbered as in `CScenes`.
  enum Kind: Int32 { case capsule, cylinder, box, ellipsoid }

  let kind: Kind
  /// Half the extents along the axes; for a capsule and a cylinder: radius, radius, half-length.
  let size: SIMD3<Float>

  /// Creates the form of a shape; a ball is a capsule of zero length.
  package init(_ shape: Primitive.Shape) {
    switch shape {
    case .sphere(let radius):
      (kind, size) = (.capsule, SIMD3(Float(radius), Float(radius), 0))
    case .capsule(let radius, let halfLength):
      (kind, size) = (.capsule, SIMD3(Float(radius), Float(radius), Float(halfLength)))
    case .cylinder(let radius, let halfLength):
      (kind, size) = (.cylinder, SIMD3(Float(radius), Float(radius), Float(halfLength)))
    case .box(let halfSize):
      (kind, size) = (.box, SIMD3(halfSize))
    case .ellipsoid(let semiAxes):
      (kind, size) = (.ellipsoid, SIMD3(semiAxes))
    }
  }

  /// The same for the loops in C.
  var record: scenes_form { scenes_form(kind: kind.rawValue, size: size.parts) }

  /// The place where a ray meets a form.
  package struct Meeting {
    /// The parameter at which the ray enters, or infinity if it misses.
    package var entry: Float
    /// The outward unit normal there.
    package var normal: SIMD3<Float>
    /// Whether the form is between the ray's origin and the end of its path.
    package var isBlocked: Bool
  }

  /// Returns where rays o + t d meet the form, in its frame.
  ///
  /// - Parameters:
  ///   - origins: The origins of the rays, outside the form.
  ///   - paths: As many directions.
  /// - Returns: As many meetings.
  package func meetings(from origins: [SIMD3<Float>], along paths: [SIMD3<Float>]) -> [Meeting] {
    var form = record
    var meetings: [Meeting] = []
    for start in stride(from: 0, to: origins.count, by: 16) {
      func axes(_ vectors: [SIMD3<Float>]) -> [Float] {
        (0..<48).map { vectors[min(start + $0 % 16, vectors.count - 1)][$0 / 16] }
      }
      var entries = [Float](repeating: 0, count: 16)
      var normals = [Float](repeating: 0, count: 48)
      var blocked = [Bool](repeating: false, count: 16)
      scenes_meet(&form, axes(origins), axes(paths), &entries, &normals, &blocked)
      for lane in 0..<min(16, origins.count - start) {
        meetings.append(
          Meeting(
            entry: entries[lane],
            normal: SIMD3(normals[lane], normals[lane + 16], normals[lane + 32]),
            isBlocked: blocked[lane]))
      }
    }
    return meetings
  }
}

extension SIMD3<Float> {
  /// The components in the form that C takes.
  @inline(__always)
  var parts: (Float, Float, Float) { (x, y, z) }
}
