import Base
import Records
import Tensors

extension Checkpoint {
  /// Returns the part with a name.
  func part(_ name: String) throws(DataError) -> Safetensors {
    guard let part = parts[name] else {
      throw DataError(
        offset: 0, what: "the parts of the checkpoint", expected: "'\(name)'",
        found: "\(parts.keys.sorted().joined(separator: ", "))")
    }
    return part
  }

  /// Returns a count of a run, such as `environment_steps`.
  func count(_ name: String, in run: String) throws -> Int {
    try RunError.explainingFaults(of: self, in: run) {
      try part("agent").integer("count/\(name)")
    }
  }

  /// Keeps only what programs that read a run need.
  ///
  /// If parameters are unusable, during a blow-up, the last good ones take their place, to which
  /// training also returns.
  mutating func keepForReaders() {
    let good = parts["good"]
    parts = parts.filter { ["agent", "model", "behavior"].contains($0.key) }
    let isUsable = ["model", "behavior"].allSatisfy { parts[$0]?.isUsable ?? true }
    guard let good, !isUsable else { return }
    parts["model"]?.tensors.merge(GoodState.parameters(of: "model", in: good)) { $1 }
    for name in ["policy", "value"] {
      for (path, tensor) in GoodState.parameters(of: name, in: good) {
        parts["behavior"]?.tensors["\(name).\(path)"] = tensor
      }
    }
  }

  /// Returns the generator with a name.
  func generator(_ name: String) throws(DataError) -> SeededGenerator {
    guard let generator = generators[name] else {
      throw DataError(
        offset: 0, what: "the generators of the checkpoint", expected: "'\(name)'",
        found: "\(generators.keys.sorted().joined(separator: ", "))")
    }
    return generator
  }
}

extension Safetensors {
  /// Returns a tensor, with a given shape if one is expected.
  func tensor(_ name: String, shape: [Int]? = nil) throws(DataError) -> Tensor {
    guard let stored = tensors[name], let tensor = stored.tensor,
      shape == nil || shape == tensor.shape
    else {
      throw fault(
        name, expected: shape.map { "numbers of shape \($0)" } ?? "numbers",
        found: tensors[name].map { "\($0.elementType.rawValue) of shape \($0.shape)" } ?? "none")
    }
    return tensor
  }

  /// Returns a tensor of finite numbers.
  func finiteTensor(_ name: String) throws(DataError) -> Tensor {
    let tensor = try tensor(name)
    if let nonfinite = tensor.scalars.first(where: { !$0.isFinite }) {
      throw fault(name, expected: "finite numbers", found: "\(nonfinite)")
    }
    return tensor
  }

  /// Returns a count, which must be far from overflow.
  func integer(_ name: String) throws(DataError) -> Int {
    let value = tensors[name]?.integers?.first
    guard let value, (0...(1 << 53)).contains(value) else {
      throw fault(
        name, expected: "a count of at most 2^53", found: value.map { "\($0)" } ?? "none")
    }
    return Int(value)
  }

  /// Returns a count, or a default if the file's program did not know of it.
  func integer(_ name: String, ifMissing number: Int) throws(DataError) -> Int {
    try tensors[name] == nil ? number : integer(name)
  }

  /// Returns an error about a tensor.
  func fault(_ name: String, expected: String, found: String) -> DataError {
    DataError(offset: 0, what: "tensor '\(name)'", expected: expected, found: found)
  }
}
