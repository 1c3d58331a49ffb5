// The first file of the target `Control`; removed when it has another.
