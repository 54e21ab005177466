/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/probe.h"

#include "engine/kernels.h"
#include "train/memory.h"

#include <assert.h>
#include <math.h>

#define EVALUATION_ROWS 32 /* more need more memory and are not faster */
#define CHUNK 256          /* slopes that are looked at together */

static int
n_units (const NnLayerView *layer)
{
  return layer->pre->shape.d[layer->pre->shape.n - 1];
}

bool
train_probe_init (TrainProbe *probe)
{
  int n_layers = nn_graph_n_layers (probe->graph), widest = CHUNK;
  probe->evaluator = nn_graph_copy (probe->graph, EVALUATION_ROWS, true, NN_FORWARD_ONLY);
  for (int i = 0; i < n_layers; i++) {
    int n = n_units (nn_graph_layer (probe->graph, i));
    widest = n > widest ? n : widest;
  }
  probe->initial = train_alloc (nn_graph_n_trained (probe->graph), sizeof (real));
  memcpy (probe->initial, nn_graph_parameters (probe->graph), nn_graph_n_trained (probe->graph) * sizeof (real));
  probe->units = train_alloc ((size_t) n_layers, sizeof (TrainUnits));
  probe->alive = train_alloc ((size_t) widest, sizeof *probe->alive);
  return probe->evaluator != NULL;
}

void
train_probe_clear (TrainProbe *probe)
{
  nn_graph_free (probe->evaluator);
  free (probe->predictions);
  free (probe->generated);
  free (probe->verdicts);
  free (probe->initial);
  nn_graph_free (probe->inspector);
  free (probe->units);
  free (probe->alive);
}

void
train_probe_begin (TrainProbe *probe)
{
  probe->curvature.known = false;
  for (int i = 0; i < nn_graph_n_layers (probe->graph); i++)
    probe->units[i].known = probe->units[i].mean_known = false;
}

static void
copy_row (real *to, const float *from, size_t n)
{
  if (sizeof (real) == sizeof (float))
    memcpy (to, from, n * sizeof (float));
  else
    for (size_t i = 0; i < n; i++)
      to[i] = from[i];
}

void
train_gather (const NnGraph *graph, const DataSet *set, const int *samples, int first, int rows)
{
  real *inputs = nn_graph_input_node (graph)->value, *targets = nn_graph_target_node (graph)->value;
  size_t n_inputs = (size_t) data_set_n_inputs (set), n_targets = (size_t) set->n_targets;
  size_t n_taught = (size_t) set->n_taught, width = n_targets + n_taught;
  for (size_t row = 0; row < (size_t) rows; row++) {
    size_t sample = samples ? (size_t) samples[row] : (size_t) first + row;
    copy_row (inputs + row * n_inputs, set->inputs + sample * n_inputs, n_inputs);
    copy_row (targets + row * width, set->targets + sample * n_targets, n_targets);
    if (n_taught > 0)
      copy_row (targets + row * width + n_targets, set->taught + sample * n_taught, n_taught);
  }
}

bool
train_accuracy_applies (const DataSet *train, const NnLoss *loss)
{
  return loss->link != NN_LINK_PLACE &&
         (train->target == DATA_CLASSES ? nn_loss_has_class (loss) : train->target == DATA_BINARY);
}

static bool
is_best (const real *outputs, int n, int class_index)
{
  int best = 0;
  for (int i = 0; i < n; i++) {
    if (isnan (outputs[i]))
      return false;
    if (outputs[i] > outputs[best])
      best = i;
  }
  return best == class_index;
}

/* How many of the targets of one sample are right: classes have one, labels that may occur together one for each output. */
static int
count_sample (const NnLoss *loss, const real *outputs, int n, const real *targets)
{
  double threshold = loss->link == NN_LINK_IDENTITY ? 0.5 : 0.0;
  int right = 0;
  if (nn_loss_has_class (loss))
    return is_best (outputs, n, (int) targets[0]);
  for (int i = 0; i < n; i++)
    right += !isnan (outputs[i]) && (outputs[i] > threshold) == (targets[i] > 0.5);
  return right;
}

int
train_count_right (const NnLoss *loss, const NnNode *output, const NnNode *target, int rows)
{
  int right = 0;
  for (int row = 0; row < rows; row++)
    right += count_sample (loss, output->value + (size_t) row * output->size, (int) output->size,
                           target->value + (size_t) row * target->size);
  return right;
}

void
train_probe_start (TrainProbe *probe, unsigned sets)
{
  const NnMode *mode = nn_graph_output (probe->graph)->mode;
  probe->sets_left = sets & ~(unsigned) TRAIN_SINGLE;
  if (sets == 0)
    return;
  nn_graph_set_step (probe->evaluator, mode->seed, mode->step); /* for layers that draw outside training too */
  memcpy (nn_graph_parameters (probe->evaluator), nn_graph_parameters (probe->graph),
          nn_graph_n_parameters (probe->graph) * sizeof (real));
  memcpy (nn_graph_loss_node (probe->evaluator)->settings, nn_graph_loss_node (probe->graph)->settings,
          sizeof (double[PARAM_MAX])); /* the weights of heads change */
  probe->n_seen = 0;
  if (sets & TRAIN_PREDICTIONS && probe->predictions == NULL)
    probe->predictions = train_alloc ((size_t) probe->test->n * nn_graph_output (probe->graph)->size, sizeof (double));
  if (sets & TRAIN_GENERATED && probe->generated == NULL) {
    probe->generated = train_alloc ((size_t) probe->test->n * nn_graph_input_node (probe->graph)->size, sizeof (real));
    probe->verdicts = train_alloc ((size_t) probe->test->n, 2 * sizeof (double));
  }
}

/* Keeps what the evaluator says about @rows samples of the test set. */
static void
keep_predictions (TrainProbe *probe, int rows)
{
  const NnNode *output = nn_graph_output (probe->evaluator);
  for (int row = 0; row < rows; row++)
    nn_link_apply (probe->loss->link, output->value + (size_t) row * output->size, (int) output->size,
                   probe->predictions + (size_t) (probe->n_seen + row) * output->size);
}

/* Keeps what was generated, and what the discriminator says of @rows real and generated samples. */
static void
keep_generated (TrainProbe *probe, int rows)
{
  const NnNode *generated = nn_graph_find (probe->evaluator, "generated");
  const NnNode *said[] = { nn_graph_find (probe->evaluator, "real"), nn_graph_find (probe->evaluator, "fake") };
  memcpy (probe->generated + (size_t) probe->n_seen * generated->size, generated->value,
          (size_t) rows * generated->size * sizeof (real));
  for (int row = 0; row < rows; row++)
    for (int fake = 0; fake < 2; fake++)
      nn_link_apply (probe->loss->link, said[fake]->value + row, 1, &probe->verdicts[2 * (probe->n_seen + row) + fake]);
}

/* The same of one head; complete when the last sample is. */
static void
evaluate_head (TrainProbe *probe, int head, int index, const DataSet *set, int rows)
{
  const NnLoss *loss = probe->heads[head].loss;
  const NnNode *losses = nn_graph_node (probe->evaluator, probe->heads[head].node);
  bool counts = train_accuracy_applies (probe->train, loss);
  double *sum = &probe->head_sums[head];
  long *right = &probe->head_right[head];
  if (probe->n_seen == 0) {
    *sum = 0;
    *right = 0;
  }
  for (int row = 0; row < rows; row++)
    *sum += losses->value[row];
  *right += counts ? train_count_right (loss, losses->operands[0], losses->operands[1], rows) : 0;
  probe->head_evaluations[index][head] =
    (TrainEvaluation) { .loss = *sum / set->n, .accuracy = counts ? (double) *right / set->n / (double) losses->operands[1]->size : NAN };
}

/* Samples whose class is known. */
static int
n_known (const DataSet *set)
{
  int n = 0;
  for (int i = 0; i < set->n; i++)
    n += set->target != DATA_CLASSES || set->targets[i] >= 0;
  return n;
}

/* Where there are heads, the mean of those that have one: NaN where none has. */
static double
accuracy (const TrainProbe *probe, int index, const DataSet *set)
{
  double sum = 0;
  int n = 0;
  for (int i = 0; i < probe->n_heads; i++)
    if (!isnan (probe->head_evaluations[index][i].accuracy)) {
      sum += probe->head_evaluations[index][i].accuracy;
      n++;
    }
  if (probe->n_heads > 0)
    return sum / n;
  return train_accuracy_applies (probe->train, probe->loss) ? (double) probe->n_right / n_known (set) / set->n_targets : NAN;
}

/* One pass of the evaluator over the next samples of a set; returns how many. */
static int
evaluate_some (TrainProbe *probe)
{
  int index = __builtin_ctz (probe->sets_left);
  const DataSet *set = index == 0 ? probe->train : index == 1 ? probe->test : probe->tests[index - 2].set;
  bool counts = train_accuracy_applies (probe->train, probe->loss);
  int left = set->n - probe->n_seen, capacity = nn_graph_capacity (probe->evaluator);
  int rows = left < capacity ? left : capacity;
  const real *losses = nn_graph_loss_node (probe->evaluator)->value;
  if (probe->n_seen == 0) {
    probe->loss_sum = 0;
    probe->n_right = 0;
  }
  train_gather (probe->evaluator, set, NULL, probe->n_seen, rows);
  nn_graph_set_first_row (probe->evaluator, (uint64_t) probe->n_seen);
  nn_graph_forward (probe->evaluator, rows);
  for (int row = 0; row < rows; row++)
    probe->loss_sum += losses[row];
  if (counts && probe->n_heads == 0)
    probe->n_right += train_count_right (probe->loss, nn_graph_output (probe->evaluator),
                                         nn_graph_target_node (probe->evaluator), rows);
  for (int i = 0; i < probe->n_heads; i++)
    evaluate_head (probe, i, index, set, rows);
  if (index == 1 && probe->predictions != NULL)
    keep_predictions (probe, rows);
  if (index == 1 && probe->generated != NULL)
    keep_generated (probe, rows);
  probe->n_seen += rows;
  if (probe->n_seen == set->n) {
    probe->evaluations[index] = (TrainEvaluation) {
      .loss = probe->loss_sum / set->n, .accuracy = accuracy (probe, index, set)
    };
    probe->sets_left &= ~(1u << index);
    probe->n_seen = 0;
  }
  return rows;
}

bool
train_probe_evaluate (TrainProbe *probe, long n)
{
  while (n > 0 && probe->sets_left && !atomic_load_explicit (probe->quit, memory_order_relaxed))
    n -= evaluate_some (probe);
  return !probe->sets_left;
}

const TrainEvaluation *
train_probe_evaluation (const TrainProbe *probe, bool test)
{
  int index = test ? 1 + probe->which : 0;
  assert (!(probe->sets_left & (1u << index)));
  return probe->head > 0 ? &probe->head_evaluations[index][probe->head - 1] : &probe->evaluations[index];
}

/* Slopes of the elementwise activation of @layer, in chunks of whole rows of units, or of one row's where it is wide: what stands
 * at a place of a chunk is always the same unit. */
static void
measure_slopes (const TrainProbe *probe, const NnLayerView *layer, TrainUnits *units)
{
  const NnNode *pre = layer->pre, *out = layer->out;
  const real *y = out->op == &layer->activation->op && out->operands[0] == pre ? out->value : NULL;
  size_t n = (size_t) n_units (layer), n_values = pre->size * (size_t) probe->rows;
  size_t chunk = n < CHUNK ? CHUNK / n * n : CHUNK, n_dead = 0, first = 0;
  double limit = 0.05 * nn_activation_max_slope (layer->activation, out->settings);
  real slopes[CHUNK], above = (double) (real) limit < limit ? nextafterf ((float) limit, INFINITY) : (real) limit;
  int32_t *alive = probe->alive;
  long n_flat = 0;
  memset (alive, 0, (n > CHUNK ? n : CHUNK) * sizeof *alive);
  for (size_t part; first < n_values; first += part) {
    size_t unit = n < CHUNK ? 0 : first % n, left = (n < CHUNK ? n_values - first : n - unit);
    part = left < chunk ? left : chunk;
    nn_activation_slopes (layer->activation, out->settings, part, pre->value + first, y != NULL ? y + first : NULL, slopes);
    n_flat += nn_kernels ()->flat_slopes (part, pre->value + first, slopes, above, alive + unit);
  }
  for (size_t i = n; i < chunk; i += n)
    for (size_t unit = 0; unit < n; unit++)
      alive[unit] |= alive[i + unit];
  for (size_t unit = 0; unit < n; unit++)
    n_dead += !alive[unit];
  units->saturated = (double) n_flat / (double) n_values;
  units->dead = (double) n_dead / (double) n;
}

double
train_probe_coordinate (const TrainProbe *probe, size_t i)
{
  const NnNode *point = nn_graph_n_layers (probe->graph) > 0 ? nn_graph_layer (probe->graph, 0)->weight : NULL;
  return point != NULL && i < point->size ? (double) point->value[i] : NAN;
}

bool
train_without_data (const DataSet *train, const DataSet *test, const NnLoss *loss)
{
  return strcmp (train->name, "nothing") == 0;
}

double
train_probe_mean (TrainProbe *probe, int layer)
{
  TrainUnits *units = &probe->units[layer];
  const NnNode *out = nn_graph_layer (probe->graph, layer)->out;
  if (!units->mean_known)
    units->mean = train_mean (out->value, out->size * (size_t) probe->rows);
  units->mean_known = true;
  return units->mean;
}

/* A linear layer is neither saturated nor dead. NaN is not counted as either. */
const TrainUnits *
train_probe_units (TrainProbe *probe, int layer)
{
  TrainUnits *units = &probe->units[layer];
  const NnLayerView *view = nn_graph_layer (probe->graph, layer);
  if (units->known)
    return units;
  units->known = true;
  units->saturated = units->dead = 0;
  if (view->activation && view->activation->slope)
    measure_slopes (probe, view, units);
  return units;
}

double
train_sum (const real *values, size_t n)
{
  return nn_kernels ()->sum (n, values);
}

double
train_sum_squares (const real *values, size_t n, double centre)
{
  return nn_kernels ()->sum_squares (n, values, centre);
}

double
train_mean (const real *values, size_t n)
{
  return train_sum (values, n) / (double) n;
}

double
train_deviation (const real *values, size_t n)
{
  return sqrt (train_sum_squares (values, n, train_mean (values, n)) / (double) n);
}

double
train_norm (const real *values, size_t n)
{
  return sqrt (train_sum_squares (values, n, 0));
}

double
train_distance (const real *a, const real *b, size_t n)
{
  double unused;
  return sqrt (nn_kernels ()->distance (n, a, b, &unused));
}

double
train_change (const real *now, const real *before, size_t n)
{
  double squares, distance = nn_kernels ()->distance (n, now, before, &squares);
  return sqrt (distance) / sqrt (squares);
}
