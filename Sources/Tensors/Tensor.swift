import Base

/// An array of numbers with a shape, whose operations can be differentiated.
///
/// Elements are in row-major order: the last axis varies fastest. A tensor is a value: operations
/// return new ones. Copies and ``reshaped(_:)`` share memory, which is safe because elements never
/// change while two tensors share them.
///
/// A tensor computed from a ``Tape``'s variable is on that tape: operations on it are recorded, and
/// their results are on the tape, too.
public struct Tensor {
  package var storage: Storage
  package let offset: Int
  /// The length of each axis; empty for a scalar.
  public let shape: [Int]
  /// The number of elements.
  public let count: Int
  package let node: Node?

  /// A place on a tape.
  package struct Node {
    package let tape: Tape
    package let slot: Slot
  }

  package init(storage: Storage, offset: Int, shape: [Int], count: Int, node: Node? = nil) {
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.count = count
    self.node = node
  }

  /// Creates a tensor with arbitrary elements, which must be set before they are read.
  package init(uninitialized shape: [Int]) {
    let count = elementCount(of: shape)
    self.init(storage: Storage(uninitialized: count), offset: 0, shape: shape, count: count)
  }

  /// Creates a tensor whose elements are set by `body`.
  package init(
    shape: [Int], initializingWith body: (UnsafeMutablePointer<Scalar>) -> Void
  ) {
    self.init(uninitialized: shape)
    body(storage.elements)
  }

  /// Creates a tensor from the given elements.
  ///
  /// - Parameters:
  ///   - scalars: The elements in row-major order.
  ///   - shape: The length of each axis.
  /// - Precondition: The number of elements fits the shape.
  public init(_ scalars: [Scalar], shape: [Int]) {
    require(
      elementCount(of: shape) == scalars.count,
      "shape \(shape) has \(elementCount(of: shape)) elements, but \(scalars.count) were given")
    self.init(shape: shape) { elements in
      for index in scalars.indices { elements[index] = scalars[index] }
    }
  }

  /// Creates a tensor whose elements are all `value`.
  public init(repeating value: Scalar, shape: [Int]) {
    self.init(uninitialized: shape)
    storage.elements.update(repeating: value, count: count)
  }

  /// Creates a scalar: a tensor of shape `[]`.
  public init(_ scalar: Scalar) {
    self.init(repeating: scalar, shape: [])
  }

  /// The elements in row-major order.
  public var scalars: [Scalar] {
    Array(UnsafeBufferPointer(start: elements, count: count))
  }

  /// The only element.
  ///
  /// - Precondition: There is exactly one.
  public var scalar: Scalar {
    require(count == 1, "a tensor of shape \(shape) has no single element")
    return elements[0]
  }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// The same elements, detached from the tape: no gradient flows through them.
  public var detached: Tensor {
    node == nil
      ? self : Tensor(storage: storage, offset: offset, shape: shape, count: count)
  }

  /// The address of the first element, valid as long as the tensor lives.
  package var elements: UnsafeMutablePointer<Scalar> { storage.elements + offset }

  /// The tape that this tensor is on, if it is on one.
  package var tape: Tape? { node?.tape }

  /// The tensor's place on its tape, if it is on one.
  package var slot: Slot? { node?.slot }

  /// Returns the same elements at a place on a tape.
  func at(_ node: Node) -> Tensor {
    Tensor(storage: storage, offset: offset, shape: shape, count: count, node: node)
  }
}

extension Tensor: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// Creates a scalar: a tensor of shape `[]`.
  public init(floatLiteral value: Double) { self.init(Scalar(value)) }

  /// Creates a scalar: a tensor of shape `[]`.
  public init(integerLiteral value: Int) { self.init(Scalar(value)) }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first elements.
  public var description: String {
    let first = (0..<Swift.min(count, 8)).map { "\(elements[$0])" }.joined(separator: ", ")
    return "Tensor\(shape)[\(first)\(count > 8 ? ", …" : "")]"
  }
}
