import Layers
import Tensors

/// A mismatch between saved tensors and a module.
public enum LoadingError: Error, Equatable, CustomStringConvertible {
  /// The module has a tensor that was not saved.
  case missing(path: String)
  /// A tensor was saved for which the module has no place.
  case unexpected(path: String)
  /// A tensor was saved with a shape other than the module's.
  case shape(path: String, expected: [Int], found: [Int])
  /// A tensor was saved with elements that are not floating-point numbers.
  case elementType(path: String, found: ElementType)
  /// A tensor was saved with an element that is NaN or infinite.
  case nonfinite(path: String, element: Int)

  /// A sentence that tells the user what is wrong.
  public var description: String {
    switch self {
    case .missing, .unexpected: "\(fact); was it saved by another model?"
    case .shape: "\(fact); build the model with the sizes that it was saved with"
    case .elementType: fact
    case .nonfinite: "\(fact); load an earlier file, or allow such numbers"
    }
  }

  /// A description of the problem, without advice.
  public var fact: String {
    switch self {
    case .missing(let path):
      "the file has no '\(path)', which the model needs"
    case .unexpected(let path):
      "the file has '\(path)', which the model lacks"
    case .shape(let path, let expected, let found):
      "'\(path)' has shape \(expected) in the model, but \(found) in the file"
    case .elementType(let path, let found):
      "'\(path)' holds elements of type \(found.rawValue) in the file, not floating-point numbers"
    case .nonfinite(let path, let element):
      "element \(element) of '\(path)' is not a finite number in the file"
    }
  }
}

extension Module {
  /// Everything that changes in this module, parameters and buffers, by path.
  public var safetensors: Safetensors {
    Safetensors(
      Dictionary(
        uniqueKeysWithValues: persistentTensors.map { ($0.path, StoredTensor($0.tensor.value)) }))
  }

  /// Writes the module's parameters and buffers to a file that is complete at any moment.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - metadata: Text to store with them.
  /// - Throws: ``FileError``.
  public func save(to path: String, metadata: [String: String] = [:]) throws(FileError) {
    var file = safetensors
    file.metadata = metadata
    try file.write(to: path)
  }

  /// Sets every parameter and buffer to the contents of a file under its path.
  ///
  /// - Parameters:
  ///   - path: A safetensors file.
  ///   - allowingNonfinite: Whether to accept NaN and infinities.
  /// - Throws: ``FileError``, ``DataError`` or ``LoadingError``; the module is then unchanged.
  public func load(from path: String, allowingNonfinite: Bool = false) throws {
    try load(Safetensors(path: path), allowingNonfinite: allowingNonfinite)
  }

  /// Sets every parameter and buffer to the tensor saved under its path.
  ///
  /// All are checked first, so a failed load leaves the module unchanged.
  ///
  /// - Parameters:
  ///   - file: One tensor for each parameter and buffer, and no others.
  ///   - allowingNonfinite: Whether to accept NaN and infinities.
  /// - Throws: ``LoadingError`` for the first mismatch in declaration order.
  public func load(_ file: Safetensors, allowingNonfinite: Bool = false) throws(LoadingError) {
    let places = persistentTensors
    var values: [Tensor] = []
    for (path, place) in places {
      values.append(
        try file.value(at: path, shape: place.value.shape, allowingNonfinite: allowingNonfinite))
    }
    let known = Set(places.map(\.path))
    if let path = file.tensors.keys.sorted().first(where: { !known.contains($0) }) {
      throw .unexpected(path: path)
    }
    for (place, value) in zip(places, values) { place.tensor.value = value }
  }
}

extension Safetensors {
  /// Returns the tensor at a path, if it is as expected.
  fileprivate func value(
    at path: String, shape: [Int], allowingNonfinite: Bool
  ) throws(LoadingError) -> Tensor {
    guard let stored = tensors[path] else { throw .missing(path: path) }
    guard stored.shape == shape else {
      throw .shape(path: path, expected: shape, found: stored.shape)
    }
    guard let tensor = stored.tensor else {
      throw .elementType(path: path, found: stored.elementType)
    }
    if !allowingNonfinite, let element = tensor.scalars.firstIndex(where: { !$0.isFinite }) {
      throw .nonfinite(path: path, element: element)
    }
    return tensor
  }
}
