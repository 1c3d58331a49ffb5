import Base
import CKernels

/// How bytes of pixels become numbers.
public enum FrameScaling: Hashable, Sendable {
  /// `scale · byte + offset`.
  case affine(scale: Scalar, offset: Scalar)
  /// 5 bits a channel, with uniform noise in place of the bits that are cut off, in [−½, ½).
  ///
  /// Reference: Kingma and Dhariwal, "Glow", NeurIPS 2018, section 6; Hafner et al., "Learning
  /// Latent Dynamics for Planning from Pixels", ICML 2019, appendix A.
  case fiveBits
}

extension Tensor {
  /// Sets elements to bytes of frames.
  ///
  /// - Parameters:
  ///   - offset: The first element to set.
  ///   - bytes: The bytes, no more than there are elements from there on.
  ///   - scaling: How bytes become numbers; five bits need uniform noise in the elements before.
  package func fillFrames(
    at offset: Int, from bytes: UnsafeBufferPointer<UInt8>, scaling: FrameScaling
  ) {
    guard let source = bytes.baseAddress else { return }
    require(
      offset >= 0 && bytes.count <= count - offset,
      "\(bytes.count) bytes do not fit in a tensor of \(count) elements from \(offset) on")
    let target = elements + offset
    switch scaling {
    case .affine(let scale, let offset):
      #if DoublePrecision
      kernel_frames_double(source, target, bytes.count, scale, offset)
      #else
      kernel_frames_float(source, target, bytes.count, scale, offset)
      #endif
    case .fiveBits:
      #if DoublePrecision
      kernel_coarse_frames_double(source, target, bytes.count)
      #else
      kernel_coarse_frames_float(source, target, bytes.count)
      #endif
    }
  }
}
