import Benchmarks
import JSONText
import Testing

@Suite struct BenchmarkTests {
  @Test func everyMeasureHasANameOfItsOwn() {
    let names = Benchmark.kernels.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names).isSuperset(of: ["matmul-2048", "conv-forward", "adam", "normal-fill"]))
  }

  @Test func aKernelIsTimedBesideItsReference() throws {
    let benchmark = try #require(Benchmark.kernels.first { $0.name == "exp" })
    let measurement = benchmark.run()
    #expect(measurement.measure == "exp")
    #expect(measurement.seconds > 0)
    let reference = try #require(measurement.referenceSeconds)
    #expect(reference > 0)
  }

  @Test func measurementsAreObjects() {
    let copy = Measurement(
      measure: "copy", seconds: 0.5, referenceSeconds: 0.25, work: .bytes(1e9))
    #expect(
      copy.json.line == #"{"measure":"copy","seconds":0.5,"reference_seconds":0.25,"ratio":0.5,"#
        + #""gigabytes_per_second":2.0}"#)
    let alone = Measurement(
      measure: "product", seconds: 0, referenceSeconds: nil, work: .operations(1e9))
    #expect(
      alone.json.line == #"{"measure":"product","seconds":0.0,"reference_seconds":null,"#
        + #""ratio":null,"gflops":null}"#)
  }
}
