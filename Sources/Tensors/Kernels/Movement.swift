import Base
import CKernels

/// Copies or adds elements from strided places to other strided places.
///
/// - Parameters:
///   - movement: Whether elements replace those at their target or are added to them.
///   - source: The first element to read.
///   - sourceStrides: The distance to the next element along each axis; zero repeats, negative
///     reverses.
///   - target: The first element to write.
///   - targetStrides: The distance to the next element along each axis. No place is written twice.
///   - shape: The number of elements along each axis.
func moveElements(
  _ movement: ElementMovement, _ source: UnsafePointer<Scalar>, strides sourceStrides: [Int],
  to target: UnsafeMutablePointer<Scalar>, strides targetStrides: [Int], shape: [Int]
) {
  require(
    shape.count <= KernelMaximumRank,
    "elements are moved along at most \(KernelMaximumRank) axes, but shape \(shape) has more")
  Kernel.move(
    movement, source, sourceStrides, target, targetStrides, shape, Int32(shape.count))
}
