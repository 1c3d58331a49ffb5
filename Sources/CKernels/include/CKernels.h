// Loops over elements, compiled for several instruction sets and chosen when the program starts.
#pragma once

#include "Frames.h"
