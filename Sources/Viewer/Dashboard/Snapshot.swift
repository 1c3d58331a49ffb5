import Imaging

/// What an agent sees, or imagines to see.
public enum Sight: Hashable, Sendable {
  /// A frame.
  case frame(Image)
  /// The components of a vector, side by side.
  case components([Component])

  /// A component of a vector, as a bar.
  public struct Component: Hashable, Sendable {
    /// Where the bar begins, as a share of the component's scale, in [-1, 1].
    public var start: Double
    /// Where it ends.
    public var end: Double
    /// The colour.
    public var color: Pixel

    /// Creates a bar.
    public init(from start: Double = 0, to end: Double, color: Pixel) {
      (self.start, self.end, self.color) = (start, end, color)
    }
  }
}

/// What is believed, imagined and true at one instant, ready to be drawn.
public struct Snapshot: Hashable, Sendable {
  /// What is being watched.
  public var heading = ""
  /// How it is being played: where it is, and whether it is paused.
  public var status = ""
  /// What the scene is called.
  public var sceneTitle = "environment"
  /// The world as people see it.
  public var scene: Sight
  /// What the agent sees of it.
  public var seen: Sight
  /// What the belief makes of it.
  public var reconstruction: Sight
  /// How far the two are apart, in words.
  public var reconstructionError = ""
  /// What is imagined to come.
  public var future = Future()
  /// The returns of what is imagined to come, and of what else was considered.
  public var fan = Fan()
  /// The rewards of the episode.
  public var rewards: [Reward] = []
  /// How long a decision lasts, in seconds.
  public var secondsPerDecision = 1.0
  /// Numbers with their names.
  public var readings: [Reading] = []
  /// The keys and what they do, while they are shown.
  public var keys: [Reading] = []

  /// Creates a snapshot of the present.
  public init(scene: Sight, seen: Sight, reconstruction: Sight) {
    (self.scene, self.seen, self.reconstruction) = (scene, seen, reconstruction)
  }

  /// What is imagined to come, decision by decision.
  public struct Future: Hashable, Sendable {
    /// What the actions are: the agent's plan, or what was recorded.
    public var title = ""
    /// What comes in truth; as far as it is known.
    public var actual: [Sight] = []
    /// What the model imagines, in the mean over draws.
    public var imagined: [Sight] = []
    /// How far draws are apart: of the weights in red, of latent states in blue.
    public var spread: [Sight] = []
    /// What full brightness or height stands for in the spread, in at most eight letters.
    public var spreadNote = ""

    /// Creates a future of which nothing is known.
    public init() {}
  }

  /// Sums of rewards over the decisions ahead.
  public struct Fan: Hashable, Sendable {
    /// The sums along each of the candidates, by iteration of the search.
    public var candidates: [[[Double]]] = []
    /// The sums along the actions that are taken, in the mean over draws.
    public var imagined: [Double] = []
    /// The standard deviation over draws.
    public var deviation: [Double] = []
    /// The sums that come in truth; as far as they are known.
    public var actual: [Double] = []

    /// Creates a fan without curves.
    public init() {}
  }

  /// The reward of a decision.
  public struct Reward: Hashable, Sendable {
    /// What was predicted before it was taken.
    public var predicted: Double
    /// The standard deviation of the prediction over draws.
    public var deviation: Double
    /// What was received; `nil` while it is being carried out.
    public var received: Double?

    /// Creates the reward of a decision.
    public init(predicted: Double, deviation: Double, received: Double? = nil) {
      (self.predicted, self.deviation, self.received) = (predicted, deviation, received)
    }
  }

  /// A number or a word with its name.
  public struct Reading: Hashable, Sendable {
    /// What it is.
    public var name: String
    /// What it says.
    public var value: String

    /// Creates a reading.
    public init(_ name: String, _ value: String) {
      (self.name, self.value) = (name, value)
    }
  }
}
