import Base
import Foundation
import Testing

/// Checks that a command ends with 0 or 65 whatever damage its input has, and with each of them.
///
/// - Parameters:
///   - text: The input without damage.
///   - rounds: How often it is damaged.
///   - sourceLocation: Where a failure is reported.
///   - arguments: Returns the command for the paths of its input and its output.
/// - Throws: What keeps the command from being run.
func expectCodesZeroAnd65(
  forDamaged text: String, rounds: Int, sourceLocation: SourceLocation = #_sourceLocation,
  _ arguments: (_ input: String, _ output: String) -> [String]
) throws {
  var generator = SeededGenerator(seed: 3)
  try Program.withFolder { folder in
    let (input, output) = (
      folder.appendingPathComponent("in"), folder.appendingPathComponent("out")
    )
    var codes: Set<Int32> = []
    for _ in 0..<rounds {
      var bytes = [UInt8](text.utf8)
      let place = generator.nextInteger(below: bytes.count)
      switch generator.nextInteger(below: 3) {
      case 0: bytes[place] = UInt8(generator.nextInteger(below: 256))
      case 1: bytes.removeSubrange(place...)
      default: bytes[place] = UInt8(0x30 + generator.nextInteger(below: 10))
      }
      try Data(bytes).write(to: input)
      let run = try Program.run(arguments(input.path, output.path))
      codes.insert(run.code)
      #expect(run.code == 0 || run.code == 65, "\(run.errors)", sourceLocation: sourceLocation)
      #expect((run.code == 0) == run.errors.isEmpty, sourceLocation: sourceLocation)
    }
    #expect(codes == [0, 65], sourceLocation: sourceLocation)
  }
}
