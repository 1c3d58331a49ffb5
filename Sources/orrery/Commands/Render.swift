import ArgumentParser
import ControlSuite
import Foundation
import Imaging
import PlanarScenes
import Records

/// Draws given states.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw given states as PNG pictures.",
    discussion: """
      The file holds states and names of pictures, in the format of the reference data: its names \
      say height × width, as 240x320 for --size 320x240. Sizes that it gives no name for get one of \
      the same pattern.

      Examples:
        orrery render cheetah-run --from frames.json --size 64x64 --output pictures
        orrery render cheetah-run --from frames.json --output pictures --segmentation
      """)

  @Argument(help: "The task; 'orrery envs' lists them.")
  var task: String

  @Option(help: "The file of states.")
  var from: String

  @Option(help: "Width × height of the pictures, each from 1 to 4096, as 320x240.")
  var size = PictureSize(width: 64, height: 64)

  @Option(help: "The folder to put the pictures in, which is made if it is missing.")
  var output: String

  @Flag(
    help: "Also write which geom each pixel shows: its number plus 1, 0 for none, 255 for a mark.")
  var segmentation = false

  func validate() throws {
    _ = try Catalog.entry(namedByUser: task)
  }

  func run() throws {
    let bytes = try DurableFile.read(from)
    let entry = try Catalog.entry(namedByUser: task)
    let list: FrameList
    do throws(SimulationError) {
      list = try FrameList(bytes, for: entry)
    } catch {
      throw Failure(.damagedData, "\(from): \(error); Documentation/Physics.md has the format")
    }
    try checkNames(of: list)
    try Files.makeFolder(output)
    let model = entry.makeTask()
    let studio = Studio(model.model, model.filming)
    for frame in list.frames {
      var image = Image(width: size.width, height: size.height)
      studio.draw(frame.world, into: &image)
      let name = frame.name(width: size.width, height: size.height)
      try Files.write(try image.encodedPNG(), as: name, in: output)
      guard segmentation else { continue }
      var labels = GrayImage(width: size.width, height: size.height)
      studio.segment(frame.world, into: &labels)
      let other = frame.segmentationName(width: size.width, height: size.height)
      try Files.write(try labels.encodedPNG(), as: other, in: output)
    }
  }

  /// Checks that each picture has a separate file.
  private func checkNames(of list: FrameList) throws {
    var taken: Set<String> = []
    for frame in list.frames {
      var names = [frame.name(width: size.width, height: size.height)]
      if segmentation {
        names.append(frame.segmentationName(width: size.width, height: size.height))
      }
      for name in names where !taken.insert(name).inserted {
        throw Failure(
          .damagedData,
          "\(from): two pictures have the name '\(name)'; give frames an index or files of their "
            + "own")
      }
    }
  }
}
