/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What metrics of classification have in common. */
#include "train/memory.h"
#include "train/probe.h"

#include <math.h>

bool
train_classes (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return test != NULL && train_accuracy_applies (train, loss);
}

bool
train_two_classes (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return train_classes (train, test, loss) && train->target == DATA_BINARY;
}

int
train_probe_answer (const TrainProbe *probe, int i, double *confidence)
{
  int n = (int) nn_graph_output (probe->graph)->size, best = 0;
  const double *p = probe->predictions + (size_t) i * (size_t) n;
  for (int k = 0; k < n; k++) {
    if (isnan (p[k]))
      return -1;
    if (p[k] > p[best])
      best = k;
  }
  if (nn_loss_has_class (probe->loss)) {
    *confidence = p[best];
    return best;
  }
  *confidence = p[0] > 0.5 ? p[0] : 1 - p[0];
  return p[0] > 0.5;
}

/* Counts the test samples of class @class, those given it, and those of both. */
static void
count (const TrainProbe *probe, int class, int *n_of, int *n_given, int *n_both)
{
  double unused;
  *n_of = *n_given = *n_both = 0;
  for (int i = 0; i < probe->test->n; i++) {
    bool of = (int) probe->test->targets[i] == class, given = train_probe_answer (probe, i, &unused) == class;
    *n_of += of;
    *n_given += given;
    *n_both += of && given;
  }
}

double
train_probe_recall (const TrainProbe *probe, int class)
{
  int of, given, both;
  count (probe, class, &of, &given, &both);
  return of > 0 ? (double) both / of : NAN;
}

double
train_probe_precision (const TrainProbe *probe, int class)
{
  int of, given, both;
  count (probe, class, &of, &given, &both);
  return given > 0 ? (double) both / given : NAN;
}

static int
compare (const void *a, const void *b)
{
  const TrainRated *x = a, *y = b;
  return x->score != y->score ? (x->score > y->score) - (x->score < y->score) : y->positive - x->positive;
}

TrainRated *
train_probe_rank (const TrainProbe *probe, int *n_positive)
{
  int n = probe->test->n;
  TrainRated *rated = train_alloc ((size_t) n, sizeof *rated);
  bool finite = true;
  *n_positive = 0;
  for (int i = 0; i < n; i++) {
    rated[i] = (TrainRated) { probe->predictions[i], probe->test->targets[i] > 0.5f };
    *n_positive += rated[i].positive;
    finite &= !isnan (rated[i].score);
  }
  qsort (rated, (size_t) n, sizeof *rated, compare);
  if (finite && *n_positive > 0 && *n_positive < n)
    return rated;
  free (rated);
  return NULL;
}
