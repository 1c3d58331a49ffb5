import CKernels

/// The kernels for this build's element type.
enum Kernel {
  #if DoublePrecision
  static let map = kernel_map_double
  static let combine = kernel_combine_double
  static let select = kernel_select_double
  static let activate = kernel_activate_double
  static let move = kernel_move_double
  static let accumulate = kernel_accumulate_double
  static let allFinite = kernel_all_finite_double
  static let sumOfSquares = kernel_sum_of_squares_double
  static let sum = kernel_sum_double
  static let extremeIndex = kernel_extreme_index_double
  static let cumulativeSum = kernel_cumulative_sum_double
  static let rowFunction = kernel_row_function_double
  static let rowPullback = kernel_row_pullback_double
  static let gather = kernel_gather_double
  static let scatterAdd = kernel_scatter_add_double
  static let gatherAlong = kernel_gather_along_double
  static let scatterAddAlong = kernel_scatter_add_along_double
  static let fillRandom = kernel_fill_random_double
  static let spread = kernel_spread_double
  static let adam = kernel_adam_double
  static let descent = kernel_descent_double
  static let rootMeanSquareStep = kernel_root_mean_square_step_double
  #else
  static let map = kernel_map_float
  static let combine = kernel_combine_float
  static let select = kernel_select_float
  static let activate = kernel_activate_float
  static let move = kernel_move_float
  static let accumulate = kernel_accumulate_float
  static let allFinite = kernel_all_finite_float
  static let sumOfSquares = kernel_sum_of_squares_float
  static let sum = kernel_sum_float
  static let extremeIndex = kernel_extreme_index_float
  static let cumulativeSum = kernel_cumulative_sum_float
  static let rowFunction = kernel_row_function_float
  static let rowPullback = kernel_row_pullback_float
  static let gather = kernel_gather_float
  static let scatterAdd = kernel_scatter_add_float
  static let gatherAlong = kernel_gather_along_float
  static let scatterAddAlong = kernel_scatter_add_along_float
  static let fillRandom = kernel_fill_random_float
  static let spread = kernel_spread_float
  static let adam = kernel_adam_float
  static let descent = kernel_descent_float
  static let rootMeanSquareStep = kernel_root_mean_square_step_float
  #endif
}
