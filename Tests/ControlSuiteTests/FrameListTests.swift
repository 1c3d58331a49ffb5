import Base
import ControlSuite
import Imaging
import PlanarPhysics
import PlanarScenes
import TestSupport
import Testing

@Suite struct FrameListTests {
  private static let frames = """
    {"about":"two states","frames":[
    {"task":"reacher_easy","index":0,"qpos":[0.5,-1.0e0],"target":[0.1,0.1,0.01],"files":{"64x64":"a.png"}},
    {"task":"cheetah_run","index":12,"qpos":[0.37,-0.07,-0.072,-0.19,0.08,-0.12,-0.65,-0.7,-0.5],
    "files":{"240x320":"b.png","segmentation64":"c.png"}}]}
    """

  @Test func namesComeFromTheFileOrFollowItsPattern() throws {
    let entry = try #require(Catalog.entry(named: "cheetah-run"))
    let list = try FrameList([UInt8](Self.frames.utf8), for: entry)
    #expect(list.frames.count == 1)
    let frame = list.frames[0]
    #expect(frame.name(width: 320, height: 240) == "b.png")
    #expect(frame.name(width: 240, height: 320) == "cheetah_run_12_320x240.png")
    #expect(frame.segmentationName(width: 64, height: 64) == "c.png")
    #expect(frame.segmentationName(width: 32, height: 8) == "cheetah_run_12_segmentation_8x32.png")
    #expect(frame.world.position(ofJoint: 0) == 0.37)
  }

  /// A finger moves in x and z, so that the last of three numbers is the height.
  @Test(arguments: ["[0.1, 0.45]", "[0.1, 0, 0.45]"])
  func targetsAreInThePlaneOrInSpace(target: String) throws {
    let file = #"{"frames":[{"task":"finger_turn_easy","qpos":[-1,0,0],"target":\#(target)}]}"#
    let entry = try #require(Catalog.entry(named: "finger-turn-easy"))
    let world = try FrameList([UInt8](file.utf8), for: entry).frames[0].world
    let place = world.placement(ofSite: world.model.site(named: "target")).position
    #expect(place == SIMD3(0.1, 0, 0.45))
  }

  /// Whatever the file holds, there is an error or a picture.
  @Test(arguments: ["reacher-easy", "cheetah-run"])
  func damagedFilesAreErrorsOrPictures(task: String) throws {
    let rounds = isOptimized ? 5000 : 500
    let entry = try #require(Catalog.entry(named: task))
    let model = entry.makeTask()
    let studio = Studio(model.model, model.filming)
    var generator = SeededGenerator(seed: 11)
    var image = Image(width: 8, height: 6)
    var pictures = 0
    let digits = [UInt8]("0123456789-.eE".utf8)
    for _ in 0..<rounds {
      var bytes = [UInt8](Self.frames.utf8)
      for _ in 0...generator.nextInteger(below: 3) {
        let place = generator.nextInteger(below: bytes.count)
        switch generator.nextInteger(below: 4) {
        case 0: bytes[place] = UInt8(generator.nextInteger(below: 256))
        case 1 where place > 0: bytes.remove(at: place)
        case 2: bytes.insert(digits[generator.nextInteger(below: digits.count)], at: place)
        default: bytes[place] = digits[generator.nextInteger(below: digits.count)]
        }
      }
      do throws(SimulationError) {
        let list = try FrameList(bytes, for: entry)
        for frame in list.frames { studio.draw(frame.world, into: &image) }
        pictures += 1
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(pictures > 0 && pictures < rounds)
  }
}
