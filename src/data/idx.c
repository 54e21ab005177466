/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "data/bytes.h"
#include "data/files.h"

#include <stdlib.h>
#include <string.h>

#define IMAGES_MAGIC 0x00000803u /* unsigned bytes in three dimensions */
#define LABELS_MAGIC 0x00000801u /* unsigned bytes in one dimension */
#define MAX_SIDE 4096
#define MAX_FLOATS (UINT64_C (1) << 29) /* 2 GiB once they are floats */
#define N_CLASSES 10

static uint32_t
big_endian (const unsigned char *at)
{
  return (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
}

/* Reads magic number and @n_sizes sizes. */
static bool
read_header (DataBytes *bytes, uint32_t magic, int n_sizes, uint32_t *sizes, BaseError *error)
{
  unsigned char header[16];
  size_t length = 4 + 4 * (size_t) n_sizes, n;
  const char *name = data_bytes_name (bytes);
  if (!data_bytes_read (bytes, header, length, &n, error))
    return false;
  if (n >= 4 && big_endian (header) != magic)
    return base_error_set (error, _ ("%s: byte 0: magic number 0x%08x, expected 0x%08x (IDX %s)"), name,
                           big_endian (header), magic, n_sizes == 3 ? _ ("images") : _ ("labels"));
  if (n < length)
    return base_error_set (error, _ ("%s: byte %zu: the file ends within its header of %zu bytes"), name, n,
                           length);
  for (int i = 0; i < n_sizes; i++)
    sizes[i] = big_endian (header + 4 + 4 * i);
  return true;
}

/* Reads the @size bytes that the header promises, and makes sure that nothing follows. A file whose size is
 * known is not read when it cannot be right. */
static unsigned char *
read_body (DataBytes *bytes, uint64_t size, const char *what, BaseError *error)
{
  const char *name = data_bytes_name (bytes);
  uint64_t start = data_bytes_offset (bytes), known = data_bytes_size (bytes), end = known;
  unsigned char *body = NULL;
  size_t n;
  if (known == UINT64_MAX || known == start + size) {
    if (!data_bytes_read_all (bytes, size + 1, &body, &n, error))
      return NULL;
    end = start + n;
  }
  if (end == start + size)
    return body;
  if (end < start + size)
    base_error_set (error, _ ("%s: byte %llu: the file ends here, but its header promises %s in %llu bytes"),
                    name, (unsigned long long) end, what, (unsigned long long) (start + size));
  else
    base_error_set (error, _ ("%s: byte %llu: the file goes on after the %s that its header promises"), name,
                    (unsigned long long) (start + size), what);
  free (body);
  return NULL;
}

static bool
check_sizes (const DataBytes *images, const uint32_t *sizes, BaseError *error)
{
  const char *name = data_bytes_name (images);
  if (sizes[0] == 0)
    return base_error_set (error, _ ("%s: byte 4: the header promises no images"), name);
  if (sizes[1] == 0 || sizes[1] > MAX_SIDE || sizes[2] == 0 || sizes[2] > MAX_SIDE)
    return base_error_set (error, _ ("%s: byte 8: images of %u × %u pixels, expected 1 to %d on each side"), name,
                           sizes[1], sizes[2], MAX_SIDE);
  if ((uint64_t) sizes[0] * sizes[1] * sizes[2] > MAX_FLOATS) /* < 2^56 */
    return base_error_set (error,
                           _ ("%s: byte 4: the header promises %u images of %u × %u pixels, which do not fit "
                              "into 2 GiB"),
                           name, sizes[0], sizes[1], sizes[2]);
  return true;
}

/* Reads all labels, one byte for each of @n images. */
static unsigned char *
read_labels (DataBytes *bytes, uint32_t n, BaseError *error)
{
  uint32_t n_labels = 0;
  if (!read_header (bytes, LABELS_MAGIC, 1, &n_labels, error))
    return NULL;
  if (n_labels != n) {
    base_error_set (error, _ ("%s: byte 4: %u labels for %u images"), data_bytes_name (bytes), n_labels, n);
    return NULL;
  }
  unsigned char *labels = read_body (bytes, n, _ ("labels"), error);
  for (uint32_t i = 0; labels != NULL && i < n; i++)
    if (labels[i] >= N_CLASSES) {
      base_error_set (error, _ ("%s: byte %u: label %d, expected 0 to %d"), data_bytes_name (bytes), 8 + i,
                      labels[i], N_CLASSES - 1);
      free (labels);
      return NULL;
    }
  return labels;
}

static const char *
base_name (const char *path)
{
  const char *slash = strrchr (path, '/');
  return slash != NULL ? slash + 1 : path;
}

static DataSet *
read_pair (DataBytes *images, DataBytes *labels, BaseError *error)
{
  static const char *const digits[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
  uint32_t sizes[3];
  if (!read_header (images, IMAGES_MAGIC, 3, sizes, error) || !check_sizes (images, sizes, error))
    return NULL;
  size_t n_pixels = (size_t) sizes[0] * sizes[1] * sizes[2];
  unsigned char *classes = read_labels (labels, sizes[0], error), *pixels = NULL;
  if (classes != NULL)
    pixels = read_body (images, n_pixels, _ ("images"), error);
  DataSet *set = NULL;
  if (pixels != NULL)
    set = data_set_new (base_name (data_bytes_name (images)), (int) sizes[0], (int) sizes[1], (int) sizes[2],
                        1, DATA_CLASSES, N_CLASSES, 1, error);
  if (set != NULL) {
    data_set_name_classes (set, digits);
    for (size_t i = 0; i < n_pixels; i++)
      set->inputs[i] = (float) pixels[i] / 255;
    for (uint32_t i = 0; i < sizes[0]; i++)
      set->targets[i] = classes[i];
  }
  free (pixels);
  free (classes);
  return set;
}

DataSet *
data_read_idx (const char *images_path, const char *labels_path, BaseError *error)
{
  DataBytes *images = data_bytes_open (images_path, error), *labels = NULL;
  if (images != NULL)
    labels = data_bytes_open (labels_path, error);
  DataSet *set = labels != NULL ? read_pair (images, labels, error) : NULL;
  data_bytes_close (images);
  data_bytes_close (labels);
  return set;
}

DataSet *
data_read_idx_bytes (const void *images_bytes, size_t n_images_bytes, const void *labels_bytes,
                     size_t n_labels_bytes, BaseError *error)
{
  DataBytes *images = data_bytes_from_memory ("images", images_bytes, n_images_bytes, error);
  DataBytes *labels = data_bytes_from_memory ("labels", labels_bytes, n_labels_bytes, error);
  DataSet *set = images != NULL && labels != NULL ? read_pair (images, labels, error) : NULL;
  data_bytes_close (images);
  data_bytes_close (labels);
  return set;
}
