/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/players.h"

#include "train/memory.h"

#include <math.h>

double
train_probe_verdict (const TrainProbe *probe, bool fake)
{
  double sum = 0;
  for (int i = 0; i < probe->test->n; i++)
    sum += probe->verdicts[2 * i + fake];
  return sum / probe->test->n;
}

double
train_probe_player_loss (const TrainProbe *probe, int net)
{
  return probe->head_evaluations[1][net].loss;
}

static int
compare (const void *a, const void *b)
{
  double x = (double) *(const real *) a, y = (double) *(const real *) b;
  return (x > y) - (x < y);
}

double
train_probe_wasserstein (const TrainProbe *probe)
{
  size_t n = (size_t) probe->test->n;
  real *x = train_alloc (n, sizeof *x), *y = train_alloc (n, sizeof *y);
  double sum = 0;
  bool finite = true;
  for (size_t i = 0; i < n; i++) {
    x[i] = (real) probe->test->inputs[i];
    y[i] = probe->generated[i];
    finite = finite && isfinite (y[i]);
  }
  qsort (x, n, sizeof *x, compare);
  qsort (y, n, sizeof *y, compare);
  for (size_t i = 0; i < n; i++)
    sum += fabs ((double) x[i] - (double) y[i]);
  free (x);
  free (y);
  return finite ? sum / (double) n : NAN;
}

/* Mean of the points of class @class, and how far from it still counts: three times the deviation in one direction. */
typedef struct {
  double centre[TRAIN_MODE_DIMS], reach;
  int n;
} Mode;
#define LEAST_DEVIATION 0.1

static Mode
find_mode (const DataSet *set, int class)
{
  int dims = data_set_n_inputs (set);
  Mode mode = { { 0 } };
  double squares = 0;
  for (int pass = 0; pass < 2; pass++)
    for (int i = 0; i < set->n; i++) {
      const float *x = set->inputs + (size_t) i * (size_t) dims;
      bool in = (int) set->targets[i] == class;
      mode.n += in && pass == 0;
      for (int d = 0; in && d < dims; d++)
        if (pass == 0)
          mode.centre[d] += (double) x[d];
        else
          squares += ((double) x[d] - mode.centre[d] / mode.n) * ((double) x[d] - mode.centre[d] / mode.n);
    }
  for (int d = 0; d < dims && mode.n > 0; d++)
    mode.centre[d] /= mode.n;
  mode.reach = 3 * fmax (LEAST_DEVIATION, mode.n > 0 ? sqrt (squares / mode.n / dims) : 0);
  return mode;
}

double
train_probe_modes (const TrainProbe *probe)
{
  const DataSet *set = probe->test;
  int dims = data_set_n_inputs (set), n_covered = 0;
  for (int class = 0; class < set->n_classes; class++) {
    Mode mode = find_mode (set, class);
    int n_near = 0;
    for (int i = 0; i < set->n; i++) {
      double square = 0;
      for (int d = 0; d < dims; d++) {
        double far = (double) probe->generated[(size_t) i * (size_t) dims + (size_t) d] - mode.centre[d];
        square += far * far;
      }
      n_near += square <= mode.reach * mode.reach;
    }
    n_covered += mode.n > 0 && n_near >= 0.1 * mode.n;
  }
  return n_covered;
}
