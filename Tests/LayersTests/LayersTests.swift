// The first file of `LayersTests`; removed when it has another.
