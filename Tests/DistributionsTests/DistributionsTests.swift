// The first file of `DistributionsTests`; removed when it has another.
