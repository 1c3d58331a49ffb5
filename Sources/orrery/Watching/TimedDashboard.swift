import Control
import ControlSuite
import Imaging
import Viewer

/// The dashboard of an agent beside the world, with the time that drawing takes.
struct TimedDashboard {
  private let dashboard: Dashboard
  private var scene: Image
  /// The time that the parts of pictures take, to which others may be added.
  var timings = Timings()

  /// Creates a dashboard.
  ///
  /// - Parameter size: The size of its pictures.
  init(_ size: PictureSize) {
    dashboard = Dashboard(width: size.width, height: size.height)
    let area = dashboard.layout.scene.content
    scene = Image(width: max(1, area.width), height: max(1, area.height))
  }

  /// Returns the world as people see it.
  mutating func sight(of world: TimeLimit<SuiteEnvironment>, showsContacts: Bool) -> Sight {
    let start = ContinuousClock.now
    world.render(into: &scene)
    if showsContacts { world.base.drawContacts(into: &scene) }
    timings.add(.scene, since: start)
    return .frame(scene)
  }

  /// Draws a snapshot.
  mutating func draw(_ snapshot: Snapshot, into image: inout Image) {
    let start = ContinuousClock.now
    dashboard.draw(snapshot, into: &image)
    timings.add(.dashboard, since: start)
    timings.countPicture()
  }
}
