// The first file of the target `PlanarPhysics`; removed when it has another.
