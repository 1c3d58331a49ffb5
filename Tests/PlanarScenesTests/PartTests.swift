import Base
import Testing

import PlanarScenes

@Suite struct PartTests {
  /// The first words of the reference implementation for the key 5489, its default seed.
  @Test func theTwisterGivesItsPublishedNumbers() {
    var generator = MersenneTwister(seed: 5489)
    #expect(generator.next() == 14_514_284_786_278_117_030)
    #expect(generator.next() == 4_620_546_740_167_642_908)
    for _ in 2..<9999 { _ = generator.next() }
    #expect(generator.next() == 9_981_545_732_273_789_042)
  }

  @Test func aCordHangsAsLongAsItIs() throws {
    let (start, end) = (SIMD3(0.1, 0.0, 0.5), SIMD3(0.3, 0, 0.4))
    let cord = try #require(HangingCord(from: start, to: end, length: 0.3))
    #expect(cord.point(0) == start && cord.point(HangingCord.pieceCount) == end)
    var (length, lowest) = (0.0, start.z)
    for piece in 0..<HangingCord.pieceCount {
      let path = cord.point(piece + 1) - cord.point(piece)
      length += (path * path).sum().squareRoot()
      lowest = min(lowest, cord.point(piece).z)
    }
    // 28 chords of a curve are shorter than it by about (0.3/28)²·κ²/24 of it.
    #expect(abs(length - 0.3) < 1e-3)
    #expect(lowest < end.z)
    #expect(HangingCord(from: start, to: end, length: 0.2) == nil)
  }

  @Test(arguments: [0.0, 1e-9, 1e-4, 0.29, 0.299_99])
  func cordsOfAnySpanAreFinite(span: Double) throws {
    let cord = try #require(HangingCord(from: .zero, to: [span, 0, 0.001], length: 0.3))
    for index in 0...HangingCord.pieceCount {
      let point = cord.point(index)
      #expect(point.x.isFinite && point.z.isFinite && point.z > -0.3 && point.z < 0.01)
    }
  }

  /// Two of Newton's steps from a guess within 3.5 % leave 5e-6.
  @Test func rootsAreAsExactAsSaid() {
    for exponent in -20...20 {
      let x = Lanes(1, 1.3, 2, 3.7) * Float(sign: .plus, exponent: exponent, significand: 1)
      let error = (root(x) - x.squareRoot()) / x.squareRoot()
      #expect(max(error.max(), -error.min()) < 6e-6)
    }
    #expect(root(Lanes(0, -1, 4, 0))[0] == 0)
    #expect(root(Lanes(0, -1, 4, 0))[1] == 0)
  }

  /// Rays at random meet a body exactly where one of their points is inside.
  @Test func raysMeetWhatTheyPassThrough() {
    let shapes: [(Primitive.Shape, (SIMD3<Float>) -> Bool)] = [
      (.capsule(radius: 0.3, halfLength: 0.5), { inCapsule($0, 0.3, 0.5) }),
      (
        .cylinder(radius: 0.3, halfLength: 0.5),
        { ($0.x * $0.x + $0.y * $0.y).squareRoot() < 0.3 && abs($0.z) < 0.5 }
      ),
      (
        .box(halfSize: [0.2, 0.3, 0.5]),
        { abs($0.x) < 0.2 && abs($0.y) < 0.3 && abs($0.z) < 0.5 }
      ),
      (
        .ellipsoid(semiAxes: [0.2, 0.3, 0.5]),
        { ($0 * $0 / SIMD3(0.04, 0.09, 0.25)).sum() < 1 }
      ),
    ]
    var generator = SeededGenerator(seed: 3)
    for (shape, isInside) in shapes {
      let form = Form(shape)
      let origins = (0..<300).map { _ in SIMD3<Float>(0, 3, 0) + generator.vector(0.5) }
      let paths = origins.map { generator.vector(0.6) - $0 }
      for (index, meeting) in form.meetings(from: origins, along: paths).enumerated() {
        let (origin, path) = (origins[index], paths[index])
        let inside = (0...2000).map { Float($0) / 2000 * 1.5 }.first {
          isInside(origin + $0 * path)
        }
        guard let inside else {
          #expect(meeting.entry > 1.5 && !meeting.isBlocked)
          continue
        }
        #expect(abs(meeting.entry - inside) < 2e-3)
        #expect(meeting.isBlocked == (inside <= 1) || abs(inside - 1) < 2e-3)
        let normal = meeting.normal
        #expect((normal * path).sum() < 1e-3, "normals point out")
        #expect(abs((normal * normal).sum() - 1) < 1e-2)
      }
    }
  }
}

private func inCapsule(_ p: SIMD3<Float>, _ radius: Float, _ half: Float) -> Bool {
  let z = p.z - min(max(p.z, -half), half)
  return p.x * p.x + p.y * p.y + z * z < radius * radius
}

extension SeededGenerator {
  /// Returns a vector whose components are at most `size` in magnitude.
  fileprivate mutating func vector(_ size: Float) -> SIMD3<Float> {
    let parts = (0..<3).map { _ in size * (2 * Float(nextUniform()) - 1) }
    return SIMD3(parts[0], parts[1], parts[2])
  }
}
