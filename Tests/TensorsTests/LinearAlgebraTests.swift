import Tensors
import TestSupport
import Testing

@Suite struct LinearAlgebraTests {
  /// Returns positive definite matrices x xᵀ + 1, with different off-diagonals.
  private func positiveDefinite(_ x: Tensor) -> Tensor {
    let identity = Tensor([1, 0, 0, 0, 1, 0, 0, 0, 1], shape: [1, 3, 3])
    return matmul(x, x, transposingB: true) + identity
  }

  /// Returns a function's value, or reports its error.
  private func succeeding(_ x: Tensor, _ function: (Tensor) throws -> Tensor) -> Tensor {
    do {
      return try function(x)
    } catch {
      Issue.record(error)
      return x
    }
  }

  @Test func gradientsOfCholeskyMatchDifferences() {
    expectGradientsMatchDifferences(at: [positiveDefinite(normals([2, 3, 4])[0])]) {
      succeeding($0[0], cholesky)
    }
  }

  @Test func gradientsOfLogDeterminantMatchDifferences() {
    expectGradientsMatchDifferences(at: [positiveDefinite(normals([2, 3, 4])[0])]) {
      succeeding($0[0], logDeterminant(ofPositiveDefinite:))
    }
  }

  @Test(arguments: [false, true])
  func gradientsOfTriangularSolveMatchDifferences(transposing: Bool) throws {
    let inputs = normals([2, 3, 4], [2, 3, 5])
    let lower = try cholesky(positiveDefinite(inputs[0]))
    expectGradientsMatchDifferences(at: [lower, inputs[1]]) {
      triangularSolve($0[0], $0[1], transposing: transposing)
    }
  }

  @Test func factorTimesItsTransposeIsTheMatrix() throws {
    let a = Tensor([4, 2, 2, 5, 9, 3, 3, 2], shape: [2, 2, 2])
    let lower = try cholesky(a)
    #expect(lower.scalars == [2, 0, 1, 2, 3, 0, 1, 1])
    let logarithms = try logDeterminant(ofPositiveDefinite: a)
    #expect(abs(logarithms.scalars[0] - 2.772588722239781) < 1e-6)
    let x = triangularSolve(lower, Tensor([2, 5, 6, 4], shape: [2, 2, 1]))
    #expect(x.scalars == [1, 2, 2, 2])
  }

  @Test func namesTheLeadingMinorThatIsNotPositive() {
    let a = Tensor([1, 0, 0, 1, 1, 2, 2, 1], shape: [2, 2, 2])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 2, matrix: 1)) {
      _ = try cholesky(a)
    }
  }

  /// LAPACK itself ignores NaN.
  @Test(arguments: [(0, 1), (1, 2), (2, 2), (3, 2)])
  func whatIsNotANumberIsNotPositive(place: Int, minor: Int) {
    var scalars: [Scalar] = [1, 0, 0, 1, 2, 1, 1, 2]
    scalars[4 + place] = .nan
    let a = Tensor(scalars, shape: [2, 2, 2])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: minor, matrix: 1)) {
      _ = try cholesky(a)
    }
  }
}
