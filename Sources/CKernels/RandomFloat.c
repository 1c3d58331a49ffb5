// Random fills for elements of type float.
#include "Parallel.h"

#define REAL float
#define NAME(name) name##_float
#include "RandomNumbers.h"
