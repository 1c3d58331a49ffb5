// The first file of `OptimizersTests`; removed when it has another.
