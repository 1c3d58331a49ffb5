import Records
import Testing

@Suite struct ProgressTests {
  private let progress = Progress(
    title: "cheetah-run", step: 30_000, stepCount: 120_000, elapsed: 100, resumedStep: 10_000,
    score: 214.449, details: ["loss 3.1", "12 updates/s"])

  @Test func namesWhatMatters() {
    #expect(
      progress.line()
        == "25%  cheetah-run  step 30000/120000  score 214.4  7m30s left  loss 3.1  12 updates/s")
    #expect(progress.remaining == 450)
  }

  @Test(arguments: [(7.0, 7.0), (451, 450)])
  func namesTheEarlierEnd(secondsLeft: Double, remaining: Double) {
    var limited = progress
    limited.secondsLeft = secondsLeft
    #expect(limited.remaining == remaining)
    limited.resumedStep = limited.step
    #expect(limited.remaining == secondsLeft)
  }

  @Test(arguments: [1, 10, 40, 80, 200])
  func fitsTheWidth(width: Int) {
    var wide = progress
    wide.title = "走る cheetah"
    for state in [progress, wide] {
      let line = state.line(width: width)
      #expect(line.count < width)
      #expect(state.line().hasPrefix(line))
    }
    #expect(progress.line(width: 40) == "25%  cheetah-run  step 30000/120000")
    #expect(wide.line(width: 20) == "25%  走る cheetah".prefix(20).description)
    #expect(wide.line(width: 17) == "25%")
  }

  @Test func survivesStrangeStates() {
    for step in [0, -5, Int.max] {
      for count in [0, 1, Int.max] {
        for elapsed in [0, -1, .infinity, .nan] as [Double] {
          let state = Progress(
            title: "a\u{1B}[2J\n", step: step, stepCount: count, elapsed: elapsed, resumedStep: -1,
            score: .nan)
          let line = state.line(width: 80)
          #expect(!line.unicodeScalars.contains { $0.value < 32 })
        }
      }
    }
  }

  /// U8: without a terminal, there are no control characters, and one line in ten seconds.
  @Test func isPlainWithoutATerminal() {
    var writer = ProgressWriter(.init(isTerminal: false, environment: [:]))
    var text = ""
    for tick in 0..<1000 {
      text += writer.text(for: progress, at: Double(tick) / 10, width: 80)
    }
    #expect(text.split(separator: "\n").count == 10)
    #expect(!text.contains("\u{1B}") && !text.contains("\r"))
    #expect(writer.interruption().isEmpty)
    var forced = ProgressWriter(.init(isTerminal: false, environment: ["FORCE_COLOR": "1"]))
    let colored = forced.text(for: progress, at: 0, width: 80)
    #expect(colored.hasPrefix("\u{1B}[36m") && colored.hasSuffix("\u{1B}[0m\n"))
  }

  @Test func changesInPlaceOnATerminal() {
    var writer = ProgressWriter(.init(isTerminal: true, environment: ["NO_COLOR": "1"]))
    #expect(writer.interruption().isEmpty)
    let text = writer.text(for: progress, at: 0, width: 80)
    #expect(text.hasPrefix("\r25%") && text.hasSuffix("\u{1B}[K"))
    #expect(!text.contains("\u{1B}[36m") && !text.contains("\n"))
    #expect(writer.text(for: progress, at: 0.05, width: 80).isEmpty)
    #expect(writer.interruption() == "\r\u{1B}[K")
  }

  @Test func theEnvironmentDecides() {
    typealias Target = ProgressWriter.Target
    #expect(Target(isTerminal: true, environment: [:]) == Target(isTerminal: true, hasColor: true))
    let dumb = Target(isTerminal: true, environment: ["TERM": "dumb"])
    #expect(dumb == Target(isTerminal: false, hasColor: false))
    #expect(!Target(isTerminal: true, environment: ["NO_COLOR": "1"]).hasColor)
    #expect(Target(isTerminal: true, environment: ["NO_COLOR": ""]).hasColor)
    #expect(Target(isTerminal: false, environment: ["FORCE_COLOR": "1"]).hasColor)
    #expect(!Target(isTerminal: false, environment: [:]).hasColor)
  }
}
