import Imaging

/// A view that an agent has, or imagines to have.
package enum Sight: Hashable, Sendable {
  /// A frame.
  case frame(Image)
  /// The components of a vector, side by side.
  case components([Component])

  /// A component of a vector, as a bar.
  package struct Component: Hashable, Sendable {
    /// The beginning of the bar, as a fraction of the component's scale, in [-1, 1].
    package var start: Double
    /// The end of the bar.
    package var end: Double
    /// The colour.
    package var color: Pixel

    /// Creates a bar.
    package init(from start: Double = 0, to end: Double, color: Pixel) {
      (self.start, self.end, self.color) = (start, end, color)
    }
  }
}

/// The belief, the imagination and the truth at one moment, ready to be drawn.
package struct Snapshot: Hashable, Sendable {
  /// The name of what is being watched.
  package var heading = ""
  /// The state of playback: its position, and whether it is paused.
  package var status = ""
  /// The title of the scene.
  package var sceneTitle = "environment"
  /// The world as people see it.
  package var scene: Sight
  /// The agent's view of it.
  package var seen: Sight
  /// The reconstruction from the belief.
  package var reconstruction: Sight
  /// The difference between the two, as text.
  package var reconstructionError = ""
  /// The imagined future.
  package var future = Future()
  /// The returns of the imagined future, and of the other candidates.
  package var fan = Fan()
  /// The rewards of the episode.
  package var rewards: [Reward] = []
  /// The duration of a decision, in seconds.
  package var secondsPerDecision = 1.0
  /// Numbers with their names.
  package var readings: [Reading] = []
  /// The keys and their effects, while they are shown.
  package var keys: [Reading] = []

  /// Creates a snapshot of the present.
  package init(
    scene: Sight = .components([]), seen: Sight = .components([]),
    reconstruction: Sight = .components([])
  ) {
    (self.scene, self.seen, self.reconstruction) = (scene, seen, reconstruction)
  }

  /// An imagined future, decision by decision.
  package struct Future: Hashable, Sendable {
    /// The source of the actions: the agent's plan, or the recording.
    package var title = ""
    /// The true future, as far as it is known.
    package var actual: [Sight] = []
    /// The model's prediction, the mean over draws.
    package var imagined: [Sight] = []
    /// The spread of draws: of the weights in red, of states in blue.
    package var spread: [Sight] = []
    /// The meaning of full brightness or height in the spread, in at most eight letters.
    package var spreadNote = ""

    /// Creates an unknown future.
    package init() {}
  }

  /// Cumulative rewards over the decisions ahead.
  package struct Fan: Hashable, Sendable {
    /// The cumulative rewards of each candidate, by iteration of the search.
    package var candidates: [[[Double]]] = []
    /// The cumulative rewards along the chosen actions, the mean over draws.
    package var imagined: [Double] = []
    /// The standard deviation over draws.
    package var deviation: [Double] = []
    /// The true cumulative rewards, as far as they are known.
    package var actual: [Double] = []

    /// Creates a fan without curves.
    package init() {}
  }

  /// The reward of a decision.
  package struct Reward: Hashable, Sendable {
    /// The reward that was predicted before the decision.
    package var predicted: Double
    /// The standard deviation of the prediction over draws.
    package var deviation: Double
    /// The reward that was received; `nil` while the decision is being carried out.
    package var received: Double?

    /// Creates the reward of a decision.
    package init(predicted: Double, deviation: Double, received: Double? = nil) {
      (self.predicted, self.deviation, self.received) = (predicted, deviation, received)
    }
  }

  /// A number or text with its name.
  package struct Reading: Hashable, Sendable {
    /// The name.
    package var name: String
    /// The value.
    package var value: String

    /// Creates a reading.
    package init(_ name: String, _ value: String) {
      (self.name, self.value) = (name, value)
    }
  }
}
