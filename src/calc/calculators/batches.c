/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "calc/statistics.h"

#include <math.h>
#include <stdlib.h>

enum { N, BATCH, EPOCHS, DROP_LAST, ACCUMULATE, MINORITY };

static const Param params[] = {
  { "n", N_ ("Training samples"), NULL, PARAM_INT, PARAM_LOG, 1, 10000000, 1000 },
  { "batch", N_ ("Batch size"), NULL, PARAM_INT, PARAM_LOG, 1, 100000, 64 },
  { "epochs", N_ ("Epochs"), NULL, PARAM_INT, PARAM_LOG, 1, 10000, 5 },
  { "drop-last", N_ ("Without the short last batch"), NULL, PARAM_BOOL, 0, 0, 1, 0 },
  { "accumulate", N_ ("Batches for each update"), NULL, PARAM_INT, 0, 1, 64, 1 },
  { "minority", N_ ("Share of the smaller class"), NULL, PARAM_REAL, PARAM_LOG, 0, 1, 0.05 },
  { NULL },
};

enum { BATCHES, LAST, UPDATES_EPOCH, UPDATES, SEEN, RULE, WITHOUT_MINORITY, COUNT, COUNT_CHANCE };

static const CalcOutput outputs[] = {
  [BATCHES] = { "batches_per_epoch", N_ ("Batches in an epoch") },
  [LAST] = { "last_batch_size", N_ ("Samples in the last batch") },
  [UPDATES_EPOCH] = { "updates_per_epoch", N_ ("Updates in an epoch") },
  [UPDATES] = { "updates", N_ ("Updates") },
  [SEEN] = { "samples_seen", N_ ("Samples seen") },
  [RULE] = { "rule_epochs", N_ ("Epochs by the rule B · batches / N") },
  [WITHOUT_MINORITY] = { "p_no_minority", N_ ("Chance that a batch has none of the smaller class") },
  [COUNT] = { "count", N_ ("Of the smaller class in a batch"), NULL, CALC_COLUMN, "count" },
  [COUNT_CHANCE] = { "count_chance", N_ ("Chance"), NULL, CALC_COLUMN, "count" },
  { NULL },
};

#define MOST_COUNTED 40

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  const double *v = input->values;
  double whole = floor (v[N] / v[BATCH]), rest = v[N] - whole * v[BATCH];
  double batches = whole + (rest > 0 && v[DROP_LAST] == 0);
  int batch = (int) fmin (v[BATCH], v[N]), n_counts = batch < MOST_COUNTED ? batch : MOST_COUNTED;
  double updates = ceil (batches / v[ACCUMULATE]), *pmf = calc_new ((size_t) batch + 1, sizeof *pmf);
  calc_set (results, BATCHES, batches);
  calc_set (results, LAST, batches == 0 ? 0 : rest > 0 && v[DROP_LAST] == 0 ? rest : v[BATCH]);
  calc_set (results, UPDATES_EPOCH, updates);
  calc_set (results, UPDATES, updates * v[EPOCHS]);
  calc_set (results, SEEN, (v[DROP_LAST] != 0 ? whole * v[BATCH] : v[N]) * v[EPOCHS]);
  calc_set (results, RULE, v[BATCH] * batches * v[EPOCHS] / v[N]);
  calc_binomial (batch, v[MINORITY], pmf);
  calc_set (results, WITHOUT_MINORITY, pmf[0]);
  double *count = calc_rows (results, COUNT, n_counts + 1), *chance = calc_rows (results, COUNT_CHANCE, n_counts + 1);
  for (int i = 0; i <= n_counts; i++) {
    count[i] = i;
    chance[i] = pmf[i];
  }
  free (pmf);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Samples of the smaller class in a batch"), COUNT, { COUNT_CHANCE }, .bars = true },
  { NULL },
};

const CalcCalculator calc_batches = {
  { "batches", N_ ("Epochs, batches and updates"),
    N_ ("⌈N / B⌉ batches in an epoch, the last with what is left; updates for each so many batches; in a shuffled batch the number of the smaller "
        "class is binomial: (1 − r)^B of the batches have none"),
    NULL, params },
  outputs,
  .compute = compute,
  .charts = charts,
};
