/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "engine/inputs.h"
#include "engine/op.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHT, WIDTH, CHANNELS, DRAWS, THRESHOLD };

static const Param params[] = {
  { "height", N_ ("Height of the image"), "px", PARAM_INT, PARAM_LOG, 1, 256, 64 },
  { "width", N_ ("Width of the image"), "px", PARAM_INT, PARAM_LOG, 1, 256, 64 },
  { "channels", N_ ("Channels of the image"), NULL, PARAM_INT, 0, 1, 16, 1 },
  { "draws", N_ ("Drawings of the weights"), NULL, PARAM_INT, PARAM_LOG, 1, 50, 20 },
  { "threshold", N_ ("Counts from this share of the largest"), NULL, PARAM_REAL, 0, 0.001, 0.5, 0.0455 },
  { NULL },
};

enum { FIELD, JUMP, START, MIDDLE, WIDTH_SEEN, EFFECTIVE, SHARE, ROW, ROW_FIELD, ROW_JUMP, ROW_START, ROW_SIDE, ROW_FIRST, ROW_LAST,
       FOOTPRINT };

static const CalcOutput outputs[] = {
  [FIELD] = { "rf", N_ ("Receptive field by the formula"), "px" },
  [JUMP] = { "jump", N_ ("Pixels between neighbours"), "px" },
  [START] = { "start", N_ ("Where the first output begins to look"), "px" },
  [MIDDLE] = { "middle_first", N_ ("Where the output in the middle begins to look"), "px" },
  [WIDTH_SEEN] = { "rf_measured", N_ ("Columns with a gradient"), "px" },
  [EFFECTIVE] = { "rf_effective", N_ ("Side of the effective field"), "px" },
  [SHARE] = { "effective_share", N_ ("Effective field over formula") },
  [ROW] = { "row", N_ ("Window"), NULL, CALC_COLUMN, "row" },
  [ROW_FIELD] = { "row_rf", N_ ("Receptive field"), "px", CALC_COLUMN, "row" },
  [ROW_JUMP] = { "row_jump", N_ ("Pixels between neighbours"), "px", CALC_COLUMN, "row" },
  [ROW_START] = { "row_start", N_ ("First pixel of the first output"), "px", CALC_COLUMN, "row" },
  [ROW_SIDE] = { "row_side", N_ ("Side of the map"), NULL, CALC_COLUMN, "row" },
  [ROW_FIRST] = { "row_first", N_ ("First place that the middle output looks at"), NULL, CALC_COLUMN, "row" },
  [ROW_LAST] = { "row_last", N_ ("Last place that the middle output looks at"), NULL, CALC_COLUMN, "row" },
  [FOOTPRINT] = { "footprint", N_ ("Size of the gradient of the output in the middle"), NULL, CALC_IMAGE },
  { NULL },
};

/* ---- by the formula ---- */

typedef struct {
  double low, high; /* both included; low > high: nothing */
} Span;

static double
op_setting (const NnNode *node, const char *name, double missing)
{
  int index = params_find (node->op->entry.params, name);
  return index >= 0 ? node->settings[index] : missing;
}

static bool
is_op (const NnNode *node, const char *names)
{
  const char *found = strstr (names, node->op->entry.name);
  size_t length = strlen (node->op->entry.name);
  return found != NULL && (found == names || found[-1] == ' ') && (found[length] == ' ' || found[length] == '\0');
}

static bool
is_window (const NnNode *node)
{
  return node->kind == NN_COMPUTED &&
         is_op (node, "conv2d group-conv locally-connected transposed-conv maxpool avgpool blurpool lrn");
}

/* What the outputs in @out see of operand 0, on a line without ends. */
static Span
seen_by (const NnNode *node, Span out)
{
  const NnShape *x = &node->operands[0]->shape;
  if (is_op (node, "dense flatten globalmaxpool mean-pool roi-pool"))
    return (Span){ 0, x->d[0] - 1 };
  if (!is_window (node) || is_op (node, "lrn"))
    return out; /* place by place */
  bool weights = is_op (node, "conv2d group-conv transposed-conv");
  double kernel = weights ? node->operands[1]->shape.d[0] : op_setting (node, "kernel", op_setting (node, "size", 1));
  double stride = op_setting (node, "stride", 1), dilation = op_setting (node, "dilation", 1);
  double pad = is_op (node, "blurpool") ? floor (kernel / 2) : op_setting (node, "pad", 0);
  double reach = dilation * (kernel - 1);
  if (is_op (node, "transposed-conv"))
    return (Span){ ceil ((out.low + pad - reach) / stride), floor ((out.high + pad) / stride) };
  if (stride == 0)
    stride = kernel; /* a pooling without a stride of its own */
  return (Span){ out.low * stride - pad, out.high * stride - pad + reach };
}

/* What place @at of @node's map sees of each map before it: the smallest intervals that hold all ways back. The caller frees them. */
static Span *
spans_of (const NnGraph *graph, const NnNode *node, double at)
{
  Span *needed = calc_new ((size_t) nn_graph_n_nodes (graph), sizeof *needed);
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    needed[i] = (Span){ INFINITY, -INFINITY };
  needed[node->index] = (Span){ at, at };
  for (int i = node->index; i > 0; i--) {
    const NnNode *here = nn_graph_node (graph, i);
    if (here->kind != NN_COMPUTED || needed[i].low > needed[i].high)
      continue;
    Span seen = seen_by (here, needed[i]);
    for (int k = 0; k < here->n_operands; k++) {
      Span *to = &needed[here->operands[k]->index];
      *to = (Span){ fmin (to->low, seen.low), fmax (to->high, seen.high) };
    }
  }
  return needed;
}

/* Of the input. */
static Span
field_of (const NnGraph *graph, const NnNode *node, double at, const NnNode *input)
{
  Span *needed = spans_of (graph, node, at), field = needed[input->index];
  free (needed);
  return field;
}

static void
fill_table (const CalcInput *input, CalcResults *results)
{
  int n = 0, row = 0;
  for (int i = 0; i < nn_graph_n_nodes (input->graph); i++)
    n += is_window (nn_graph_node (input->graph, i));
  Span *seen = spans_of (input->graph, input->output, input->output->shape.n == 3 ? input->output->shape.d[0] / 2 : 0);
  for (int column = ROW; column <= ROW_LAST; column++)
    calc_rows (results, column, n);
  for (int i = 0; i < nn_graph_n_nodes (input->graph); i++) {
    const NnNode *node = nn_graph_node (input->graph, i);
    char name[64];
    if (!is_window (node))
      continue;
    Span first = field_of (input->graph, node, 0, input->input), second = field_of (input->graph, node, 1, input->input);
    results->values[ROW].values[row] = row + 1;
    results->values[ROW_FIELD].values[row] = first.high - first.low + 1;
    results->values[ROW_JUMP].values[row] = second.low - first.low;
    results->values[ROW_START].values[row] = first.low;
    results->values[ROW_SIDE].values[row] = node->shape.d[0];
    bool none = seen[i].low > seen[i].high;
    results->values[ROW_FIRST].values[row] = none ? 0 : seen[i].low;
    results->values[ROW_LAST].values[row] = none ? -1 : seen[i].high;
    snprintf (name, sizeof name, "%s %d", is_op (node, "group-conv") ? "conv2d" : node->op->entry.name, row + 1); /* dilated ones too */
    calc_name_row (results, row++, name);
  }
  calc_set (results, MIDDLE, seen[input->input->index].low);
  free (seen);
}

/* ---- measured ---- */

/* Adds the squared gradient of the output in the middle, summed over channels, to @footprint. */
static void
add_footprint (NnGraph *graph, BaseRng *rng, uint64_t seed, double *footprint)
{
  const NnNode *input = nn_graph_input_node (graph), *output = nn_graph_output (graph);
  const NnShape *y = &output->shape;
  size_t middle = y->n == 3 ? ((size_t) (y->d[0] / 2) * (size_t) y->d[1] + (size_t) (y->d[1] / 2)) * (size_t) y->d[2] : 0;
  real *sample = calc_new (2 * input->size, sizeof *sample), *gradient = sample + input->size;
  int channels = input->shape.d[2];
  nn_graph_initialize (graph, seed);
  for (size_t i = 0; i < input->size; i++)
    sample[i] = (real) base_rng_normal (rng);
  nn_input_gradient (graph, output, middle, sample, gradient);
  for (size_t i = 0; i < input->size; i++)
    footprint[i / (size_t) channels] += (double) gradient[i] * (double) gradient[i];
  free (sample);
}

/* @footprint becomes the root of the mean square. */
static void
measure (const CalcInput *input, CalcResults *results, double *footprint)
{
  int height = (int) input->values[HEIGHT], width = (int) input->values[WIDTH], columns = 0, above = 0;
  double largest = 0;
  for (int i = 0; i < height * width; i++) {
    footprint[i] = sqrt (footprint[i] / input->values[DRAWS]);
    largest = fmax (largest, footprint[i]);
  }
  for (int column = 0; column < width; column++) {
    bool any = false;
    for (int row = 0; row < height; row++)
      any |= footprint[row * width + column] > 0;
    columns += any;
  }
  for (int i = 0; i < height * width; i++)
    above += footprint[i] > input->values[THRESHOLD] * largest;
  calc_set (results, WIDTH_SEEN, columns);
  calc_set (results, EFFECTIVE, sqrt (above));
  calc_set (results, SHARE, sqrt (above) / results->values[FIELD].values[0]);
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  NnGraph *graph = input->graph;
  Span first = field_of (graph, input->output, 0, input->input), second = field_of (graph, input->output, 1, input->input);
  BaseRng rng;
  calc_set (results, FIELD, first.high - first.low + 1);
  calc_set (results, JUMP, second.low - first.low);
  calc_set (results, START, first.low);
  fill_table (input, results);
  const NnLoss *any = (const NnLoss *) base_registry_find (&nn_losses, "mse"); /* without a loss there are no gradients */
  NnNode *loss = nn_loss_apply (any, graph, input->output, error);
  nn_graph_want_input_gradient (graph);
  if (loss == NULL || !nn_graph_compile (graph, input->output, loss, 1, error))
    return false;
  double *footprint = calc_image (results, FOOTPRINT, (int) input->values[HEIGHT], (int) input->values[WIDTH]);
  base_rng_init (&rng, input->seed, RNG_DATA_TRAIN);
  for (int i = 0; i < (int) input->values[DRAWS]; i++)
    add_footprint (graph, &rng, input->seed * 1000 + (uint64_t) i, footprint);
  measure (input, results, footprint);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Receptive field after each window"), ROW, { ROW_FIELD }, .bars = true, .says = { "rf", "rf_effective" },
    .said = { N_ ("by the formula"), N_ ("effective") } },
  { NULL },
};

const CalcCalculator calc_receptive_field = {
  { "receptive-field", N_ ("Receptive field"),
    N_ ("Layer by layer r += (k − 1) d j, j *= s, from r = j = 1; over branches the whole interval. Effective: the root of the number of "
        "pixels whose gradient, averaged over drawings of weights and image, is above a share of the largest"),
    "Luo, Li, Urtasun, Zemel 2016, Understanding the effective receptive field", params },
  outputs,
  .network = "5 * conv2d 8 3 pad=1 relu",
  .draws = true,
  .compute = compute,
  .charts = charts,
};
