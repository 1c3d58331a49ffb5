// The first file of the target `Benchmarks`; removed when it has another.
