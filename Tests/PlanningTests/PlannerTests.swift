import Base
import Planning
import Tensors
import TestSupport
import Testing

/// What every planner promises, on problems whose best plan is known.
@Suite struct PlannerTests {
  static let sequences = ActionSequences(horizon: 5, actionSize: 3)

  /// Every kind of planner, with enough search for a smooth problem.
  static var planners: [any Planner] {
    var simple = CrossEntropyMethod.Configuration()
    (simple.candidates, simple.elites) = (500, 50)
    var improved = ImprovedCrossEntropyMethod.Configuration()
    (improved.candidates, improved.elites, improved.iterations) = (300, 20, 10)
    var integral = PathIntegral.Configuration()
    integral.iterations = 10
    return [
      CrossEntropyMethod(sequences, simple), ImprovedCrossEntropyMethod(sequences, improved),
      PathIntegral(sequences, integral),
    ]
  }

  @Test(arguments: 0..<3)
  func findsTheOptimumOfAQuadratic(kind: Int) {
    var planner = Self.planners[kind]
    var generator = SeededGenerator(seed: 1)
    let plan = planner.plan(using: &generator, score: quadratic)
    for (index, action) in plan.actions.scalars.enumerated() {
      #expect(abs(action - Scalar(index - 7) / 10) < 0.1)
    }
    #expect(plan.predictedReturn > -0.1)
    #expect(plan.nonfiniteCount == 0 && !plan.isFallback)
  }

  @Test(arguments: 0..<3)
  func plansTellWhatWasConsidered(kind: Int) {
    var planner = Self.planners[kind]
    var generator = SeededGenerator(seed: 3)
    var scored: [[Scalar]] = []
    let plan = planner.plan(using: &generator) { candidates in
      scored.append(candidates.scalars)
      return quadratic(candidates)
    }
    #expect(plan.candidates.map(\.scalars) == scored && scored.count > 1)
  }

  @Test(arguments: 0..<3)
  func proposalsAreAmongTheFirstCandidatesAlone(kind: Int) {
    var generator = SeededGenerator(seed: 8)
    let proposals = Tensor(uniform: [5, 2, 3], in: -1..<1, using: &generator)
    func candidates(proposing proposals: Tensor?) -> [Tensor] {
      var (planner, source) = (Self.planners[kind], generator)
      planner.proposals = proposals
      return planner.plan(using: &source, score: quadratic).candidates
    }
    let counts = candidates(proposing: nil).map { $0.shape[1] }
    let considered = candidates(proposing: proposals)
    #expect(considered.map { $0.shape[1] } == [counts[0] + 2] + counts.dropFirst())
    #expect(Array(considered[0].candidateRows[counts[0]...]) == proposals.candidateRows)
  }

  @Test(arguments: 0..<3)
  func respectsBoundsAndReachesThem(kind: Int) {
    var planner = Self.planners[kind]
    var generator = SeededGenerator(seed: 2)
    var seen: [Scalar] = []
    let plan = planner.plan(using: &generator) { candidates in
      seen += candidates.scalars
      return candidates.sum(axes: [0, 2])
    }
    #expect(seen.allSatisfy { (-1...1).contains($0) })
    // The mean of draws that are cut off at the bound stays below it.
    #expect(plan.actions.scalars.allSatisfy { $0 > 0.4 && $0 <= 1 })
    #expect(plan.actions.mean().scalar > 0.75)
  }

  @Test(arguments: 0..<3)
  func equalGeneratorsAndMemoriesGiveEqualPlans(kind: Int) {
    var planner = Self.planners[kind]
    var generator = SeededGenerator(seed: 3)
    _ = planner.plan(using: &generator, score: quadratic)
    var restored = Self.planners[kind]
    restored.memory = planner.memory
    var again = generator
    let first = planner.plan(using: &generator, score: quadratic)
    let second = restored.plan(using: &again, score: quadratic)
    #expect(first.actions.scalars == second.actions.scalars)
    #expect(generator == again)
    #expect(
      planner.plan(using: &generator, score: quadratic).actions.scalars != first.actions.scalars)
  }

  @Test(arguments: 0..<3)
  func candidatesWithoutAFiniteReturnRankLastAndAreCounted(kind: Int) {
    var planner = Self.planners[kind]
    var generator = SeededGenerator(seed: 4)
    // Half of the space has no finite return; the rest rises toward it.
    let plan = planner.plan(using: &generator) { candidates in
      let first = candidates.sliced(axis: 0, 0..<1).sum(axes: [0, 2])
      return select(Tensor(.nan), first, where: first .> Tensor(0.5))
    }
    #expect(plan.nonfiniteCount > 0)
    #expect(plan.eliteReturns.allSatisfy { $0.isFinite && $0 <= 0.5 })
    #expect(plan.predictedReturn > 0.2)
    #expect(plan.eliteReturns == plan.eliteReturns.sorted(by: >))
  }

  @Test(arguments: 0..<3)
  func withoutAnyFiniteReturnTheLastPlanGoesOn(kind: Int) {
    var planner = Self.planners[kind]
    var generator = SeededGenerator(seed: 5)
    let before = planner.plan(using: &generator, score: quadratic)
    let plan = planner.plan(using: &generator) {
      Tensor(repeating: .nan, shape: [$0.shape[1]])
    }
    #expect(plan.isFallback && plan.predictedReturn.isNaN)
    let expected = before.actions.scalars
    #expect(plan.actions.scalars == Array(expected[3...] + expected[12...]))

    planner.reset()
    let first = planner.plan(using: &generator) {
      Tensor(repeating: -.infinity, shape: [$0.shape[1]])
    }
    #expect(first.isFallback && first.actions.scalars.allSatisfy { $0 == 0 })
  }

  /// A plan of fewer actions would be read beyond its end.
  @Test(arguments: ["mean", "elites", "actions"])
  func aRememberedPlanOfAnotherShapeIsRefused(name: String) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [name] in
      var planner = ImprovedCrossEntropyMethod(ActionSequences(horizon: 5, actionSize: 3))
      planner.memory[name] = Tensor(repeating: 0, shape: [4, 1, 3])
      var generator = SeededGenerator(seed: 1)
      _ = planner.plan(using: &generator) { Tensor(repeating: .nan, shape: [$0.shape[1]]) }
    }
    #expect(message(of: result).contains("sequences have shape [5, any, 3], not [4, 1, 3]"))
  }

  @Test func proposalsOfAnotherShapeAreRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var planner = CrossEntropyMethod(ActionSequences(horizon: 5, actionSize: 3))
      planner.proposals = Tensor(repeating: 0, shape: [5, 2, 2])
      var generator = SeededGenerator(seed: 1)
      _ = planner.plan(using: &generator) { Tensor(repeating: 0, shape: [$0.shape[1]]) }
    }
    #expect(message(of: result).contains("sequences have shape [5, any, 3], not [5, 2, 2]"))
  }

  /// Ten times a tenth in single precision is more than one.
  @Test func meansOfElitesAtTheBoundStayInside() {
    let sequences = ActionSequences(horizon: 1, actionSize: 1)
    var simple = CrossEntropyMethod.Configuration()
    simple.elites = 10
    var improved = ImprovedCrossEntropyMethod.Configuration()
    (improved.candidates, improved.elites) = (300, 10)
    var integral = PathIntegral.Configuration()
    integral.elites = 10
    let planners: [any Planner] = [
      CrossEntropyMethod(sequences, simple), ImprovedCrossEntropyMethod(sequences, improved),
      PathIntegral(sequences, integral),
    ]
    for var planner in planners {
      var generator = SeededGenerator(seed: 1)
      let plan = planner.plan(using: &generator) { $0.sum(axes: [0, 2]) }
      #expect(plan.action[0] > 0.8 && plan.action[0] <= 1)
    }
  }

  @Test func aSearchThatGrowsIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var configuration = ImprovedCrossEntropyMethod.Configuration()
      configuration.shrinkage = 0
      _ = ImprovedCrossEntropyMethod(
        ActionSequences(horizon: 2, actionSize: 1), configuration)
    }
    #expect(message(of: result).contains("cannot be divided by 0.0"))
  }

  @Test func searchesHaveAtLeastAsManyCandidatesAsElites() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var configuration = PathIntegral.Configuration()
      (configuration.candidates, configuration.elites) = (5, 6)
      _ = PathIntegral(ActionSequences(horizon: 2, actionSize: 1), configuration)
    }
    #expect(message(of: result).contains("at least as many candidates as elites, not 5 and 6"))
  }

  @Test func sequencesTellWhatFitsThem() {
    func fits(_ shape: [Int]) -> Bool { Self.sequences.fits(Tensor(repeating: 0, shape: shape)) }
    #expect(fits([5, 1, 3]) && fits([5, 8, 3]))
    #expect(!fits([4, 1, 3]) && !fits([5, 1, 2]) && !fits([5, 3]))
  }

  /// PlaNet's; and those of iCEM and TD-MPC, but for how much is searched and how wide it begins.
  ///
  /// TD-MPC's temperature, 0.5, is a factor of returns.
  @Test func defaultsAreThePublishedOnes() {
    let simple = CrossEntropyMethod.Configuration()
    #expect(simple.candidates == 1000 && simple.iterations == 10 && simple.elites == 100)
    #expect(simple.initialStddev == 1 && simple.varianceFloor == 1e-6)
    let improved = ImprovedCrossEntropyMethod.Configuration()
    #expect(improved.candidates == 150 && improved.iterations == 4 && improved.elites == 15)
    #expect(improved.shrinkage == 1.25 && improved.keptElites == 0.3 && improved.momentum == 0.1)
    #expect(improved.initialStddev == 0.5 && improved.minimumStddev == 0.05)
    #expect(improved.noiseExponent == 0.25 && improved.execution == .mean)
    let integral = PathIntegral.Configuration()
    #expect(integral.candidates == 512 && integral.iterations == 6 && integral.elites == 64)
    #expect(integral.temperature == 2 && integral.momentum == 0.1)
    #expect(integral.initialStddev == 1 && integral.minimumStddev == 0.05)
  }

  @Test func moreIterationsFindBetterPlans() {
    var returns: [Scalar] = []
    for iterations in [1, 3, 8] {
      var configuration = CrossEntropyMethod.Configuration()
      (configuration.candidates, configuration.elites) = (200, 20)
      configuration.iterations = iterations
      var planner = CrossEntropyMethod(Self.sequences, configuration)
      var generator = SeededGenerator(seed: 6)
      let plan = planner.plan(using: &generator, score: quadratic)
      returns.append(quadratic(plan.actions.reshaped([5, 1, 3])).scalar)
    }
    #expect(returns[0] < returns[1] && returns[1] < returns[2])
  }

  @Test func aPlannerThatRemembersNeedsLessSearch() {
    var configuration = ImprovedCrossEntropyMethod.Configuration()
    (configuration.candidates, configuration.iterations) = (40, 2)
    var planner = ImprovedCrossEntropyMethod(Self.sequences, configuration)
    var generator = SeededGenerator(seed: 7)
    let constant = Tensor([0.5, -0.5, 0.25], shape: [1, 1, 3])
    func score(_ candidates: Tensor) -> Tensor {
      let difference = candidates - constant
      return -(difference * difference).sum(axes: [0, 2])
    }
    let returns = (0..<8).map { _ in
      score(planner.plan(using: &generator, score: score).actions.reshaped([5, 1, 3])).scalar
    }
    #expect(returns[7] > returns[0] / 2)
  }
}
