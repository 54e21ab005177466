/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* PNG pictures (ISO/IEC 15948) as small images: any colour type, bit depth and interlacing, read row by row
 * into the averages of the areas that become pixels, so that nothing grows with the picture but one row. */

#include "data/set.h"

#include <stddef.h>

typedef struct {
  int height, width; /* of the image to be made */
  int channels;      /* 1: grey (0.299 R + 0.587 G + 0.114 B), 3: red, green, blue */
} DataPngSize;

/* Reads the picture at @path into @pixels [height][width][channels], 0 black … 1. The middle of the picture
 * is taken, as much of it as has the proportions of the image; each pixel is the mean of its area; what is
 * transparent is black. Pictures beyond 16 million pixels or 64 MiB are refused. An error names file, place
 * and reason. */
bool data_png_read (const char *path, DataPngSize size, float *pixels, BaseError *error);

/* The same from memory; messages call it @name. */
bool data_png_read_bytes (const char *name, const void *bytes, size_t n, DataPngSize size, float *pixels,
                          BaseError *error);

/* All pictures of a folder as a set: FOLDER/CLASS/ANY.png or FOLDER/CLASS-ANY.png, where CLASS ends at the
 * first "-", "_" or "."; classes and pictures in the order of their names (bytes). Two classes at least. */
DataSet *data_png_read_folder (const char *folder, DataPngSize size, BaseError *error);

/* One picture as a set whose only class is the one of its name. */
DataSet *data_png_read_one (const char *path, DataPngSize size, BaseError *error);

/* Whether @path is called like a PNG file, and whether a folder holds such, itself or one level below. */
bool data_png_is_name (const char *path);
bool data_png_is_folder (const char *folder);
