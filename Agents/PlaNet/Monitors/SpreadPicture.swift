import Imaging
import Tensors

extension Image {
  /// Draws how far predicted frames differ: between draws of the weights in red, and between draws of
  /// latent states in blue.
  ///
  /// - Parameters:
  ///   - weightStddev: Between draws of the weights, of `height · width · 3` elements.
  ///   - latentStddev: Between draws of latent states, of as many.
  ///   - gain: What deviations are multiplied by; the product 1 has the full colour.
  ///   - width: The width of the frames.
  ///   - height: Their height.
  ///   - strangers: The number of pixels that are no numbers, which become magenta, is added to it.
  public init(
    spreadOfWeights weightStddev: Tensor, latents latentStddev: Tensor, gain: Scalar, width: Int,
    height: Int, strangers: inout Int
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
      + brightness(latentStddev) * color(Chart.latentDraws)
    self.init(
      colors: colors.scalars.map { Float($0) }, width: width, height: height,
      strangers: &strangers)
  }
}
