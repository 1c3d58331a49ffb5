// The first file of `PlanarScenesTests`; removed when it has another.
