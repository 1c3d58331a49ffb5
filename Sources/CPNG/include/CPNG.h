// libpng behind functions that return codes.
//
// libpng reports errors by longjmp, which must not cross Swift. These functions catch it, and give
// back a code and libpng's sentence.
#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What became of a call.
enum {
  cpng_ok = 0,
  /// The bytes are not a picture, or not one that can be read.
  cpng_bad_data = 1,
  /// There is no memory for it.
  cpng_no_memory = 2,
};

/// The size of the buffers for libpng's sentences.
#define CPNG_MESSAGE_SIZE 128

/// Compresses a picture of 8 bits a channel.
///
/// `channels` is 1 for gray and 3 for RGB. On success `*bytes` holds `*count` bytes, to be given to
/// cpng_free.
int cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, int channels,
                uint8_t **bytes, size_t *count, char *message);

/// Expands a picture to 8 bits a channel, gray or RGB.
///
/// Pictures with more than `limit` pixels on a side are refused. On success `*pixels` holds
/// `*width` × `*height` × `*channels` bytes, to be given to cpng_free.
int cpng_decode(const uint8_t *bytes, size_t count, uint32_t limit, uint8_t **pixels,
                uint32_t *width, uint32_t *height, int *channels, char *message);

/// Frees what the other functions made.
void cpng_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
