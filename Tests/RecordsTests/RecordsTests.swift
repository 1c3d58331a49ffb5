// The first file of `RecordsTests`; removed when it has another.
