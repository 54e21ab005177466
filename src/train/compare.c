/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics that compare gradients and layers: of heads, of other batches, of one update ago. */
#include "train/probe.h"

#include "train/memory.h"

#include <math.h>

#define DRAWS 64

/* Σ a b */
static double
dot (const real *a, const real *b, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += (double) a[i] * (double) b[i];
  return sum;
}

/* ---- heads ---- */

/* The cosine of two gradients over the parameters that neither leaves alone. */
static double
shared_cosine (const NnGraph *graph, const real *a, const real *b)
{
  double ab = 0, aa = 0, bb = 0;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) {
    const NnNode *node = nn_graph_node (graph, i);
    if (node->kind != NN_PARAMETER || !node->trained)
      continue;
    const real *x = a + node->offset, *y = b + node->offset;
    double xx = dot (x, x, node->size), yy = dot (y, y, node->size);
    if (xx > 0 && yy > 0) {
      ab += dot (x, y, node->size);
      aa += xx;
      bb += yy;
    }
  }
  return ab / sqrt (aa * bb);
}

double
train_probe_gradient_cosine (TrainProbe *probe)
{
  if (probe->n_heads < 2 || probe->nets != NULL)
    return NAN;
  NnGraph *graph = train_probe_inspector (probe, true);
  size_t n = nn_graph_n_trained (graph);
  real *gradients = train_alloc ((size_t) probe->n_heads * n, sizeof *gradients);
  double sum = 0;
  nn_graph_forward (graph, probe->rows);
  for (int head = 0; head < probe->n_heads; head++) {
    nn_graph_backward_from (graph, nn_graph_node (graph, probe->heads[head].node), 0, probe->rows);
    memcpy (gradients + (size_t) head * n, nn_graph_gradients (graph), n * sizeof (real));
    for (int other = 0; other < head; other++)
      sum += shared_cosine (graph, gradients + (size_t) other * n, gradients + (size_t) head * n);
  }
  free (gradients);
  return sum / (probe->n_heads * (probe->n_heads - 1) / 2);
}

/* ---- other batches ---- */

/* Σ ‖g − mean‖² / (draws − 1) is the sum over the parameters of their variances. */
double
train_probe_gradient_variance (TrainProbe *probe)
{
  NnGraph *graph = train_probe_inspector (probe, true);
  size_t n = nn_graph_n_trained (graph);
  double *sums = train_alloc (n, sizeof *sums), squares = 0, mean = 0;
  int *order = train_alloc ((size_t) probe->train->n, sizeof *order);
  BaseRng rng;
  base_rng_init (&rng, nn_graph_output (graph)->mode->seed, RNG_PROBES);
  for (int draw = 0; draw < DRAWS; draw++) {
    base_rng_permutation (&rng, order, probe->train->n);
    train_gather (graph, probe->train, order, 0, probe->rows);
    nn_graph_forward (graph, probe->rows);
    nn_graph_backward (graph, probe->rows);
    const real *gradient = nn_graph_gradients (graph);
    squares += dot (gradient, gradient, n);
    for (size_t i = 0; i < n; i++)
      sums[i] += (double) gradient[i];
  }
  for (size_t i = 0; i < n; i++)
    mean += sums[i] * sums[i] / DRAWS;
  free (sums);
  free (order);
  return fmax (0, squares - mean) / (DRAWS - 1);
}

/* ---- one update ago ---- */

/* The network before the update, forward on the batch of now; @ago: with the random numbers of 0 or 1 steps ago. */
static NnGraph *
before (TrainProbe *probe, uint64_t ago)
{
  NnGraph *graph = train_probe_inspector (probe, true);
  const NnMode *mode = nn_graph_output (graph)->mode;
  memcpy (nn_graph_parameters (graph), probe->previous, nn_graph_n_trained (graph) * sizeof (real));
  nn_graph_set_step (graph, mode->seed, mode->step - ago);
  nn_graph_forward (graph, probe->rows);
  return graph;
}

double
train_probe_gradient_change (TrainProbe *probe)
{
  if (probe->previous == NULL)
    return NAN;
  NnGraph *graph = before (probe, 0);
  size_t n = nn_graph_n_trained (graph);
  nn_graph_backward (graph, probe->rows);
  return train_distance (nn_graph_gradients (probe->graph), nn_graph_gradients (graph), n) /
         train_norm (nn_graph_gradients (graph), n);
}

/* Mean of unit @unit over rows and places, and its standard deviation. */
static double
unit_mean (const NnNode *node, int rows, size_t unit, double *deviation)
{
  size_t n_units = (size_t) node->shape.d[node->shape.n - 1], n = (size_t) rows * node->size / n_units;
  double sum = 0, squares = 0;
  for (size_t i = 0; i < n; i++)
    sum += (double) node->value[i * n_units + unit];
  for (size_t i = 0; i < n; i++)
    squares += pow ((double) node->value[i * n_units + unit] - sum / (double) n, 2);
  *deviation = sqrt (squares / (double) n);
  return sum / (double) n;
}

double
train_probe_drift (TrainProbe *probe, int layer)
{
  if (probe->previous == NULL)
    return NAN;
  const NnNode *then = nn_graph_layer (before (probe, 1), layer)->pre, *now = nn_graph_layer (probe->graph, layer)->pre;
  size_t n_units = (size_t) now->shape.d[now->shape.n - 1];
  double sum = 0, unused, deviation;
  for (size_t unit = 0; unit < n_units; unit++) {
    double mean = unit_mean (then, probe->rows, unit, &deviation), moved = unit_mean (now, probe->rows, unit, &unused) - mean;
    sum += deviation > 0 ? moved * moved / (deviation * deviation) : 0;
  }
  return sqrt (sum / (double) n_units);
}

double
train_probe_step_length (const TrainProbe *probe)
{
  const NnGraph *graph = probe->graph;
  return probe->previous != NULL ? train_distance (nn_graph_parameters (graph), probe->previous, nn_graph_n_trained (graph)) : NAN;
}

double
train_probe_update_cosine (const TrainProbe *probe)
{
  if (probe->previous == NULL)
    return NAN;
  size_t n = nn_graph_n_trained (probe->graph);
  const real *now = nn_graph_parameters (probe->graph);
  double product = 0;
  for (size_t i = 0; i < n; i++)
    product += ((double) probe->previous[i] - (double) now[i]) * (double) probe->followed[i];
  return product / (train_probe_step_length (probe) * train_norm (probe->followed, n));
}

/* ---- batch normalisation ---- */

enum { X, GAMMA, BETA, MEAN, VARIANCE };

/* The one behind layer @layer, before the next; NULL: there is none. Nodes stand in the order of the text. */
static const NnNode *
find_batchnorm (const NnGraph *graph, int layer)
{
  const NnNode *begin = nn_graph_layer (graph, layer)->weight;
  const NnNode *end = layer + 1 < nn_graph_n_layers (graph) ? nn_graph_layer (graph, layer + 1)->weight : NULL;
  bool behind = false;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) {
    const NnNode *node = nn_graph_node (graph, i);
    behind = node == begin || (behind && node != end);
    if (behind && node->kind != NN_PARAMETER && node->op != NULL && !strcmp (node->op->entry.name, "batchnorm"))
      return node;
  }
  return NULL;
}

/* max |p − @start| over the channels. */
static double
farthest (const TrainProbe *probe, int layer, int operand, double start)
{
  const NnNode *node = find_batchnorm (probe->graph, layer), *p = node != NULL ? node->operands[operand] : NULL;
  double most = node != NULL ? 0 : NAN;
  for (size_t i = 0; node != NULL && i < p->size; i++)
    most = fmax (most, fabs ((double) p->value[i] - start));
  return most;
}

double
train_probe_bn_gamma (const TrainProbe *probe, int layer)
{
  return farthest (probe, layer, GAMMA, 1);
}

double
train_probe_bn_beta (const TrainProbe *probe, int layer)
{
  return farthest (probe, layer, BETA, 0);
}

double
train_probe_bn_gap (const TrainProbe *probe, int layer)
{
  const NnNode *node = find_batchnorm (probe->graph, layer);
  double sum = 0, deviation;
  if (node == NULL)
    return NAN;
  size_t n = node->operands[MEAN]->size;
  for (size_t i = 0; i < n; i++) {
    double gap = unit_mean (node->operands[X], probe->rows, i, &deviation) - (double) node->operands[MEAN]->value[i];
    sum += deviation > 0 ? gap * gap / (deviation * deviation) : 0;
  }
  return sqrt (sum / (double) n);
}

/* ---- gates ---- */

double
train_probe_gate (const TrainProbe *probe, int layer, const char *name)
{
  NnTrace trace;
  double sum = 0;
  if (!nn_trace_find (nn_graph_layer (probe->graph, layer)->out, probe->rows, name, &trace))
    return NAN;
  for (int t = 0; t < trace.steps; t++)
    for (int row = 0; row < probe->rows; row++)
      sum += train_sum (trace.values + t * trace.step + row * trace.row, (size_t) trace.units);
  return sum / trace.steps / probe->rows / trace.units;
}

/* ---- cost ---- */

static int
last_dim (const NnNode *node)
{
  return node->shape.d[node->shape.n - 1];
}

/* How often one sample's way through @node uses each of its weights. */
static double
n_uses (const NnNode *node)
{
  static const char *const recurrent[] = { "rnn", "lstm", "gru" };
  const char *name = node->op->entry.name;
  const NnNode *x = node->operands[0];
  for (size_t i = 0; i < sizeof recurrent / sizeof recurrent[0]; i++)
    if (strcmp (name, recurrent[i]) == 0)
      return x->shape.d[0];
  if (strcmp (name, "embedding") == 0)
    return 0;
  if (strcmp (name, "locally-connected") == 0)
    return 1;
  const NnNode *places = strcmp (name, "transposed-conv") == 0 ? x : node;
  return (double) places->size / last_dim (places);
}

double
train_probe_multiply_adds (const TrainProbe *probe)
{
  double sum = 0;
  for (int i = 0; i < nn_graph_n_nodes (probe->graph); i++) {
    const NnNode *node = nn_graph_node (probe->graph, i);
    for (int k = 0; node->op != NULL && k < node->n_operands; k++)
      if (node->operands[k]->kind == NN_PARAMETER && node->operands[k]->fan_in > 0)
        sum += n_uses (node) * (double) node->operands[k]->size;
  }
  return sum;
}
