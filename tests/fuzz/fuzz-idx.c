/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/files.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

/* The first two bytes say how much of the rest is the file of labels. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  if (n < 2)
    return 0;
  size_t rest = n - 2, n_labels = ((size_t) data[0] << 8 | data[1]) % (rest + 1);
  BaseError error = { "" };
  DataSet *set = data_read_idx_bytes (data + 2 + n_labels, rest - n_labels, data + 2, n_labels, &error);
  if ((set == NULL) != (error.text[0] != '\0'))
    abort ();
  data_set_free (set);
  return 0;
}
