// The first file of `PlanarPhysicsTests`; removed when it has another.
