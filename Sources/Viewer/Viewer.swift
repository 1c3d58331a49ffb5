// The first file of the target `Viewer`; removed when it has another.
