import Base
import CKernels

/// The conversion of bytes of pixels to numbers.
public enum FrameScaling: Hashable, Sendable {
  /// `scale · byte + offset`.
  case affine(scale: Scalar, offset: Scalar)
  /// 5 bits per channel, with uniform noise in place of the discarded bits, in [−½, ½).
  ///
  /// Reference: Kingma and Dhariwal, "Glow", NeurIPS 2018, section 6; Hafner et al., "Learning
  /// Latent Dynamics for Planning from Pixels", ICML 2019, appendix A.
  case fiveBits
}

extension Tensor {
  /// Sets elements from the bytes of frames.
  ///
  /// - Parameters:
  ///   - offset: The first element to set.
  ///   - bytes: The bytes, no more than there are elements from `offset` on.
  ///   - scaling: The conversion; five bits require that the elements already hold uniform noise.
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
