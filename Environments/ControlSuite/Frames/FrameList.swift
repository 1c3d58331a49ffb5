import Base
import JSONText
import PlanarPhysics

/// The states to draw and the names of their pictures, from a file in the layout of the reference
/// frames.
///
/// Its key `frames` holds a list of states with `task`, `index`, `qpos`, `target` for tasks whose
/// target moves, in the plane or in space, and `files`, which names pictures: `64x64` (height ×
/// width) and `segmentation64`. States of other domains are ignored.
package struct FrameList {
  /// A state to draw.
  package struct Frame {
    /// The state.
    package let world: World
    fileprivate let task: String
    fileprivate let index: Int
    fileprivate let files: [String: String]

    /// Returns the name of the picture of a given size: the one in the file, or otherwise one of
    /// the form `cheetah_run_00_64x64.png`.
    package func name(width: Int, height: Int) -> String {
      files["\(height)x\(width)"] ?? pattern("\(height)x\(width)")
    }

    /// Returns the name of the segmentation of a given size, in the same way.
    package func segmentationName(width: Int, height: Int) -> String {
      if width == height, let name = files["segmentation\(width)"] { return name }
      return pattern("segmentation_\(height)x\(width)")
    }

    private func pattern(_ kind: String) -> String {
      "\(task)_\(twoDigits(index))_\(kind).png"
    }
  }

  /// The states, in the order of the file.
  package let frames: [Frame]

  /// Reads the states of a task's domain.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - entry: The task.
  /// - Throws: ``SimulationError`` for the first fault, or if no state is of the domain.
  package init(_ bytes: [UInt8], for entry: Catalog.Entry) throws(SimulationError) {
    let root = try Located(file: bytes)
    let task = entry.makeTask()
    let start = World(task.model)
    var frames: [Frame] = []
    for element in try root.member("frames").elements() {
      let name = try element.member("task").text()
      guard Catalog.entry(named: name)?.domain == entry.domain else { continue }
      frames.append(try Frame(element, of: task, start, number: frames.count))
    }
    guard !frames.isEmpty else {
      throw .content(
        key: "frames", expected: "states of the domain '\(entry.domain)'", found: "none")
    }
    self.frames = frames
  }
}

extension FrameList.Frame {
  fileprivate init(
    _ element: Located, of task: any SuiteTask, _ start: World, number: Int
  ) throws(SimulationError) {
    var world = start
    if task.hasTarget {
      let target = try element.member("target")
      let count = try target.elements().count
      guard count == 2 || count == 3 else { throw target.fault("an array of 2 or 3") }
      let place = try target.numbers(count)
      let point =
        count == 2
        ? SIMD2(place[0], place[1])
        : task.model.description.plane.project(SIMD3(place[0], place[1], place[2]))
      task.placeTarget(&world, at: point)
    }
    let count = task.model.coordinateCount
    world.setState(
      positions: try element.member("qpos").numbers(count),
      velocities: [Double](repeating: 0, count: count))
    self.world = world
    self.task = try element.member("task").fileName()
    index =
      element.value["index"] == nil
      ? number : try element.member("index").integer(in: 0...999_999)
    var files: [String: String] = [:]
    if element.value["files"] != nil {
      let names = try element.member("files")
      guard case .object(let members) = names.value else { throw names.fault("an object") }
      for member in members {
        let located = Located(value: member.value, key: "\(names.key).\(member.key)")
        files[member.key] = try located.fileName()
      }
    }
    self.files = files
  }
}

extension Located {
  /// Returns a string that names a file in a folder, and not a place elsewhere.
  fileprivate func fileName() throws(SimulationError) -> String {
    let name = try text()
    let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "/") }
    guard isPlain, !name.isEmpty, name != ".", name != "..", name.utf8.count <= 200 else {
      throw .content(
        key: key, expected: "the plain name of a file", found: "\(name.debugDescription)")
    }
    return name
  }
}
