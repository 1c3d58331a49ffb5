// Counts the large allocations of one thread, by standing in for the allocator's functions.
#pragma once

#include <stddef.h>

/// Starts to count this thread's requests for more than `threshold` bytes.
void allocation_counter_start(size_t threshold);

/// Stops counting, and returns how many requests there were.
size_t allocation_counter_stop(void);

/// Returns the bytes that this process has allocated and not freed.
size_t heap_bytes_in_use(void);
