// The first file of the target `BayesianLayers`; removed when it has another.
