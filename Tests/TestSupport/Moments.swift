/// Returns the sum of numbers.
///
/// Its type is stated, which `reduce(0, +)` leaves open where a tensor could also be meant.
public func total(_ numbers: [Double]) -> Double {
  var total = 0.0
  for number in numbers { total += number }
  return total
}

/// Returns the mean of numbers.
public func mean(_ numbers: [Double]) -> Double { total(numbers) / Double(numbers.count) }

/// Returns the mean of the squared distances of numbers from their mean.
public func variance(_ numbers: [Double]) -> Double {
  let center = mean(numbers)
  return mean(
    numbers.map { number -> Double in
      let distance = number - center
      return distance * distance
    })
}
