import PlanarPhysics

/// A chain of upright links that hang from each other, free in the plane or fixed at its top.
func chain(
  links: Int, isFree: Bool = false, options: Options = Options(), floor: Double? = nil
) -> ModelDescription {
  func link(_ index: Int) -> Body {
    Body(
      "link\(index)", at: [0, 0, index == 0 ? 0 : -0.5],
      joints: (index == 0 && isFree
        ? [.slide("x", along: [1, 0, 0]), .slide("z", along: [0, 0, 1])] : [])
        + [.hinge("hinge\(index)", axis: [0, 1, 0])],
      geoms: [.capsule("link\(index)", from: .zero, to: [0, 0, -0.5], radius: 0.05)],
      children: index + 1 < links ? [link(index + 1)] : [])
  }
  return ModelDescription(
    options: options,
    geoms: floor.map {
      [.floor("floor", at: [0, 0, $0], halfWidth: 5, halfDepth: 5, spacing: 1)]
    } ?? [], bodies: [link(0)],
    motors: (1..<max(links, 2)).prefix(links - 1).map { Motor(joint: "hinge\($0)", gear: 5) })
}

/// Returns the largest magnitude of the components of a vector, infinite if one is not a number.
func magnitude<Vector: SIMD>(_ vector: Vector) -> Double where Vector.Scalar == Double {
  vector.indices.reduce(0) { max($0, vector[$1].isNaN ? .infinity : abs(vector[$1])) }
}
