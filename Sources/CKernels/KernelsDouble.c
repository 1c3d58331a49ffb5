#include "Parallel.h"

#define REAL double
#define NAME(name) name##_double
#include "Maps.h"
#include "Combinations.h"
#include "Movements.h"
#include "Reductions.h"
#include "Rows.h"
#include "Indexing.h"
#include "Steps.h"
