#include "Recurrent.h"

#include "FunctionsDouble.h"
#include "FunctionsFloat.h"
#include "Parallel.h"

// The gates of a row are parts of one array, which do not overlap.
#define VECTORIZED _Pragma("clang loop vectorize(assume_safety) interleave_count(4)")

#define REAL float
#define NAME(name) name##_float
#include "RecurrentLoops.h"
#undef REAL
#undef NAME
#undef VECTORIZED

// Functions of doubles are calls, which are not vectorized.
#define VECTORIZED

#define REAL double
#define NAME(name) name##_double
#include "RecurrentLoops.h"
