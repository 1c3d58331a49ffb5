import Imaging

/// What an agent sees, or imagines to see.
package enum Sight: Hashable, Sendable {
  /// A frame.
  case frame(Image)
  /// The components of a vector, side by side.
  case components([Component])

  /// A component of a vector, as a bar.
  package struct Component: Hashable, Sendable {
    /// Where the bar begins, as a share of the component's scale, in [-1, 1].
    package var start: Double
    /// Where it ends.
    package var end: Double
    /// The colour.
    package var color: Pixel

    /// Creates a bar.
    package init(from start: Double = 0, to end: Double, color: Pixel) {
      (self.start, self.end, self.color) = (start, end, color)
    }
  }
}

/// What is believed, imagined and true at one instant, ready to be drawn.
package struct Snapshot: Hashable, Sendable {
  /// What is being watched.
  package var heading = ""
  /// How it is being played: where it is, and whether it is paused.
  package var status = ""
  /// What the scene is called.
  package var sceneTitle = "environment"
  /// The world as people see it.
  package var scene: Sight
  /// What the agent sees of it.
  package var seen: Sight
  /// What the belief makes of it.
  package var reconstruction: Sight
  /// How far the two are apart, in words.
  package var reconstructionError = ""
  /// What is imagined to come.
  package var future = Future()
  /// The returns of what is imagined to come, and of what else was considered.
  package var fan = Fan()
  /// The rewards of the episode.
  package var rewards: [Reward] = []
  /// How long a decision lasts, in seconds.
  package var secondsPerDecision = 1.0
  /// Numbers with their names.
  package var readings: [Reading] = []
  /// The keys and what they do, while they are shown.
  package var keys: [Reading] = []

  /// Creates a snapshot of the present.
  package init(
    scene: Sight = .components([]), seen: Sight = .components([]),
    reconstruction: Sight = .components([])
  ) {
    (self.scene, self.seen, self.reconstruction) = (scene, seen, reconstruction)
  }

  /// What is imagined to come, decision by decision.
  package struct Future: Hashable, Sendable {
    /// What the actions are: the agent's plan, or what was recorded.
    package var title = ""
    /// What comes in truth; as far as it is known.
    package var actual: [Sight] = []
    /// What the model imagines, in the mean over draws.
    package var imagined: [Sight] = []
    /// How far draws are apart: of the weights in red, of states in blue.
    package var spread: [Sight] = []
    /// What full brightness or height stands for in the spread, in at most eight letters.
    package var spreadNote = ""

    /// Creates a future of which nothing is known.
    package init() {}
  }

  /// Sums of rewards over the decisions ahead.
  package struct Fan: Hashable, Sendable {
    /// The sums along each of the candidates, by iteration of the search.
    package var candidates: [[[Double]]] = []
    /// The sums along the actions that are taken, in the mean over draws.
    package var imagined: [Double] = []
    /// The standard deviation over draws.
    package var deviation: [Double] = []
    /// The sums that come in truth; as far as they are known.
    package var actual: [Double] = []

    /// Creates a fan without curves.
    package init() {}
  }

  /// The reward of a decision.
  package struct Reward: Hashable, Sendable {
    /// What was predicted before it was taken.
    package var predicted: Double
    /// The standard deviation of the prediction over draws.
    package var deviation: Double
    /// What was received; `nil` while it is being carried out.
    package var received: Double?

    /// Creates the reward of a decision.
    package init(predicted: Double, deviation: Double, received: Double? = nil) {
      (self.predicted, self.deviation, self.received) = (predicted, deviation, received)
    }
  }

  /// A number or a word with its name.
  package struct Reading: Hashable, Sendable {
    /// What it is.
    package var name: String
    /// What it says.
    package var value: String

    /// Creates a reading.
    package init(_ name: String, _ value: String) {
      (self.name, self.value) = (name, value)
    }
  }
}
