// The first file of the target `PlanarScenes`; removed when it has another.
