#if DoublePrecision
/// The type of a tensor's elements.
///
/// This is `Float`, unless the package trait `DoublePrecision` makes it `Double` for tight gradient
/// checks.
public typealias Scalar = Double
#else
/// The type of a tensor's elements.
///
/// This is `Float`, unless the package trait `DoublePrecision` makes it `Double` for tight gradient
/// checks.
public typealias Scalar = Float
#endif
