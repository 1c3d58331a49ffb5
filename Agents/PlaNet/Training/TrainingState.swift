import Base

/// The progress of a training run.
struct TrainingState: Hashable, Sendable {
  /// The next kind of work.
  enum Phase: Int64, Hashable, Sendable {
    /// Decisions, until an episode ends.
    case collecting = 0
    /// Updates after an episode.
    case learning = 1
    /// An evaluation after the updates, which changes nothing but the record.
    case evaluating = 2
    /// Nothing.
    case finished = 3
  }

  /// The next kind of work.
  var phase = Phase.collecting
  /// The number of decisions, updates, begun evaluations, ended iterations, and returns to good
  /// parameters: everything that changes the run, so that checkpoints with different counts differ.
  var clock = 0
  /// The number of environment steps, including those of dropped episodes.
  var environmentSteps = 0
  /// The number of decisions in finished episodes.
  var decisions = 0
  /// The number of finished episodes.
  var episodes = 0
  /// The number of updates.
  var updates = 0
  /// The number of updates since the last episode, including skipped ones.
  var phaseUpdates = 0
  /// The environment steps at the end of the last iteration whose measurements were recorded.
  var loggedStep = 0
  /// The number of episodes that were dropped because their simulation diverged.
  var droppedEpisodes = 0
  /// The number of updates that changed nothing, or not the policy and the value, because a loss or
  /// a gradient was not finite.
  var skippedUpdates = 0
  /// The number of times that the parameters returned to the last good ones.
  var restorations = 0
  /// The number of decisions at which no candidate had a finite return.
  var fallbackPlans = 0
  /// The number of times that the run was resumed with other threads or kernels.
  var arithmeticChanges = 0
  /// What goes wrong in a row.
  var divergence = DivergenceGuard()

  /// The counts by name, for a checkpoint.
  static let counts: [(name: String, path: any WritableKeyPath<TrainingState, Int> & Sendable)] = [
    ("clock", \.clock), ("environment_steps", \.environmentSteps), ("decisions", \.decisions),
    ("episodes", \.episodes), ("updates", \.updates), ("phase_updates", \.phaseUpdates),
    ("logged_step", \.loggedStep), ("dropped_episodes", \.droppedEpisodes),
    ("skipped_updates", \.skippedUpdates), ("restorations", \.restorations),
    ("recent_restorations", \.divergence.recentRestorations),
    ("last_restoration", \.divergence.lastRestoration),
    ("fallback_plans", \.fallbackPlans), ("arithmetic_changes", \.arithmeticChanges),
  ]

  /// The counts that are measurements, and not only for the trainer.
  static let measuredCounts = counts.filter { !trainerCounts.contains($0.name) }

  private static let trainerCounts: Set = [
    "clock", "logged_step", "recent_restorations", "last_restoration", "arithmetic_changes",
  ]
}
