import Base
import Control
import Imaging

/// A number that actions add to; the reward is the action, and the task is over at 10.
struct Counter: Environment {
  var total = 0.0
  let actionSize = 1
  let observationSize = 1
  let timeStep = 0.5

  mutating func reset(using generator: inout SeededGenerator) { total = generator.nextUniform() }

  mutating func step(_ action: [Double]) throws(ActionError) -> Step {
    try ActionError.check(action, size: 1)
    let push = min(max(action[0], -1), 1)
    total += push
    return Step(reward: push, end: total >= 10 ? .terminal : nil)
  }

  func observe(into observation: UnsafeMutableBufferPointer<Double>) { observation[0] = total }

  func render(into image: inout Image) {
    for index in image.pixels.indices { image.pixels[index] = UInt8(clamping: Int(total)) }
  }
}
