import Base
import Tensors

/// A part of a model: a value whose stored properties are parameters and other modules.
///
/// Nothing is declared twice: ``parameters`` finds everything that is learned by looking at the
/// stored properties, through optionals, arrays, tuples and other modules, those of superclasses
/// first. A parameter in any other value, such as a structure that is not a module, is refused
/// rather than left out; objects in such values are not searched. A module is a description;
/// whatever changes is in objects that it holds, so copies of a module share its parameters.
///
/// A path consists of the names of the properties that lead to a parameter, joined by dots, and
/// names it in checkpoints: `cell.kernel.mean`, `encoder.0.bias`. Elements of arrays and unnamed
/// elements of tuples have numbers. Renaming a stored property therefore changes the format of
/// checkpoints. A module that wants names other than those of its properties conforms to
/// `CustomReflectable`; a child with an empty name has the path of its owner.
public protocol Module {}

extension Module {
  /// Every parameter once, in the order of declaration, with its path.
  ///
  /// - Complexity: O(properties). Call it once for an optimizer or a checkpoint, not every step.
  public var parameters: [(path: String, parameter: Parameter)] {
    descendants(of: self).map { (path: $0.path, parameter: $0.value) }
  }

  /// Every buffer once, in the order of declaration, with its path.
  public var buffers: [(path: String, buffer: Buffer)] {
    descendants(of: self).map { (path: $0.path, buffer: $0.value) }
  }

  /// Every weight once, in the order of declaration, with its path.
  public var weights: [(path: String, weight: Weight)] {
    descendants(of: self).map { (path: $0.path, weight: $0.value) }
  }

  /// Everything that a checkpoint must hold: parameters and buffers, with their paths.
  public var persistentTensors: [(path: String, tensor: any PersistentTensor)] {
    parameters.map { (path: $0.path, tensor: $0.parameter as any PersistentTensor) }
      + buffers.map { (path: $0.path, tensor: $0.buffer as any PersistentTensor) }
  }
}

/// Returns the objects of a class among a value's stored properties, each once, with their paths.
private func descendants<Wanted: AnyObject>(of value: Any) -> [(path: String, value: Wanted)] {
  var found: [(path: String, value: Wanted)] = []
  var seen: Set<ObjectIdentifier> = []

  func visit(_ value: Any, path: String) {
    let mirror = Mirror(reflecting: value)
    let style = mirror.displayStyle
    // This comes first because casts look through optionals, and would find the wrapped value
    // twice.
    if style == .optional {
      if let wrapped = mirror.children.first { visit(wrapped.value, path: path) }
      return
    }
    if let wanted = value as? Wanted {
      guard seen.insert(ObjectIdentifier(wanted)).inserted else { return }
      found.append((path, wanted))
    }
    if value is any Module || style == .collection || style == .tuple {
      for (index, child) in mirror.allChildren.enumerated() {
        // Unnamed elements of tuples are called ".0", ".1" and so on.
        let name = child.label.map { String($0.drop { $0 == "." }) } ?? String(index)
        visit(child.value, path: path.isEmpty || name.isEmpty ? path + name : "\(path).\(name)")
      }
    } else {
      requireNothingLearns(in: mirror, path: path)
    }
  }

  visit(value, path: "")
  return found
}

/// Stops the program if a value in which parameters are not searched holds one, or a buffer.
private func requireNothingLearns(in mirror: Mirror, path: String) {
  guard mirror.allChildren.contains(where: { holdsPersistentTensor($0.value) }) else { return }
  switch mirror.displayStyle {
  case .dictionary, .set:
    fatalError("'\(path)' is a dictionary or a set, whose modules have no order; use an array")
  default:
    fatalError(
      "'\(path)' holds parameters or buffers, but \(mirror.subjectType) is no module; declare that"
        + " it conforms to Module")
  }
}

/// Returns whether a value is a parameter or a buffer, or holds one.
private func holdsPersistentTensor(_ value: Any) -> Bool {
  if value is any PersistentTensor { return true }
  let mirror = Mirror(reflecting: value)
  // Objects that are not modules may refer to each other, so the search could go on forever.
  guard mirror.displayStyle != .class || value is any Module else { return false }
  return mirror.allChildren.contains { holdsPersistentTensor($0.value) }
}

extension Mirror {
  /// The children, after those of superclasses.
  fileprivate var allChildren: AnySequence<Child> {
    guard let superclassMirror else { return AnySequence(children) }
    return AnySequence([superclassMirror.allChildren, AnySequence(children)].joined())
  }
}
