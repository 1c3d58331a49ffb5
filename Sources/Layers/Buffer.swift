import Tensors

/// A tensor that a module keeps and changes, but that does not learn.
///
/// The running statistics of ``BatchNorm`` are buffers: optimizers leave them alone, checkpoints
/// hold them. Copying a module shares its buffers.
public final class Buffer {
  /// The current value, which is on no tape.
  public var value: Tensor {
    didSet { value = value.detached }
  }

  /// Creates a buffer with a first value.
  public init(_ value: Tensor) { self.value = value.detached }
}

/// A tensor with an identity that lasts from step to step: a parameter or a buffer.
public protocol PersistentTensor: AnyObject {
  /// The current value, which is on no tape.
  var value: Tensor { get set }
}

extension Buffer: PersistentTensor {}
extension Parameter: PersistentTensor {}
