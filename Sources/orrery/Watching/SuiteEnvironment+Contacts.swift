import ControlSuite
import Imaging
import PlanarPhysics
import PlanarScenes

extension SuiteEnvironment {
  /// Marks each contact with a cross, and its force with a line of 1 m for 500 N.
  func drawContacts(into image: inout Image) {
    for contact in world.contacts { draw(contact, into: &image) }
  }

  private func draw(_ contact: Contact, into image: inout Image) {
    let camera = camera
    let force =
      contact.normal * contact.force.x + contact.tangents[0] * contact.force.y
      + contact.tangents[1] * contact.force.z
    func place(_ point: SIMD3<Double>) -> (x: Int, y: Int)? {
      guard let place = camera.project(point, width: image.width, height: image.height),
        abs(place.x) < 1e5, abs(place.y) < 1e5
      else { return nil }
      return (Int(place.x), Int(place.y))
    }
    guard let start = place(contact.position) else { return }
    let yellow = Pixel(255, 230, 60)
    if let end = place(contact.position + force / 500) {
      image.drawLine(from: start, to: end, color: Pixel(255, 80, 60))
    }
    image.drawLine(from: (start.x - 3, start.y), to: (start.x + 3, start.y), color: yellow)
    image.drawLine(from: (start.x, start.y - 3), to: (start.x, start.y + 3), color: yellow)
  }
}
