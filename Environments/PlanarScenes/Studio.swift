import Base
import Imaging
import PlanarPhysics
import Synchronization

/// Films the worlds of one model, on any number of threads at once.
///
/// Every thread takes a renderer and a scene from a store, and puts them back; if possible, the
/// renderer last drew at the same size, so that its kept data is useful. Once there are enough for
/// all threads and sizes, filming at a size again allocates nothing.
public final class Studio: Sendable {
  private let film: Film
  private let idle = Mutex<[Crew]>([])
  /// The number of idle ones above which another size takes over the one that was idle longest.
  private static let mostIdle = 4

  /// The renderer and scene of one thread.
  private final class Crew: @unchecked Sendable {
    let renderer = Renderer()
    var scene: Scene

    init(scene: Scene) { self.scene = scene }
  }

  /// Creates a studio.
  public init(_ model: Model, _ filming: Filming) {
    film = Film(model, filming)
  }

  /// Draws a world's current state over a whole picture.
  ///
  /// - Parameters:
  ///   - world: A world of the studio's model.
  ///   - image: The picture to fill; its size determines the size of the drawing.
  /// - Precondition: The picture is at most 4096 wide and high.
  public func draw(_ world: World, into image: inout Image) {
    let crew = take(for: world, image.width, image.height)
    film.update(&crew.scene, to: world)
    crew.renderer.draw(crew.scene, into: &image)
    idle.withLock { $0.append(crew) }
  }

  /// Labels every pixel with the visible geom of a world: its number plus 1, at most 254, or 255
  /// for a site or tendon, or 0.
  public func segment(_ world: World, into image: inout GrayImage) {
    let crew = take(for: world, image.width, image.height)
    film.update(&crew.scene, to: world)
    crew.renderer.segment(crew.scene, into: &image)
    idle.withLock { $0.append(crew) }
  }

  /// Returns the camera that films a world's current state.
  public func camera(for world: World) -> Camera { film.camera(for: world) }

  /// Draws many worlds, several at a time.
  ///
  /// - Parameters:
  ///   - worlds: Worlds of the studio's model.
  ///   - images: As many pictures to fill in.
  ///   - threads: The largest number of pictures to draw at a time.
  /// - Precondition: There are as many pictures as worlds.
  public func draw(_ worlds: [World], into images: inout [Image], threads: Int) {
    require(
      worlds.count == images.count,
      "\(worlds.count) worlds cannot be drawn into \(images.count) pictures")
    images.updateConcurrently(threads: threads) { index, image in
      draw(worlds[index], into: &image)
    }
  }

  private func take(for world: World, _ width: Int, _ height: Int) -> Crew {
    idle.withLock { idle -> Crew? in
      let place = idle.lastIndex { $0.renderer.isPrepared(forWidth: width, height: height) }
      if let place { return idle.remove(at: place) }
      return idle.count < Self.mostIdle ? nil : idle.removeFirst()
    } ?? Crew(scene: film.scene(of: world))
  }
}
