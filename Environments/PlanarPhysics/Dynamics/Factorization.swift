/// Symmetric matrices as lower triangles, row by row, in buffers of `count` × `count`.
///
/// Coordinates are eliminated from last to first, so that rows of different branches of the tree
/// never meet: where the matrix has a zero between branches, the factor has one, too, and it is
/// skipped.
extension Workspace {
  /// Factors ``hessian`` in place into Lᵀ D L, with the inverse of D on the diagonal.
  ///
  /// Reference: Featherstone, "Rigid Body Dynamics Algorithms", 2008, section 6.5.
  func factor() {
    var pivot = count &- 1
    while pivot >= 0 {
      let row = hessian + count &* pivot
      let inverse = 1 / row[pivot]
      row[pivot] = inverse
      var other = pivot &- 1
      while other >= 0 {
        let entry = row[other]
        if entry != 0 {
          let scale = entry * inverse
          let target = hessian + count &* other
          var column = 0
          while column <= other {
            target[column] -= scale * row[column]
            column &+= 1
          }
          row[other] = scale
        }
        other &-= 1
      }
      pivot &-= 1
    }
  }

  /// Replaces `vector` by the solution of the factored system.
  func solve(_ vector: Numbers) {
    var row = count &- 1
    while row >= 0 {
      let entries = hessian + count &* row
      let value = vector[row]
      var column = 0
      while column < row {
        vector[column] -= entries[column] * value
        column &+= 1
      }
      row &-= 1
    }
    row = 0
    while row < count {
      let entries = hessian + count &* row
      var value = vector[row] * entries[row]
      var column = 0
      while column < row {
        value -= entries[column] * vector[column]
        column &+= 1
      }
      vector[row] = value
      row &+= 1
    }
  }

  /// Stores the product of the mass matrix and `vector` in `result`.
  func multiplyMass(_ vector: Numbers, into result: Numbers) {
    var row = 0
    while row < count {
      let entries = mass + count &* row
      let factor = vector[row]
      var sum = entries[row] * factor
      var column = 0
      while column < row {
        sum += entries[column] * vector[column]
        result[column] += entries[column] * factor
        column &+= 1
      }
      result[row] = sum
      row &+= 1
    }
  }

  /// Returns the scalar product of two vectors of `count` numbers.
  @inline(__always)
  func product(_ a: Numbers, _ b: Numbers) -> Double {
    var sum = 0.0
    var index = 0
    while index < count {
      sum += a[index] * b[index]
      index &+= 1
    }
    return sum
  }
}
