// The first file of the target `Records`; removed when it has another.
