// The first file of `orreryTests`; removed when it has another.
