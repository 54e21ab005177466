/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

#include "base/words.h"

/* Independent steps −1 or +1; the class is the sign of the step "lag" steps before the last. */

enum { N, TEST, LENGTH, LAG };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int length = (int) draw->values[LENGTH], lag = (int) draw->values[LAG];
  if (lag >= length) {
    base_error_set (error, _ ("lag = %d needs a length of more than length = %d"), lag, length);
    return NULL;
  }
  DataSet *set = data_set_new_sequences ("seq-echo", draw->n, length, 1, DATA_BINARY, 1, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i);
    for (int t = 0; t < length; t++)
      x[t] = data_happens (draw->rng, 0.5) ? 1 : -1;
    set->targets[i] = x[length - 1 - lag] > 0;
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (50000, 1000),
  [TEST] = DATA_PARAM_TEST (50000, 500),
  [LENGTH] = DATA_PARAM_LENGTH (2, 1000, 30),
  [LAG] = { "lag", N_ ("Steps back"), NULL, PARAM_INT, 0, 0, 999, 5 },
  { NULL },
};

const DataSource data_source_seq_echo = {
  { "seq-echo", N_ ("Echo"),
    N_ ("Steps −1 or +1; the class is the sign of the step so many steps before the last"), NULL, params },
  generate,
};
