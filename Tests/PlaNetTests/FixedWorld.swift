import Base
import Control
import Imaging

/// An environment in which nothing happens.
struct FixedWorld: Environment {
  let actionSize = 2
  let observationSize = 3
  let timeStep = 0.1

  func reset(using generator: inout SeededGenerator) {}
  func step(_ action: [Double]) throws(ActionError) -> Step { Step(reward: 0) }
  func observe(into observation: UnsafeMutableBufferPointer<Double>) {
    for index in observation.indices { observation[index] = 0 }
  }
  func render(into image: inout Image) {}
}
