import Tensors

/// A tensor that a module keeps and changes, but that is not learned.
///
/// The running statistics of ``BatchNorm`` are buffers: optimizers ignore them, but checkpoints
/// contain them. Copies of a module share its buffers.
public final class Buffer {
  /// The current value, which is on no tape.
  public var value: Tensor {
    didSet { value = value.detached }
  }

  /// Creates a buffer with an initial value.
  public init(_ value: Tensor) { self.value = value.detached }
}

/// A tensor whose identity persists from step to step: a parameter or a buffer.
public protocol PersistentTensor: AnyObject {
  /// The current value, which is on no tape.
  var value: Tensor { get set }
}

extension Buffer: PersistentTensor {}
extension Parameter: PersistentTensor {}
