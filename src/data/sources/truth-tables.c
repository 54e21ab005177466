/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/points.h"

/* The four pairs (0, 0), (0, 1), (1, 0), (1, 1), over and over, and what a function of logic makes of them.
 */

enum { N, TEST, FUNCTION, LOW };

/* Bit k is the value for the k-th pair; in the order of the choices. */
static const unsigned tables[] = { 0x8, 0xe, 0x6, 0x7, 0x1, 0x9 };

static DataSet *
generate (const DataDraw *draw, BaseError *error)
{
  DataSet *set = data_points_new ("truth-tables", draw->n, 2, error);
  for (int i = 0; set != NULL && i < draw->n; i++) {
    int row = i % 4, a = row >> 1, b = row & 1;
    set->inputs[2 * i] = (float) (a == 1 ? 1 : draw->values[LOW]);
    set->inputs[2 * i + 1] = (float) (b == 1 ? 1 : draw->values[LOW]);
    set->targets[i] = (float) (tables[(int) draw->values[FUNCTION]] >> row & 1);
  }
  return set;
}

static const Param params[] = {
  [N] = DATA_PARAM_N (400, 4),
  [TEST] = DATA_PARAM_TEST (400, 4),
  [FUNCTION] = { "function", N_ ("Function"), NULL, PARAM_CHOICE, 0, 0, 5, 2, "and|or|xor|nand|nor|xnor" },
  [LOW] = { "low", N_ ("Value of false"), NULL, PARAM_INT, 0, -1, 0, 0 },
  { NULL },
};

const DataSource data_source_truth_tables = {
  { "truth-tables", N_ ("Truth tables"),
    N_ ("The four pairs of truth values and what a function of logic makes of them"),
    "McCulloch, Pitts 1943, A logical calculus of the ideas immanent in nervous activity", params },
  generate,
  .fixed = true,
};
