// The first file of the target `ControlSuite`; removed when it has another.
