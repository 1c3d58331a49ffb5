#include "Patches.h"

#include <string.h>

#include "Parallel.h"

#define REAL float
#define NAME(name) name##_float
#include "PatchLoops.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(name) name##_double
#include "PatchLoops.h"
