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

  private static let folder = Bundle.module.resourceURL?.appendingPathComponent("Resources")

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
    let folder = try #require(Self.folder)
    let data = try Data(contentsOf: folder.appendingPathComponent("frames.json"))
    frames = try JSONDecoder().decode(List.self, from: data).frames.filter { $0.task == task }
    suiteTask = try #require(Catalog.entry(named: task)).makeTask()
    studio = Studio(suiteTask.model, suiteTask.filming)
    #expect(frames.count >= 3)
  }

  func world(_ frame: Frame) -> World {
    var world = World(suiteTask.model)
    if let target = frame.target {
      _ = suiteTask.placeTarget(&world, at: [target[0], target[1]])
    }
    world.setState(
      positions: frame.qpos, velocities: [Double](repeating: 0, count: frame.qpos.count))
    return world
  }

  func picture(_ name: String) throws -> Image {
    try Image(readingPNG: try #require(Self.folder).appendingPathComponent(name).path)
  }

  func labels(_ name: String) throws -> GrayImage {
    try GrayImage(readingPNG: try #require(Self.folder).appendingPathComponent(name).path)
  }
}
