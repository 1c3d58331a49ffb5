// libpng behind functions that return codes.
//
// libpng reports errors by longjmp, which must not cross Swift. These functions catch it, and
// return a code and libpng's message.
#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The outcome of a call.
enum {
  cpng_ok = 0,
  /// The bytes are not a picture, or not a readable one.
  cpng_bad_data = 1,
  /// There is not enough memory.
  cpng_no_memory = 2,
};

/// The size of the buffers for libpng's messages.
#define CPNG_MESSAGE_SIZE 128

/// Compresses a picture of 8 bits per channel.
///
/// `channels` is 1 for gray and 3 for RGB. On success `*bytes` holds `*count` bytes, which must be
/// passed to cpng_free.
int cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, int channels,
                uint8_t **bytes, size_t *count, char *message);

/// Expands a picture to 8 bits per channel, gray or RGB.
///
/// Pictures with more than `limit` pixels on a side are refused. On success `*pixels` holds
/// `*width` × `*height` × `*channels` bytes, which must be passed to cpng_free.
int cpng_decode(const uint8_t *bytes, size_t count, uint32_t limit, uint8_t **pixels,
                uint32_t *width, uint32_t *height, int *channels, char *message);

/// Frees memory that the other functions allocated.
void cpng_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
