import Benchmarks
import Testing

@Suite struct BenchmarkTests {
  @Test func everyMeasureHasANameOfItsOwn() {
    let names = Benchmark.kernels.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names).isSuperset(of: ["matmul-2048", "conv-forward", "adam", "normal-fill"]))
  }

  @Test func theRatioIsTheReferencesTimeOverOurs() throws {
    let benchmark = try #require(Benchmark.kernels.first { $0.name == "exp" })
    let measurement = benchmark.run()
    #expect(measurement.measure == "exp")
    #expect(measurement.seconds > 0)
    let reference = try #require(measurement.referenceSeconds)
    #expect(measurement.ratio == reference / measurement.seconds)
  }
}
