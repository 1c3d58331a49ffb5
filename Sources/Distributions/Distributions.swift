// The first file of the target `Distributions`; removed when it has another.
