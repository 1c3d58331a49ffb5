import PlanarPhysics
import PlanarScenes
import RealModule

// The control suite's first cameras and its lights. The positions of those that follow a body are
// given for the model as described.

extension Cheetah {
  public var filming: Filming {
    .side(from: [0, -3, 0.7], spot: [0, 0, 2.7], isFollowing: true)
  }
}

extension Walker {
  public var filming: Filming {
    .side(from: [0, -2, 2], tilt: .pi / 6, spot: [0, 0, 3.3], isFollowing: true)
  }
}

extension Cartpole {
  public var filming: Filming {
    .side(from: [0, -4, 1], spot: [0, 0, 6], isFollowing: false)
  }
}

extension Reacher {
  public var filming: Filming {
    Filming(
      camera: Camera(position: [0, 0, 0.75], orientation: .identity),
      light: .spot(at: [0, 0, 1]), followsCenterOfMass: false)
  }
}

extension Finger {
  public var filming: Filming { .aboveTable }
}

extension BallInCup {
  public var filming: Filming { .aboveTable }
}

extension Filming {
  /// The view from in front of a table and above it, under a light overhead.
  fileprivate static let aboveTable = Filming(
    camera: Camera(
      position: [0, -1, 0.8], orientation: .looking(down: Double.atan2(y: 1, x: 2))),
    light: .overhead, followsCenterOfMass: false)
}
