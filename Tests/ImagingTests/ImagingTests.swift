// The first file of `ImagingTests`; removed when it has another.
