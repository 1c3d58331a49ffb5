import Imaging
import Tensors

extension Image {
  /// Draws the spread of predicted frames: between draws of the weights in red, and between draws
  /// of states in blue.
  ///
  /// - Parameters:
  ///   - weightStddev: The deviations between draws of the weights, `height · width · 3` elements.
  ///   - stateStddev: The deviations between draws of states, as many elements.
  ///   - gain: The factor that multiplies deviations; a product of 1 has the full colour.
  ///   - width: The width of the frames.
  ///   - height: Their height.
  ///   - nanCount: A count that is increased by the number of NaN pixels, which become magenta.
  public init(
    spreadOfWeights weightStddev: Tensor, states stateStddev: Tensor, gain: Scalar, width: Int,
    height: Int, nanCount: inout Int
  ) {
    func brightness(_ stddev: Tensor) -> Tensor {
      gain
        * sqrt(square(stddev.reshaped([width * height, 3])).mean(axis: 1, keepingDimensions: true))
    }
    func color(_ pixel: Pixel) -> Tensor {
      Tensor([pixel.red, pixel.green, pixel.blue].map { Scalar($0) / 255 }, shape: [1, 3])
    }
    let colors =
      brightness(weightStddev) * color(Chart.weightDraws)
      + brightness(stateStddev) * color(Chart.stateDraws)
    self.init(
      colors: colors.scalars.map { Float($0) }, width: width, height: height,
      nanCount: &nanCount)
  }
}
