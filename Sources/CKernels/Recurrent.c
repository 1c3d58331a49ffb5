#include "Recurrent.h"

#include "FunctionsDouble.h"
#include "FunctionsFloat.h"
#include "Parallel.h"

#define REAL float
#define NAME(name) name##_float
#include "RecurrentLoops.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(name) name##_double
#include "RecurrentLoops.h"
