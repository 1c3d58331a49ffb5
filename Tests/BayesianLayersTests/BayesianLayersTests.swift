// The first file of `BayesianLayersTests`; removed when it has another.
