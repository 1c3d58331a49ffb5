// Loops over elements, compiled for several instruction sets, one of which is chosen when the
// program starts.
//
// Every kernel exists for float and for double: `kernel_map_float`, `kernel_map_double`. Arrays are
// row-major and contiguous. Work on more than some ten thousand elements is distributed over
// OpenMP's threads in parts that depend only on the sizes, so results are the same for any number
// of threads.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "Interleaving.h"
#include "Patches.h"
#include "Recurrent.h"
#include "Frames.h"

#define KERNEL_ENUM __attribute__((enum_extensibility(closed)))

/// The largest number of axes in kernels with broadcasting.
enum { KernelMaximumRank = 16 };

/// A function of one element x, and of two constants p and q.
typedef enum KERNEL_ENUM ElementMap : int32_t {
  ElementMapNegate,
  ElementMapExp,
  ElementMapExpMinusOne,
  ElementMapLog,
  ElementMapLogOnePlus,
  ElementMapSqrt,
  ElementMapSquare,
  ElementMapAbs,
  ElementMapSign,
  ElementMapFloor,
  ElementMapSin,
  ElementMapCos,
  ElementMapTanh,
  ElementMapSigmoid,
  ElementMapSoftplus,
  ElementMapRelu,
  ElementMapElu,
  /// xᵖ
  ElementMapPower,
  /// min(max(x, p), q)
  ElementMapClamp,
} ElementMap;

/// A function of two elements x and y, and of two constants p and q.
///
/// The pullbacks map the gradient x with respect to a result to the gradient with respect to the
/// argument, given the argument or, where the name says so, the result y.
typedef enum KERNEL_ENUM ElementCombination : int32_t {
  ElementCombinationAdd,
  ElementCombinationSubtract,
  ElementCombinationMultiply,
  ElementCombinationDivide,
  /// −x / y
  ElementCombinationNegativeQuotient,
  ElementCombinationMaximum,
  ElementCombinationMinimum,
  ElementCombinationLess,
  ElementCombinationLessOrEqual,
  ElementCombinationGreater,
  ElementCombinationGreaterOrEqual,
  ElementCombinationEqual,
  /// x where y is not zero, otherwise zero.
  ElementCombinationKeepWhere,
  /// x where y is zero, otherwise zero.
  ElementCombinationKeepWhereNot,
  /// x where p ≤ y ≤ q, otherwise zero.
  ElementCombinationKeepInside,
  ElementCombinationPowerPullback,
  ElementCombinationSquarePullback,
  ElementCombinationAbsPullback,
  ElementCombinationLogOnePlusPullback,
  ElementCombinationExpMinusOnePullbackFromResult,
  ElementCombinationSqrtPullbackFromResult,
  ElementCombinationTanhPullbackFromResult,
  ElementCombinationSigmoidPullbackFromResult,
  ElementCombinationSoftplusPullbackFromResult,
  ElementCombinationReluPullbackFromResult,
  ElementCombinationEluPullbackFromResult,
} ElementCombination;

/// The effect of a strided pass on the elements of its target.
typedef enum KERNEL_ENUM ElementMovement : int32_t {
  ElementMovementCopy,
  ElementMovementAdd,
} ElementMovement;

/// A function of a row of elements.
typedef enum KERNEL_ENUM RowFunction : int32_t {
  RowFunctionSoftmax,
  RowFunctionLogSoftmax,
  RowFunctionLogSumExp,
} RowFunction;

/// The way in which a fill turns random words into numbers.
typedef enum KERNEL_ENUM RandomFill : int32_t {
  RandomFillNormal,
  RandomFillUniform,
  RandomFillSigns,
} RandomFill;

/// The place in a random sequence where a fill starts.
typedef struct RandomPosition {
  uint64_t seed, stream, block;
} RandomPosition;

/// The constants of a step of Adam.
typedef struct AdamRates {
  /// The fractions of the first and of the second moment that remain.
  double firstDecay, secondDecay;
  /// The learning rate over 1 − firstDecayᵗ.
  double stepSize;
  /// One over √(1 − secondDecayᵗ).
  double rootScale;
  /// The constant added to the root of the second moment.
  double epsilon;
  /// The factor that multiplies the gradient.
  double gradientScale;
  /// The factor that multiplies the parameter before the step.
  double parameterScale;
} AdamRates;

/// The constants of a step of gradient descent with momentum, or of RMSProp.
typedef struct DescentRates {
  double learningRate, momentum, decay, epsilon, gradientScale;
  bool isNesterov;
} DescentRates;

/// Calls `body` on parts of `0 ..< count`, each except the last a multiple of `grain` long, on all
/// threads.
void kernel_parallel(
  ptrdiff_t count, ptrdiff_t grain, void (*body)(void *context, ptrdiff_t begin, ptrdiff_t end),
  void *context);

/// Returns the number of threads that a large kernel uses here, which is one within a part of
/// shared work.
int kernel_thread_count(void);

/// Returns the number of OpenMP threads for a library that is called here, which is one within a
/// part.
int kernel_openmp_thread_count(void);

/// Returns the number, from 1, of the part of shared work in which the caller runs, or 0 if it is
/// in none.
ptrdiff_t kernel_part(void);

/// Sets the number of threads of large kernels that this thread calls, or 0 for as many as OpenMP
/// has.
void kernel_set_thread_count(int count);

/// Returns the number of block sums that kernel_sum needs as scratch, or zero.
ptrdiff_t kernel_sum_scratch_count(ptrdiff_t outer, ptrdiff_t length, ptrdiff_t inner);

#define REAL float
#define NAME(name) name##_float
#include "KernelsDeclarations.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(name) name##_double
#include "KernelsDeclarations.h"
#undef REAL
#undef NAME
