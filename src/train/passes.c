/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics that look at a whole set again, with the evaluator, which has the parameters of the step that is recorded. */
#include "train/probe.h"

#include "train/memory.h"

#include <math.h>

#define MASKS 50 /* of dropout */

const DataSet *
train_probe_test_set (const TrainProbe *probe)
{
  return probe->which > 0 ? probe->tests[probe->which - 1].set : probe->test;
}

/* The evaluator forward on the samples of @set from @first on; returns how many. */
static int
go (TrainProbe *probe, const DataSet *set, int first)
{
  int capacity = nn_graph_capacity (probe->evaluator), left = set->n - first, rows = left < capacity ? left : capacity;
  train_gather (probe->evaluator, set, NULL, first, rows);
  nn_graph_forward (probe->evaluator, rows);
  return rows;
}

/* What it says about the samples, after the link: [n][outputs]. */
static void
predict (TrainProbe *probe, const DataSet *set, double *predictions)
{
  const NnNode *output = nn_graph_output (probe->evaluator);
  for (int first = 0, rows; first < set->n; first += rows) {
    rows = go (probe, set, first);
    for (int row = 0; row < rows; row++)
      nn_link_apply (probe->loss->link, output->value + (size_t) row * output->size, (int) output->size,
                     predictions + (size_t) (first + row) * output->size);
  }
}

/* ---- dropout that goes on ---- */

/* @deviation: mean over samples and outputs of the standard deviation over masks; else of the distance of the mean over masks
 * from what the network without masks says. */
double
train_probe_masks (TrainProbe *probe, bool deviation)
{
  NnGraph *graph = probe->evaluator;
  const DataSet *set = train_probe_test_set (probe);
  const NnMode mode = *nn_graph_output (graph)->mode;
  size_t n = (size_t) set->n * nn_graph_output (graph)->size;
  double *plain = train_alloc (4 * n, sizeof *plain), *one = plain + n, *sums = one + n, *squares = sums + n, total = 0;
  predict (probe, set, plain);
  nn_graph_set_training (graph, true);
  for (int mask = 0; mask < MASKS; mask++) {
    nn_graph_set_step (graph, mode.seed, mode.step * MASKS + (uint64_t) mask);
    predict (probe, set, one);
    for (size_t i = 0; i < n; i++) {
      double apart = one[i] - plain[i];
      sums[i] += apart;
      squares[i] += apart * apart;
    }
  }
  nn_graph_set_training (graph, mode.training);
  nn_graph_set_step (graph, mode.seed, mode.step);
  for (size_t i = 0; i < n; i++) {
    double mean = sums[i] / MASKS;
    total += deviation ? sqrt (fmax (0, squares[i] / MASKS - mean * mean)) : fabs (mean);
  }
  free (plain);
  return total / (double) n;
}

/* ---- units that are silenced ---- */

/* Share of the test samples that are right. */
static double
accuracy (TrainProbe *probe)
{
  const DataSet *set = train_probe_test_set (probe);
  const NnNode *output = nn_graph_output (probe->evaluator), *target = nn_graph_target_node (probe->evaluator);
  int n_right = 0;
  for (int first = 0, rows; first < set->n; first += rows) {
    rows = go (probe, set, first);
    n_right += train_count_right (probe->loss, output, target, rows);
  }
  return (double) n_right / set->n / set->n_targets;
}

/* Sets weights and biases of unit @first of a layer, and of every @stride-th after it (0: of no other), to 0. */
static void
silence (const NnLayerView *layer, size_t first, size_t stride)
{
  const NnNode *parameters[] = { layer->weight, layer->bias };
  size_t n = (size_t) layer->pre->shape.d[layer->pre->shape.n - 1];
  for (int k = 0; k < 2; k++)
    for (size_t i = 0; parameters[k] != NULL && i < parameters[k]->size; i += n)
      for (size_t unit = first; unit < n; unit += stride > 0 ? stride : n)
        parameters[k]->value[i + unit] = 0;
}

double
train_probe_ablation (TrainProbe *probe, int layer, bool half)
{
  NnGraph *graph = probe->evaluator;
  const NnLayerView *view = nn_graph_layer (graph, layer);
  size_t n = half ? 2 : (size_t) view->pre->shape.d[view->pre->shape.n - 1], bytes = nn_graph_n_parameters (graph) * sizeof (real);
  real *kept = train_alloc (nn_graph_n_parameters (graph), sizeof *kept);
  double whole = accuracy (probe), worst = -INFINITY, sum = 0;
  memcpy (kept, nn_graph_parameters (graph), bytes);
  for (size_t i = 0; i < n; i++) {
    silence (view, i, half ? 2 : 0);
    double fall = whole - accuracy (probe);
    worst = fmax (worst, fall);
    sum += fall;
    memcpy (nn_graph_parameters (graph), kept, bytes);
  }
  free (kept);
  return half ? sum / (double) n : worst;
}

/* ---- a sequence that comes step by step ---- */

/* Answers about step t are counted while what comes after it is not there: zeros. */
double
train_probe_streaming (TrainProbe *probe)
{
  const DataSet *set = train_probe_test_set (probe);
  const NnNode *input = nn_graph_input_node (probe->evaluator), *output = nn_graph_output (probe->evaluator),
               *target = nn_graph_target_node (probe->evaluator);
  size_t steps = (size_t) set->steps, n_right = 0;
  double threshold = probe->loss->link == NN_LINK_IDENTITY ? 0.5 : 0;
  if (output->size != steps || target->size != steps)
    return NAN;
  for (int first = 0, rows; first < set->n; first += rows) {
    rows = go (probe, set, first);
    for (size_t t = steps; t-- > 0; nn_graph_forward (probe->evaluator, rows))
      for (size_t row = 0; row < (size_t) rows; row++) {
        n_right += (output->value[row * steps + t] > threshold) == (target->value[row * steps + t] > 0.5f);
        memset (input->value + row * input->size + t * input->size / steps, 0, input->size / steps * sizeof (real));
      }
  }
  return (double) n_right / set->n / (double) steps;
}

/* ---- parts of a set ---- */

double
train_probe_loss_share (TrainProbe *probe)
{
  const DataSet *set = probe->train;
  const real *losses = nn_graph_loss_node (probe->evaluator)->value;
  double all = 0, group = 0;
  for (int first = 0, rows; first < set->n; first += rows) {
    rows = go (probe, set, first);
    for (int row = 0; row < rows; row++) {
      all += (double) losses[row];
      group += set->groups[first + row] == probe->part ? (double) losses[row] : 0;
    }
  }
  return group / all;
}

/* ---- thresholds ---- */

/* Whether every label of sample @i is right at @threshold; probabilities of classes are compared with it too. */
static bool
all_right (const TrainProbe *probe, int i, double threshold)
{
  size_t n = nn_graph_output (probe->graph)->size;
  const double *p = probe->predictions + (size_t) i * n;
  const float *t = probe->test->targets + (size_t) i * n;
  bool right = true;
  for (size_t k = 0; k < n; k++)
    right &= !isnan (p[k]) && (p[k] > threshold) == (t[k] > 0.5f);
  return right;
}

double
train_probe_exact_match (const TrainProbe *probe, double threshold)
{
  int right = 0;
  for (int i = 0; i < probe->test->n; i++)
    right += all_right (probe, i, threshold);
  return (double) right / probe->test->n;
}

double
train_probe_best_match (const TrainProbe *probe)
{
  double best = 0;
  for (int i = 1; i < 100; i++)
    best = fmax (best, train_probe_exact_match (probe, i / 100.0));
  return best;
}
