// The first file of `ControlSuiteTests`; removed when it has another.
