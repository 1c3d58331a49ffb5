import ControlSuite
import Foundation
import Imaging
import PlanarPhysics
import PlanarScenes
import Testing

/// The pictures that dm_control drew, and the states that they show; `Resources/ORIGIN.md` says
/// how they were made.
struct ReferenceFrames {
  static let tasks = [
    "cheetah_run", "cartpole_swingup", "reacher_easy", "finger_spin", "ball_in_cup_catch",
    "walker_walk",
  ]

  private static let list = Bundle.module.url(
    forResource: "Resources/frames", withExtension: "json")

  /// A state with the names of its pictures.
  struct Frame: Decodable {
    var task: String
    var qpos: [Double]
    var target: [Double]?
    var files: [String: String]
  }

  private struct List: Decodable { var frames: [Frame] }

  let task: String
  let frames: [Frame]
  let suiteTask: any SuiteTask
  let studio: Studio

  init(_ task: String) throws {
    self.task = task
    let data = try Data(contentsOf: try #require(Self.list))
    frames = try JSONDecoder().decode(List.self, from: data).frames.filter { $0.task == task }
    suiteTask = try #require(Catalog.entry(named: task)).makeTask()
    studio = Studio(suiteTask.model, suiteTask.filming)
    #expect(frames.count >= 3)
  }

  func world(_ frame: Frame) -> World {
    var world = World(suiteTask.model)
    if let target = frame.target { suiteTask.placeTarget(&world, at: [target[0], target[1]]) }
    world.setState(
      positions: frame.qpos, velocities: [Double](repeating: 0, count: frame.qpos.count))
    return world
  }

  private func path(_ name: String) throws -> String {
    try #require(Self.list).deletingLastPathComponent().appendingPathComponent(name).path
  }

  func picture(_ name: String) throws -> Image {
    try Image(readingPNG: path(name))
  }

  func labels(_ name: String) throws -> GrayImage {
    try GrayImage(readingPNG: path(name))
  }
}
