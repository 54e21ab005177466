/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/png-file.h"

#include "base/words.h"
#include "data/bytes.h"

#include <assert.h>
#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SIDE 16384
#define MAX_PIXELS (1 << 24)
#define MAX_FILE (UINT64_C (64) << 20)

typedef struct {
  DataBytes *bytes;
  BaseError *error;
  DataPngSize size;
  float *pixels;
  png_structp png;
  png_infop info;
  unsigned char *row;
  double left, top, step; /* of the part that is taken, and how much of it one pixel is */
} Reader;

/* ---- libpng's callbacks ---- */

static void
fail (png_structp png, const char *reason)
{
  const Reader *reader = png_get_error_ptr (png);
  base_error_set (reader->error, _ ("%s: byte %llu: %s"), data_bytes_name (reader->bytes),
                  (unsigned long long) data_bytes_offset (reader->bytes), data_reason (reason));
  png_longjmp (png, 1);
}

/* What does not keep the picture from being read is passed over. */
static void
warn (png_structp png, const char *reason)
{
}

static void
read_bytes (png_structp png, png_bytep to, size_t n)
{
  const Reader *reader = png_get_io_ptr (png);
  size_t n_read;
  if (data_bytes_offset (reader->bytes) + n > MAX_FILE)
    fail (png, _ ("the file goes on; more than 64 MiB are not read"));
  if (!data_bytes_read (reader->bytes, to, n, &n_read, reader->error))
    png_longjmp (png, 1);
  if (n_read < n)
    fail (png, _ ("the file ends early"));
}

/* ---- areas ---- */

/* Adds the pixel at (@x, @y) of the picture to those of the image that it covers. */
static void
add_pixel (const Reader *reader, int x, int y, const unsigned char *values)
{
  double left = (x - reader->left) / reader->step, top = (y - reader->top) / reader->step,
         side = 1 / reader->step;
  int first_column = (int) fmax (0, floor (left)),
      last_column = (int) fmin (reader->size.width, ceil (left + side));
  int first_row = (int) fmax (0, floor (top)), last_row = (int) fmin (reader->size.height, ceil (top + side));
  for (int row = first_row; row < last_row; row++)
    for (int column = first_column; column < last_column; column++) {
      double across = fmin (column + 1, left + side) - fmax (column, left);
      double down = fmin (row + 1, top + side) - fmax (row, top);
      float *pixel = reader->pixels + (row * reader->size.width + column) * reader->size.channels;
      for (int c = 0; c < reader->size.channels && across > 0 && down > 0; c++)
        pixel[c] += (float) (across * down * values[c] / 255);
    }
}

/* The values of one pixel after libpng's transformations: grey or colour, and how opaque it is. */
static void
take_pixel (const Reader *reader, const unsigned char *from, int n_values, unsigned char *to)
{
  int alpha = n_values % 2 == 0 ? from[n_values - 1] : 255, last = n_values >= 3 ? 2 : 0;
  double grey = last == 2 ? 0.299 * from[0] + 0.587 * from[1] + 0.114 * from[2] : from[0];
  for (int c = 0; c < 3; c++) {
    double value = reader->size.channels == 1 ? grey : from[c < last ? c : last];
    to[c] = (unsigned char) (value * alpha / 255 + 0.5);
  }
}

/* ---- reading ---- */

/* Everything becomes 8 bits grey, grey and alpha, colour, or colour and alpha. */
static void
transform (Reader *reader)
{
  png_set_expand (reader->png);
  png_set_scale_16 (reader->png);
  png_read_update_info (reader->png, reader->info);
}

static void
read_header (Reader *reader)
{
  png_read_info (reader->png, reader->info);
  double width = png_get_image_width (reader->png, reader->info),
         height = png_get_image_height (reader->png, reader->info);
  if (width * height > MAX_PIXELS)
    fail (reader->png, _ ("more than 16777216 pixels are not read"));
  reader->step = fmin (width / reader->size.width, height / reader->size.height);
  reader->left = (width - reader->step * reader->size.width) / 2;
  reader->top = (height - reader->step * reader->size.height) / 2;
  transform (reader);
  reader->row = malloc (png_get_rowbytes (reader->png, reader->info));
  if (reader->row == NULL)
    fail (reader->png, _ ("out of memory"));
}

/* One pass of an interlaced picture, or all of one that is not. */
static void
read_pass (Reader *reader, int pass, bool interlaced)
{
  int width = (int) png_get_image_width (reader->png, reader->info),
      n_values = png_get_channels (reader->png, reader->info);
  int height = (int) png_get_image_height (reader->png, reader->info);
  int n_rows = interlaced ? (int) PNG_PASS_ROWS ((unsigned) height, pass) : height;
  int n_columns = interlaced ? (int) PNG_PASS_COLS ((unsigned) width, pass) : width;
  for (int row = 0; row < n_rows && n_columns > 0; row++) {
    png_read_row (reader->png, reader->row, NULL);
    for (int column = 0; column < n_columns; column++) {
      unsigned char values[3];
      int x = interlaced ? (int) PNG_COL_FROM_PASS_COL (column, pass) : column;
      int y = interlaced ? (int) PNG_ROW_FROM_PASS_ROW (row, pass) : row;
      take_pixel (reader, reader->row + column * n_values, n_values, values);
      add_pixel (reader, x, y, values);
    }
  }
}

static void
read_all (Reader *reader)
{
  read_header (reader);
  bool interlaced = png_get_interlace_type (reader->png, reader->info) == PNG_INTERLACE_ADAM7;
  for (int pass = 0; pass < (interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1); pass++)
    read_pass (reader, pass, interlaced);
  png_read_end (reader->png, NULL);
}

/* libpng jumps back here from wherever it finds a mistake; nothing local is used after that. */
static bool
read_safely (Reader *reader)
{
  if (setjmp (png_jmpbuf (reader->png)))
    return false;
  png_set_read_fn (reader->png, reader, read_bytes);
  png_set_user_limits (reader->png, MAX_SIDE, MAX_SIDE);
  png_set_keep_unknown_chunks (reader->png, PNG_HANDLE_CHUNK_NEVER, NULL,
                               -1); /* text, profiles: whatever size they promise */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  png_set_crc_action (reader->png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE); /* no fuzzer guesses a checksum */
  png_set_option (reader->png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#endif
  read_all (reader);
  return true;
}

static bool
read_stream (DataBytes *bytes, DataPngSize size, float *pixels, BaseError *error)
{
  Reader reader = { .bytes = bytes, .error = error, .size = size, .pixels = pixels };
  assert (size.height > 0 && size.width > 0 && (size.channels == 1 || size.channels == 3));
  if (bytes == NULL)
    return false;
  memset (pixels, 0, (size_t) (size.height * size.width * size.channels) * sizeof *pixels);
  reader.png = png_create_read_struct (PNG_LIBPNG_VER_STRING, &reader, fail, warn);
  if (reader.png != NULL)
    reader.info = png_create_info_struct (reader.png);
  bool fine = reader.info != NULL ? read_safely (&reader)
                                  : base_error_set (error, _ ("%s: out of memory"), data_bytes_name (bytes));
  png_destroy_read_struct (&reader.png, &reader.info, NULL);
  free (reader.row);
  data_bytes_close (bytes);
  return fine;
}

bool
data_png_read (const char *path, DataPngSize size, float *pixels, BaseError *error)
{
  return read_stream (data_bytes_open (path, error), size, pixels, error);
}

bool
data_png_read_bytes (const char *name, const void *bytes, size_t n, DataPngSize size, float *pixels,
                     BaseError *error)
{
  return read_stream (data_bytes_from_memory (name, bytes, n, error), size, pixels, error);
}
