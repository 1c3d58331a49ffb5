// The first file of the target `Tensors`; removed when it has another.
