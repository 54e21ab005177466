/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* Independent steps −1 or +1. Task "next": for each step t a label, the sign of step t + ahead; what lies
 * behind the end counts, though nobody sees it. Nothing before step t + ahead says anything about it. Task
 * "majority": one label, whether most steps are +1. */

enum { N, TEST, LENGTH, AHEAD, TASK };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  int length = (int) draw->values[LENGTH], ahead = (int) draw->values[AHEAD];
  bool majority = draw->values[TASK] > 0;
  DataSet *set =
      data_set_new_sequences ("seq-next-bit", draw->n, length, 1, DATA_BINARY, majority ? 1 : length, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    float *x = data_inputs_of (set, i), *y = data_targets_of (set, i);
    int sum = 0;
    for (int t = 0; t < length + ahead; t++) {
      bool up = data_happens (draw->rng, 0.5);
      if (t < length)
        x[t] = up ? 1 : -1;
      if (t < length)
        sum += up ? 1 : -1;
      if (t >= ahead && !majority)
        y[t - ahead] = up;
    }
    if (majority)
      y[0] = sum > 0;
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (50000, 1000),
  [TEST] = DATA_PARAM_TEST (50000, 500),
  [LENGTH] = DATA_PARAM_LENGTH (2, 1000, 15),
  [AHEAD] = { "ahead", N_ ("Steps ahead"), NULL, PARAM_INT, 0, 0, 20, 1 },
  [TASK] = { "task", N_ ("Task"), NULL, PARAM_CHOICE, 0, 0, 1, 0, "next|majority" },
  { NULL },
};

const DataSource data_source_seq_next_bit = {
  { "seq-next-bit", N_ ("The next bit"),
    N_ ("Random steps −1 or +1; the label of each step is the sign of the next, which no past foretells"),
    NULL, params },
  generate,
};
