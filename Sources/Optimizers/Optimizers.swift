// The first file of the target `Optimizers`; removed when it has another.
