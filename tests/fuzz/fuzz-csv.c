/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/files.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  BaseError error = { "" };
  DataSet *set = data_read_csv_bytes ("fuzz", data, n, &error);
  if ((set == NULL) != (error.text[0] != '\0'))
    abort ();
  for (int i = 0; set != NULL && i < set->n * data_set_n_inputs (set); i++)
    if (!isfinite (set->inputs[i]))
      abort ();
  data_set_free (set);
  return 0;
}
