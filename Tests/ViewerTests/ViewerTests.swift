// The first file of `ViewerTests`; removed when it has another.
