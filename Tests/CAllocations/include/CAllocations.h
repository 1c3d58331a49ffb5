#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

/// Returns how often the calling thread has asked for memory.
long allocation_count(void);

#endif
