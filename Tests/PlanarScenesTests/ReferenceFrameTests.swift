import Imaging
import PlanarScenes
import Testing

@Suite struct ReferenceFrameTests {
  /// What covers pixels differs by at most this much of 255 on average, by height of the picture.
  private static let bars = [64: 3.7, 240: 1.2]

  @Test(arguments: ReferenceFrames.tasks, [64, 240])
  func picturesAreThePublishedOnes(task: String, height: Int) throws {
    let reference = try ReferenceFrames(task)
    let kind = height == 64 ? "64x64" : "240x320"
    let sky = try reference.picture("\(task)_sky_\(kind).png")
    for frame in reference.frames {
      let theirs = try reference.picture(try #require(frame.files[kind]))
      var ours = Image(width: theirs.width, height: theirs.height)
      reference.studio.draw(reference.world(frame), into: &ours)
      var (sum, count) = (0.0, 0)
      for row in 0..<height {
        let columns = 0..<theirs.width
        let open = columns.filter { theirs[$0, row] == sky[$0, row] }
        for column in columns where theirs[column, row] != sky[column, row] {
          sum += difference(ours[column, row], theirs[column, row])
          count += 1
        }
        if open.count >= 16 {
          let gap = mean(ours, row, open) - mean(theirs, row, open)
          #expect(max(gap.max(), -gap.min()) <= 4, "sky of row \(row)")
        }
      }
      #expect(sum / Double(count) <= Self.bars[height] ?? 0)
    }
  }

  @Test(arguments: ReferenceFrames.tasks)
  func segmentationsAreThePublishedOnes(task: String) throws {
    let reference = try ReferenceFrames(task)
    for frame in reference.frames {
      let theirs = try reference.labels(try #require(frame.files["segmentation64"]))
      var ours = GrayImage(width: 64, height: 64)
      reference.studio.segment(reference.world(frame), into: &ours)
      let equal = zip(ours.pixels, theirs.pixels).count { $0 == $1 }
      #expect(Double(equal) >= 0.99 * 64 * 64)
    }
  }

  /// The sky is the published one, star by star.
  @Test(arguments: ReferenceFrames.tasks)
  func skiesAreThePublishedOnes(task: String) throws {
    let reference = try ReferenceFrames(task)
    let theirs = try reference.picture("\(task)_sky_240x320.png")
    var ours = Image(width: 320, height: 240)
    let camera = reference.studio.camera(for: reference.world(reference.frames[0]))
    Renderer().draw(Scene(camera: camera), into: &ours)
    let gaps = zip(ours.pixels, theirs.pixels).map { abs(Double($0) - Double($1)) }
    // Rounding of the published texture's halvings to bytes, and of its filter's weights.
    #expect(gaps.reduce(0, +) / Double(gaps.count) < 1)
    #expect(zip(ours.pixels, theirs.pixels).count { $0 == $1 } > gaps.count / 4)
  }

  private func difference(_ a: Pixel, _ b: Pixel) -> Double {
    let gaps = [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)].map {
      abs(Double($0) - Double($1))
    }
    return gaps.reduce(0, +) / 3
  }

  private func mean(_ image: Image, _ row: Int, _ columns: [Int]) -> SIMD3<Double> {
    let sum = columns.reduce(into: SIMD3<Double>()) { sum, column in
      let pixel = image[column, row]
      sum += [Double(pixel.red), Double(pixel.green), Double(pixel.blue)]
    }
    return sum / Double(columns.count)
  }
}
