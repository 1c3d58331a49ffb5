// The first file of `TensorsTests`; removed when it has another.
