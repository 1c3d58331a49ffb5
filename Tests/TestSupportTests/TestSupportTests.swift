// The first file of `TestSupportTests`; removed when it has another.
