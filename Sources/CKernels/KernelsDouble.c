// All kernels except the random ones, for elements of type double.
#include "Parallel.h"

#include <string.h>

#include "FunctionsDouble.h"

#define REAL double
#define NAME(name) name##_double
// Calls of the mathematics library are not vectorized.
#define INTERLEAVED
#define LARGEST_ANGLE LARGEST_ANGLE_double

#include "Maps.h"
#include "Combinations.h"
#include "Movements.h"
#include "Lanes.h"
#include "Sums.h"
#include "Reductions.h"
#include "Rows.h"
#include "Indexing.h"
#include "Steps.h"
