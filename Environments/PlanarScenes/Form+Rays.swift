/// Where rays meet a form; all rays are in its frame.
extension Form {
  /// Returns the parameter at which rays o + t·d enter the body, or infinity where they miss.
  ///
  /// - Precondition: The rays start outside.
  @inline(__always)
  package func entry(from o: LaneVector, along d: LaneVector) -> Lanes {
    switch kind {
    case .capsule: capsuleEntry(from: o, along: d)
    case .cylinder: entry(cylinderInterval(from: o, along: d))
    case .box: entry(boxInterval(from: o, along: d))
    case .ellipsoid: entry(ellipsoidInterval(from: o, along: d))
    }
  }

  /// Tells which segments from o to o + d pass through the body.
  @inline(__always)
  package func blocks(from o: LaneVector, along d: LaneVector) -> Mask {
    switch kind {
    case .capsule: capsuleBlocks(from: o, along: d)
    case .cylinder: blocks(cylinderInterval(from: o, along: d))
    case .box: blocks(boxInterval(from: o, along: d))
    case .ellipsoid: blocks(ellipsoidInterval(from: o, along: d))
    }
  }

  @inline(__always)
  private func entry(_ interval: (near: Lanes, far: Lanes)) -> Lanes {
    let hit = (interval.near .<= interval.far) .& (interval.near .> 0)
    return Lanes(repeating: .infinity).replacing(with: interval.near, where: hit)
  }

  @inline(__always)
  private func blocks(_ interval: (near: Lanes, far: Lanes)) -> Mask {
    (interval.near .<= interval.far) .& (interval.far .> 0) .& (interval.near .< 1)
  }

  /// The entry into a capsule along z.
  ///
  /// A ray that meets the endless cylinder beyond an end can only enter through the ball there.
  /// Both discriminants are in the form r²|e|² − |o × e|², which keeps its digits for thin bodies
  /// far away.
  @inline(__always)
  private func capsuleEntry(from o: LaneVector, along d: LaneVector) -> Lanes {
    let (radius, half) = (size.x, size.z)
    let across = d.x * d.x + d.y * d.y
    let moment = o.x * d.y - o.y * d.x
    let rate = o.x * d.x + o.y * d.y
    let room = radius * radius * across - moment * moment
    let infinity = Lanes(repeating: .infinity)
    guard anyLane(room .>= 0) else { return infinity }
    let whole = across + d.z * d.z
    let side = (-rate - PlanarScenes.root(room)) / maximum(across, 1e-30 * whole)
    let height = o.z + side * d.z
    let end = clamp(height, Lanes(repeating: -half), Lanes(repeating: half))
    let isSide = (end .== height) .& (room .>= 0)
    let isMiss = (end .== height) .& (room .< 0)
    guard anyLane(end .!= height) else {
      return infinity.replacing(with: side, where: isSide .& (side .> 0))
    }
    let q = o.z - end
    let (mx, my) = (o.y * d.z - q * d.y, q * d.x - o.x * d.z)
    let ball = radius * radius * whole - (mx * mx + my * my + moment * moment)
    let root = PlanarScenes.root(ball)
    let cap = (-(rate + q * d.z) - root) / whole
    var t = cap.replacing(with: infinity, where: (ball .< 0) .| isMiss)
    t.replace(with: side, where: isSide)
    return t.replacing(with: infinity, where: t .<= 0)
  }

  /// Whether segments pass within the radius of a capsule's axis.
  ///
  /// Reference: Ericson, "Real-Time Collision Detection", 2005, section 5.1.9.
  @inline(__always)
  private func capsuleBlocks(from o: LaneVector, along d: LaneVector) -> Mask {
    let (zero, one) = (Lanes(repeating: 0), Lanes(repeating: 1))
    let (low, high) = (Lanes(repeating: -size.z), Lanes(repeating: size.z))
    let across = d.x * d.x + d.y * d.y
    let rate = o.x * d.x + o.y * d.y
    let whole = across + d.z * d.z
    var s = clamp(-rate / maximum(across, 1e-20 * whole), zero, one)
    let w = clamp(o.z + s * d.z, low, high)
    s = clamp(-(rate + (o.z - w) * d.z) / whole, zero, one)
    let (px, py, pz) = (o.x + s * d.x, o.y + s * d.y, o.z + s * d.z)
    let q = pz - clamp(pz, low, high)
    return px * px + py * py + q * q .< size.x * size.x
  }

  @inline(__always)
  private func cylinderInterval(from o: LaneVector, along d: LaneVector) -> (
    near: Lanes, far: Lanes
  ) {
    let across = maximum(d.x * d.x + d.y * d.y, Lanes(repeating: 1e-20))
    let moment = o.x * d.y - o.y * d.x
    let rate = o.x * d.x + o.y * d.y
    let room = size.x * size.x * across - moment * moment
    let root = PlanarScenes.root(room)
    let slab = slabInterval(o.z, d.z, size.z)
    let far = minimum(slab.far, (root - rate) / across)
    return (
      maximum(slab.near, (-rate - root) / across),
      far.replacing(with: -.infinity, where: room .< 0)
    )
  }

  @inline(__always)
  private func boxInterval(from o: LaneVector, along d: LaneVector) -> (near: Lanes, far: Lanes) {
    let a = slabInterval(o.x, d.x, size.x)
    let b = slabInterval(o.y, d.y, size.y)
    let c = slabInterval(o.z, d.z, size.z)
    return (
      maximum(a.near, maximum(b.near, c.near)), minimum(a.far, minimum(b.far, c.far))
    )
  }

  @inline(__always)
  private func ellipsoidInterval(from o: LaneVector, along d: LaneVector) -> (
    near: Lanes, far: Lanes
  ) {
    let scale = 1 / size
    let p = LaneVector(o.x * scale.x, o.y * scale.y, o.z * scale.z)
    let e = LaneVector(d.x * scale.x, d.y * scale.y, d.z * scale.z)
    let (whole, rate) = (e.dot(e), p.dot(e))
    let (mx, my, mz) = (p.y * e.z - p.z * e.y, p.z * e.x - p.x * e.z, p.x * e.y - p.y * e.x)
    let room = whole - (mx * mx + my * my + mz * mz)
    let root = PlanarScenes.root(room)
    return (
      (-rate - root) / whole, ((root - rate) / whole).replacing(with: -.infinity, where: room .< 0)
    )
  }

  /// When rays are between −half and half on one axis.
  @inline(__always)
  private func slabInterval(_ o: Lanes, _ d: Lanes, _ half: Float) -> (near: Lanes, far: Lanes) {
    let inverse = 1 / d.replacing(with: 1e-20, where: magnitude(d) .< 1e-20)
    let first = (-half - o) * inverse
    let second = (half - o) * inverse
    return (minimum(first, second), maximum(first, second))
  }
}
