import CScenes

/// The descriptions of solids and shadows for the loops in C.
extension Stage {
  /// Sorts the visible solids, the nearest first, and describes their views and lighting.
  ///
  /// Parts that are hidden by a nearer solid are then never coloured.
  func prepareSurfaces() {
    sortVisible()
    visibleSurfaces.removeAll()
    for index in visible.indices { visibleSurfaces.append(surface(visible[index])) }
    mirroredSurfaces.removeAll()
    for index in mirrored.indices { mirroredSurfaces.append(surface(mirrored[index])) }
  }

  private func sortVisible() {
    for index in visible.indices {
      let appearance = visible[index]
      let depth = depth(of: appearance)
      var place = index
      while place > 0, self.depth(of: visible[place - 1]) > depth {
        visible[place] = visible[place - 1]
        place -= 1
      }
      visible[place] = appearance
    }
  }

  private func depth(of appearance: Appearance) -> Float {
    -(solids[appearance.solid].center * backward).sum()
  }

  private func surface(_ appearance: Appearance) -> scenes_surface {
    let (index, view) = (appearance.solid, appearance.view)
    let solid = solids[index]
    let isMirrored = appearance.mirror > 0
    // A mirror dims the diffuse part, but not the highlights.
    let share = isMirrored ? grounds[Int(appearance.mirror) - 1].reflectance : 1
    let corner = view.forward + screen.right(0) * view.right + screen.up(0) * view.up
    let places = SamplePixel.columns
    return scenes_surface(
      form: solid.form.record, eye: view.eye.parts, corner: corner.parts,
      across: (screen.pitch * view.right).parts, down: (-screen.pitch * view.up).parts,
      sample_columns: (places.x, places.y, places.z, places.w),
      color: (share * solid.finish.color).parts, specular: solid.finish.specular,
      shininess: Int32(clamping: solid.finish.shininess),
      backward: solid.local(direction: backward).parts,
      ambient: headlight.ambient.parts, head_diffuse: headlight.diffuse.parts,
      head_specular: headlight.specular.parts, light_count: Int32(lightCount),
      is_mirrored: isMirrored ? 1 : 0, lights: solidLightRecords.base + index * lightCount,
      blocker_starts: blockerStarts.base + index * lightCount, blockers: blockers.base)
  }

  /// Describes a solid that may block a light on its way to another one.
  func blocker(_ other: Int, of index: Int, light: Int) -> scenes_blocker {
    let (solid, theirs) = (solids[index], solids[other])
    func turn(_ axis: SIMD3<Float>) -> (Float, Float, Float) {
      solid.local(direction: axis).parts
    }
    return scenes_blocker(
      form: theirs.form.record, turn: (turn(theirs.x), turn(theirs.y), turn(theirs.z)),
      shift: theirs.local(point: solid.center).parts,
      lamp: solidLights[other * lightCount + light].source.parts)
  }

  /// Describes the shadow of a solid on a panel, except for the row.
  func record(shadowOf index: Int, on panel: Int, light: Int) -> scenes_shadow {
    let (solid, ground) = (solids[index], grounds[panel])
    let lamp = solidLights[index * lightCount + light]
    return scenes_shadow(
      form: solid.form.record, panel: UInt8(clamping: panel + 1), eye: ground.eye.parts,
      start: (0, 0, 0), step: (screen.pitch * ground.right).parts,
      shift: solid.local(point: ground.center).parts,
      turn_x: solid.local(direction: ground.x).parts,
      turn_y: solid.local(direction: ground.y).parts, is_spot: lamp.isSpot ? 1 : 0,
      lamp: lamp.source.parts, axis: lamp.axis.parts, across: lamp.across.parts,
      along: lamp.along.parts, reach: lamp.reach)
  }
}
