#include "Parallel.h"

#define REAL float
#define NAME(name) name##_float
#include "Maps.h"
#include "Combinations.h"
#include "Movements.h"
#include "Reductions.h"
#include "Rows.h"
#include "Indexing.h"
#include "Steps.h"
