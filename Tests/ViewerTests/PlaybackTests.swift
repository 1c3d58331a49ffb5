import Testing
import Viewer

/// The effects of the keys that the help of `orrery watch` names.
@Suite struct PlaybackTests {
  /// A playback after keys were pressed and let go.
  private static func played(_ keys: String...) -> Playback {
    var playback = Playback()
    for key in keys {
      playback.handle(.down(key: key))
      playback.handle(.up(key: key))
    }
    return playback
  }

  @Test func spacePausesAndGoesOn() {
    var playback = Self.played("Space")
    var steps = playback.takeSteps()
    #expect(playback.isPaused && steps == 0 && playback.words == "  paused")
    playback.handle(.down(key: "Space"))
    steps = playback.takeSteps()
    #expect(!playback.isPaused && steps == 1 && playback.words.isEmpty)
  }

  @Test(arguments: [(".", 1), ("Right", 1), ("Left", -1)])
  func singleStepsPauseAndAreTakenOnce(key: String, step: Int) {
    var playback = Self.played(key, key)
    #expect(playback.isPaused)
    let steps = [playback.takeSteps(), playback.takeSteps()]
    #expect(steps == [2 * step, 0])
  }

  @Test func minusAndEqualsChangeTheSpeed() {
    var playback = Self.played("-")
    #expect(playback.words == "  speed 1/2" && playback.wait == .milliseconds(50))
    #expect(Self.played("-", "=") == Playback() && Self.played("=", "-") == Playback())
    playback = Self.played("=", "=")
    #expect(playback.words == "  speed 4" && playback.wait == .milliseconds(25))
    let steps = playback.takeSteps()
    #expect(steps == 4)
    var (slow, quick) = (Playback(), Playback())
    for _ in 0..<20 {
      slow.handle(.down(key: "-"))
      quick.handle(.down(key: "="))
    }
    #expect(slow.slowness == 64 && slow.quickness == 1)
    #expect(quick.quickness == 16 && quick.slowness == 1)
  }

  @Test func anEpisodeBeginsOnce() {
    var playback = Self.played("X")
    let begins = [playback.takeEpisode(), playback.takeEpisode()]
    #expect(begins == [true, false])
  }

  @Test func contactsAndKeysAreShownAndHidden() {
    #expect(Self.played("C").showsContacts && !Self.played("C", "C").showsContacts)
    var playback = Playback(showsContacts: true)
    playback.handle(.down(key: "C"))
    #expect(!playback.showsContacts)
    // A question mark is a slash for who does not hold shift.
    for key in ["/", "?"] {
      #expect(Self.played(key).showsKeys && !Self.played(key, key).showsKeys)
    }
  }

  @Test func escapeAndClosingEnd() {
    var playback = Playback()
    #expect(!playback.isOver)
    playback.handle(.close)
    #expect(playback.isOver && Self.played("Escape").isOver)
  }

  @Test func otherKeysDoNothing() {
    #expect(Self.played("Q", "A", "Return", "F1", "") == Playback())
  }
}

@Suite struct MotorKeysTests {
  @Test func keysPushTheirMotorsWhileTheyAreHeld() {
    let rows = zip("QWERTYUI", "ASDFGHJK").map { (String($0), String($1)) }
    for (motor, (forward, backward)) in rows.enumerated() {
      var keys = MotorKeys()
      var expected = [Double](repeating: 0, count: 10)
      #expect(keys.action(size: 10) == expected)
      keys.handle(.down(key: forward))
      expected[motor] = 1
      #expect(keys.action(size: 10) == expected)
      keys.handle(.down(key: backward))
      expected[motor] = 0
      #expect(keys.action(size: 10) == expected)
      keys.handle(.up(key: forward))
      expected[motor] = -1
      #expect(keys.action(size: 10) == expected)
      keys.handle(.up(key: backward))
      #expect(keys == MotorKeys())
    }
  }

  @Test func closingAndOtherKeysPushNothing() {
    var keys = MotorKeys()
    for event in [WindowEvent.close, .down(key: "Space"), .up(key: "Q")] { keys.handle(event) }
    #expect(keys.action(size: 2) == [0, 0] && keys.action(size: 0).isEmpty)
  }
}

@Suite struct PacingTests {
  private let start = ContinuousClock.now
  private let time = Duration.milliseconds(25)

  @Test func aPictureThatIsQuickWaits() {
    var pacing = Pacing(from: start)
    let rests = (0..<3).map { number in
      pacing.rest(of: time, at: start + time * number + .milliseconds(5))
    }
    #expect(rests == [.milliseconds(20), .milliseconds(20), .milliseconds(20)])
  }

  @Test func aPictureThatIsLateIsMadeUpFor() {
    var pacing = Pacing(from: start)
    let late = pacing.rest(of: time, at: start + .milliseconds(40))
    let next = pacing.rest(of: time, at: start + .milliseconds(45))
    #expect(late == .zero && next == .milliseconds(5))
  }

  /// After a long halt, pictures would otherwise race until all of it is made up.
  @Test func moreThanSixPicturesAreNotMadeUpFor() {
    var pacing = Pacing(from: start)
    let now = start + .seconds(10)
    let rests = (0..<9).map { _ in pacing.rest(of: time, at: now) }
    #expect(rests.firstIndex { $0 > .zero } == 7 && rests[7] == time)
  }
}
