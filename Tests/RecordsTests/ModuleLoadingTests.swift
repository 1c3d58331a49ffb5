import Base
import BayesianLayers
import Foundation
import Layers
import Records
import Tensors
import TestSupport
import Testing

@Suite struct ModuleLoadingTests {
  /// A module with every kind of thing to save: points, distributions, buffers, a list.
  private func model(seed: UInt64, width: Int = 3) -> Sequential {
    var generator = SeededGenerator(seed: seed)
    return Sequential(
      DenseReparameterization(2, width, activation: .elu, using: &generator),
      BatchNorm(width, using: &generator), Dense(width, 1, using: &generator))
  }

  private func bits(_ module: some Module) -> [[Scalar]] {
    module.persistentTensors.map(\.tensor.value.scalars)
  }

  @Test func aModuleComesBackFromItsFile() throws {
    let (saved, loaded) = (model(seed: 1), model(seed: 2))
    #expect(bits(saved) != bits(loaded))
    let file = try withTemporaryFolder { folder in
      try saved.save(to: "\(folder)/model.safetensors", metadata: ["step": "7"])
      try loaded.load(from: "\(folder)/model.safetensors")
      return try Safetensors(path: "\(folder)/model.safetensors")
    }
    #expect(bits(saved) == bits(loaded))
    #expect(file.metadata == ["step": "7"])
    #expect(
      file.tensors.keys.sorted() == [
        "0.bias", "0.kernel.mean", "0.kernel.unconstrainedStddev", "1.offset", "1.runningMean",
        "1.runningVariance", "1.scale", "2.bias", "2.kernel",
      ])
  }

  @Test func whatDoesNotFitIsNamedAndChangesNothing() {
    let model = model(seed: 1)
    let before = bits(model)
    func error(_ change: (inout Safetensors) -> Void) -> LoadingError? {
      var file = self.model(seed: 2).safetensors
      change(&file)
      return #expect(throws: LoadingError.self) { try model.load(file) }
    }
    #expect(error { $0.tensors["2.bias"] = nil } == .missing(path: "2.bias"))
    #expect(
      error { $0.tensors["x"] = $0.tensors["2.bias"] } == .unexpected(path: "x"))
    #expect(
      error { $0.tensors["2.bias"] = StoredTensor(Tensor([1, 2], shape: [2])) }
        == .shape(path: "2.bias", expected: [1], found: [2]))
    #expect(
      error { $0.tensors["2.bias"] = StoredTensor(bytes: [1], shape: [1]) }
        == .elementType(path: "2.bias", found: .uint8))
    #expect(
      error { $0.tensors["2.bias"] = StoredTensor(Tensor([.nan], shape: [1])) }
        == .nonfinite(path: "2.bias", element: 0))
    #expect(bits(model) == before)
  }

  @Test func numbersThatAreNotFiniteLoadIfAllowed() throws {
    let model = model(seed: 1)
    var file = model.safetensors
    file.tensors["2.bias"] = StoredTensor(Tensor([.infinity], shape: [1]))
    try model.load(file, allowingNonfinite: true)
    #expect(bits(model).contains([.infinity]))
  }

  @Test func modelsOfOtherSizesAreRefusedByName() {
    let error = #expect(throws: LoadingError.self) {
      try model(seed: 1).load(model(seed: 1, width: 4).safetensors)
    }
    #expect(
      error?.description.contains("'0.kernel.mean' has shape [2, 3] in the model, but [2, 4]")
        == true)
  }
}
