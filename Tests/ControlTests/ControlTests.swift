// The first file of `ControlTests`; removed when it has another.
