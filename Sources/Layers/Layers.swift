// The first file of the target `Layers`; removed when it has another.
