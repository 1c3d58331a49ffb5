// Loops over elements, compiled for several instruction sets and chosen when the program starts.
//
// Every kernel exists for float and for double: `kernel_map_float`, `kernel_map_double`. Arrays are
// row-major and without gaps. Work of more than some ten thousand elements is spread over OpenMP's
// threads in parts that depend only on the sizes, so results are the same for any number of threads.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "Interleaving.h"
#include "Patches.h"
#include "Recurrent.h"
#include "Frames.h"

#define KERNEL_ENUM __attribute__((enum_extensibility(closed)))

/// The largest number of axes that kernels with broadcasting take.
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
/// The pullbacks map the gradient x by a result to the gradient by the argument, given the argument
/// or, where the name says so, the result y.
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
  /// x where y is not zero, else zero.
  ElementCombinationKeepWhere,
  /// x where y is zero, else zero.
  ElementCombinationKeepWhereNot,
  /// x where p ≤ y ≤ q, else zero.
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

/// What a strided pass does with the elements of its source.
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

/// How a fill turns random words into numbers.
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
  /// How much of the first and of the second moment remains.
  double firstDecay, secondDecay;
  /// The learning rate over 1 − firstDecayᵗ.
  double stepSize;
  /// One over √(1 − secondDecayᵗ).
  double rootScale;
  /// What is added to the root of the second moment.
  double epsilon;
  /// What the gradient is multiplied with.
  double gradientScale;
  /// What the parameter is multiplied with before the step.
  double parameterScale;
} AdamRates;

/// The constants of a step of gradient descent with momentum, or of RMSProp.
typedef struct DescentRates {
  double learningRate, momentum, decay, epsilon, gradientScale;
  bool isNesterov;
} DescentRates;

/// Calls `body` on parts of `0 ..< count`, each a multiple of `grain` long but the last, on all
/// threads.
void kernel_parallel(
  ptrdiff_t count, ptrdiff_t grain, void (*body)(void *context, ptrdiff_t begin, ptrdiff_t end),
  void *context);

/// Returns how many threads a large kernel uses here: within a part of another's work, one.
int kernel_thread_count(void);

/// Returns how many threads OpenMP has for a library that is called here: within a part, one.
int kernel_openmp_thread_count(void);

/// Returns the number of the part of shared work that the caller is, from 1 on, or 0 if it is none.
ptrdiff_t kernel_part(void);

/// Sets how many threads large kernels use that this thread calls, or 0 for as many as OpenMP has.
void kernel_set_thread_count(int count);

/// Returns how many numbers kernel_sum needs for sums of blocks, or zero.
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
