import Base
import Distributions
import Tensors
import TestSupport
import Testing

@Suite struct CategoricalTests {
  private func row(_ scalars: Scalar...) -> Tensor { Tensor(scalars, shape: [1, scalars.count]) }

  @Test func impossibleCategoriesAddNothing() throws {
    let tape = Tape()
    let logits = tape.variable(row(0, -.infinity, 0, -.infinity))
    let otherLogits = tape.variable(row(0, 0, 0, -.infinity))
    let (p, q) = (Categorical(logits: logits), Categorical(logits: otherLogits))
    let results = [
      p.entropy, p.klDivergence(to: q), p.logProbability(of: Tensor([2], shape: [1])),
      OneHotCategorical(logits: logits).logProbability(of: row(0, 0, 1, 0)),
    ]
    // log 2, log (3 / 2), and log (1 / 2) twice.
    for (result, expected) in zip(results, [0.6931472, 0.4054651, -0.6931472, -0.6931472]) {
      #expect(abs(Double(result.scalar) - expected) < 1e-6)
    }
    #expect(q.klDivergence(to: p).scalars == [.infinity])
    #expect(p.logProbability(of: Tensor([1], shape: [1])).scalars == [-.infinity])
    let sum = results[0] + results[1] + results[2] + results[3]
    let gradients = tape.gradients(of: sum)
    for variable in [logits, otherLogits] {
      let gradient = try #require(gradients[variable])
      #expect(gradient.allFinite && gradient.scalars[0] != 0 && gradient.scalars[3] == 0)
    }
  }

  @Test(arguments: ["nan", "inf", "1.5", "4.0", "-1.0"])
  func aValueThatIsNoCategoryIsRefused(text: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [text] in
      let category = Categorical(logits: Tensor(repeating: 0, shape: [1, 4]))
      _ = category.logProbability(of: Tensor([Scalar(text) ?? 0], shape: [1]))
    }
    #expect(message(of: result).contains("\(text) is not one of the numbers of 4 categories"))
  }

  /// The uniform number next to one occurs once in 2²⁴ draws, and gives the largest noise.
  @Test func theLargestNoiseDoesNotDrawWhatIsImpossible() {
    let count = 1 << 20
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<500 {
      let start = generator
      let uniform = Tensor(uniform: [count], using: &generator)
      guard uniform.max(axis: 0).scalar == 1 - 0x1p-24 else { continue }
      let index = uniform.argmax()[0]
      for logit in [-1000, -Scalar.infinity] {
        var logits = [Scalar](repeating: 0, count: count)
        logits[index] = logit
        let category = Categorical(logits: Tensor(logits, shape: [1, count]))
        var copy = start
        #expect(category.sampleIndices(using: &copy) != [index], "a logit of \(logit)")
      }
      return
    }
    Issue.record("no number was next to one")
  }
}
