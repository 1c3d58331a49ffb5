// Random fills for elements of type double.
#include "Parallel.h"

#define REAL double
#define NAME(name) name##_double
#include "RandomNumbers.h"
