// The first file of `BenchmarksTests`; removed when it has another.
