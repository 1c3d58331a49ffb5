// All kernels except the random ones, for elements of type float.
#include "Parallel.h"

#include <string.h>

#include "FunctionsFloat.h"

#define REAL float
#define NAME(name) name##_float
// Interleaving four vectors hides the latency of long polynomials.
#define INTERLEAVED _Pragma("clang loop vectorize(assume_safety) interleave_count(4)")
#define LARGEST_ANGLE LARGEST_ANGLE_float

#include "Maps.h"
#include "Combinations.h"
#include "Movements.h"
#include "Lanes.h"
#include "Sums.h"
#include "Reductions.h"
#include "Rows.h"
#include "Indexing.h"
#include "Steps.h"
