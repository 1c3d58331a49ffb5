import Base
import Layers
import Tensors
import TestSupport
import Testing

private struct Agent: Module {
  let encoder: [any Layer]
  let head: Dense?
  let missing: Dense?
  let cell: any GRULayer
  let sameCell: any GRULayer
  let rate = 0.5

  init(using generator: inout SeededGenerator) {
    encoder = [Dense(2, 3, using: &generator), Activation.relu, BatchNorm(3, using: &generator)]
    head = Dense(3, 1, useBias: false, using: &generator)
    missing = nil
    cell = GRUCell(3, 4, using: &generator)
    sameCell = cell
  }
}

private struct Pairs: Module {
  let layers: (Dense, head: Dense)
  let nested: [(rate: Double, layer: Dense?)]
}

private struct Holder<Layers>: Module {
  let layers: Layers
}

private class Trunk: Module {
  let body: Dense

  init(using generator: inout SeededGenerator) { body = Dense(2, 3, using: &generator) }
}

private final class Tree: Trunk {
  let head: Dense

  override init(using generator: inout SeededGenerator) {
    head = Dense(3, 1, using: &generator)
    super.init(using: &generator)
  }
}

/// A type that somebody forgot to declare a module.
private struct Heads {
  let activation = Activation.relu
  let layers: [Dense?]
}

/// A choice that somebody forgot to declare a module.
private enum Choice {
  case heads(Heads, rate: Double)
}

@Suite struct ModuleTests {
  @Test func pathsAreTheNamesOfPropertiesAndEachParameterIsFoundOnce() {
    var generator = SeededGenerator(seed: 1)
    let agent = Agent(using: &generator)
    #expect(
      agent.parameters.map(\.path) == [
        "encoder.0.kernel", "encoder.0.bias", "encoder.2.scale", "encoder.2.offset",
        "head.kernel", "cell.inputKernel", "cell.recurrentKernel", "cell.inputBias",
        "cell.recurrentBias",
      ])
    #expect(
      agent.buffers.map(\.path) == ["encoder.2.runningMean", "encoder.2.runningVariance"])
    #expect(agent.weights.map(\.path) == agent.parameters.map(\.path))
  }

  @Test func propertiesOfSuperclassesComeFirst() {
    var generator = SeededGenerator(seed: 1)
    #expect(
      Tree(using: &generator).parameters.map(\.path) == [
        "body.kernel", "body.bias", "head.kernel", "head.bias",
      ])
  }

  @Test func modulesInTuplesHaveTheirNamesOrNumbers() {
    var generator = SeededGenerator(seed: 1)
    let layers = (0..<3).map { _ in Dense(2, 3, useBias: false, using: &generator) }
    let pairs = Pairs(layers: (layers[0], head: layers[1]), nested: [(rate: 0.5, layer: layers[2])])
    #expect(
      pairs.parameters.map(\.path) == [
        "layers.0.kernel", "layers.head.kernel", "nested.0.layer.kernel",
      ])
  }

  @Test(arguments: [
    (DeterministicLayer.dense, ["kernel", "bias"]), (.denseOfSequences, ["kernel"]),
    (.conv1D, ["kernel", "bias"]), (.conv2D, ["kernel", "bias"]),
    (.convTranspose2D, ["kernel", "bias"]), (.embedding, ["table"]),
    (.gruCell, ["inputKernel", "recurrentKernel", "inputBias", "recurrentBias"]),
    (.lstmCell, ["inputKernel", "recurrentKernel", "bias"]),
    (.layerNorm, ["scale", "offset"]), (.batchNorm, ["scale", "offset"]), (.dropout, []),
    (.flatten, []), (.reshape, []), (.sequential, ["0.kernel", "0.bias", "3.kernel", "3.bias"]),
  ])
  func everyLayerHasItsPaths(layer: DeterministicLayer, paths: [String]) {
    #expect(layer.make().module.parameters.map(\.path) == paths)
  }

  @Test func aCopySharesItsParameters() {
    var generator = SeededGenerator(seed: 1)
    let layer = Dense(2, 3, using: &generator)
    let copy = layer
    copy.parameters[0].parameter.value = Tensor(repeating: 7, shape: [2, 3])
    #expect(layer.parameters[0].parameter.value.scalars.allSatisfy { $0 == 7 })
  }

  @Test(arguments: [false, true])
  func modulesInADictionaryAreRefused(areInArrays: Bool) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [areInArrays] in
      var generator = SeededGenerator(seed: 1)
      let layer = Dense(2, 3, using: &generator)
      if areInArrays {
        _ = Holder(layers: ["a": [layer]]).parameters
      } else {
        _ = Holder(layers: ["a": layer]).parameters
      }
    }
    #expect(message(of: result).contains("'layers' is a dictionary or a set"))
  }

  @Test(arguments: [false, true])
  func modulesInWhatIsNoModuleAreRefused(areChosen: Bool) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [areChosen] in
      var generator = SeededGenerator(seed: 1)
      let heads = Heads(layers: [nil, Dense(2, 3, using: &generator)])
      if areChosen {
        _ = Holder(layers: [Choice.heads(heads, rate: 0.5)]).buffers
      } else {
        _ = Holder(layers: [heads]).parameters
      }
    }
    let type = areChosen ? "Choice" : "Heads"
    #expect(
      message(of: result).contains(
        "'layers.0' holds parameters or buffers, but \(type) is no module"))
  }

  @Test func whatHoldsNothingThatLearnsMayBeAnything() {
    let heads = Heads(layers: [nil])
    #expect(Holder(layers: [Choice.heads(heads, rate: 0.5)]).parameters.isEmpty)
    #expect(Holder(layers: ["a": Activation.relu]).parameters.isEmpty)
  }
}
