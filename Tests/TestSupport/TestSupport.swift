// The first file of TestSupport; removed when it has another.
