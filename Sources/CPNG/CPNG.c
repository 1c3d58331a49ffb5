#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// The bytes that a call has produced or still has to read, and the place for an error.
struct stream {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  const uint8_t *input;
  size_t left;
  char *message;
  int code;
};

static void fail(png_structp png, png_const_charp text) {
  struct stream *stream = png_get_error_ptr(png);
  if (stream->code == cpng_ok) stream->code = cpng_bad_data;
  strncpy(stream->message, text, CPNG_MESSAGE_SIZE - 1);
  stream->message[CPNG_MESSAGE_SIZE - 1] = 0;
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void append(png_structp png, png_bytep data, png_size_t length) {
  struct stream *stream = png_get_io_ptr(png);
  if (length > stream->capacity - stream->count) {
    size_t capacity = stream->capacity ? stream->capacity : 4096;
    while (capacity - stream->count < length) {
      if (capacity > SIZE_MAX / 2) png_error(png, "the picture is too large");
      capacity *= 2;
    }
    uint8_t *bytes = realloc(stream->bytes, capacity);
    if (bytes == NULL) {
      stream->code = cpng_no_memory;
      png_error(png, "there is no memory for the picture");
    }
    stream->bytes = bytes;
    stream->capacity = capacity;
  }
  memcpy(stream->bytes + stream->count, data, length);
  stream->count += length;
}

static void nothing(png_structp png) { (void)png; }

static void take(png_structp png, png_bytep data, png_size_t length) {
  struct stream *stream = png_get_io_ptr(png);
  if (length > stream->left) png_error(png, "the file ends too early");
  memcpy(data, stream->input, length);
  stream->input += length;
  stream->left -= length;
}

int cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, int channels,
                uint8_t **bytes, size_t *count, char *message) {
  struct stream stream = {.message = message, .code = cpng_ok};
  png_infop info = NULL;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &stream, fail, ignore);
  if (png == NULL) return cpng_no_memory;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    free(stream.bytes);
    return stream.code;
  }
  info = png_create_info_struct(png);
  if (info == NULL) {
    stream.code = cpng_no_memory;
    png_error(png, "there is no memory for the picture");
  }
  png_set_write_fn(png, &stream, append, nothing);
  // libpng's own limit is a million pixels on a side; this is the format's.
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  int type = channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
  png_set_IHDR(png, info, width, height, 8, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE,
               PNG_FILTER_TYPE_BASE);
  png_write_info(png, info);
  for (uint32_t row = 0; row < height; row++) {
    png_write_row(png, pixels + (size_t)row * width * (size_t)channels);
  }
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
  *bytes = stream.bytes;
  *count = stream.count;
  return cpng_ok;
}

int cpng_decode(const uint8_t *bytes, size_t count, uint32_t limit, uint8_t **pixels,
                uint32_t *width, uint32_t *height, int *channels, char *message) {
  struct stream stream = {.input = bytes, .left = count, .message = message, .code = cpng_ok};
  png_infop info = NULL;
  // Volatile, so that their values are preserved when libpng jumps back.
  uint8_t *volatile buffer = NULL;
  png_bytep *volatile rows = NULL;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &stream, fail, ignore);
  if (png == NULL) return cpng_no_memory;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    free(buffer);
    free(rows);
    return stream.code;
  }
  info = png_create_info_struct(png);
  if (info == NULL) {
    stream.code = cpng_no_memory;
    png_error(png, "there is no memory for the picture");
  }
  png_set_read_fn(png, &stream, take);
  png_set_user_limits(png, limit, limit);
  png_set_chunk_cache_max(png, 64);
  png_set_chunk_malloc_max(png, 1 << 20);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_read_info(png, info);
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  *width = png_get_image_width(png, info);
  *height = png_get_image_height(png, info);
  *channels = png_get_channels(png, info);
  size_t stride = png_get_rowbytes(png, info);
  if (stride != (size_t)*width * (size_t)*channels) png_error(png, "the rows have a strange size");
  buffer = malloc(stride * *height);
  rows = malloc(sizeof(png_bytep) * *height);
  if (buffer == NULL || rows == NULL) {
    stream.code = cpng_no_memory;
    png_error(png, "there is no memory for the picture");
  }
  for (uint32_t row = 0; row < *height; row++) rows[row] = buffer + row * stride;
  png_read_image(png, rows);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  free(rows);
  *pixels = buffer;
  return cpng_ok;
}

void cpng_free(void *memory) { free(memory); }
