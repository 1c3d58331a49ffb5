import Control
import ControlSuite
import Imaging
import Viewer

/// The dashboard of an agent with the world beside it, and what it costs to draw them.
struct TimedDashboard {
  private let dashboard: Dashboard
  private var scene: Image
  /// What the parts of pictures cost, and what else is added.
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

  /// Draws what there is to show.
  mutating func draw(_ snapshot: Snapshot, into image: inout Image) {
    let start = ContinuousClock.now
    dashboard.draw(snapshot, into: &image)
    timings.add(.dashboard, since: start)
    timings.countPicture()
  }
}
