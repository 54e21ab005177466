/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calc/calc.h"
#include "engine/op.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHT, WIDTH, CHANNELS, BATCH, BYTES };

static const Param params[] = {
  { "height", N_ ("Height of the image"), "px", PARAM_INT, PARAM_LOG, 1, 2048, 28 },
  { "width", N_ ("Width of the image"), "px", PARAM_INT, PARAM_LOG, 1, 2048, 28 },
  { "channels", N_ ("Channels of the image"), NULL, PARAM_INT, 0, 1, 64, 1 },
  { "batch", N_ ("Batch size"), NULL, PARAM_INT, PARAM_LOG, 1, 65536, 1 },
  { "bytes", N_ ("Bytes of a number"), NULL, PARAM_INT, 0, 1, 8, 4 },
  { NULL },
};

enum {
  PARAMS, MACS, ACTIVATIONS, WEIGHT_BYTES, ACTIVATION_BYTES, TRAINING_BYTES, INTENSITY, CONV_PARAMS, DENSE_PARAMS, CONV_MACS,
  DENSE_MACS, DENSE_PARAM_SHARE, CONV_MAC_SHARE, ROW, ROW_LAYER, ROW_PARAMS, ROW_MACS, ROW_ACTIVATIONS, N_OUTPUTS
};

static const CalcOutput outputs[] = {
  [PARAMS] = { "params", N_ ("Parameters") },
  [MACS] = { "macs", N_ ("Multiply–adds for the batch") },
  [ACTIVATIONS] = { "activations", N_ ("Numbers kept for the backward pass") },
  [WEIGHT_BYTES] = { "weight_bytes", N_ ("Memory of the parameters"), "B" },
  [ACTIVATION_BYTES] = { "activation_bytes", N_ ("Memory of the activations"), "B" },
  [TRAINING_BYTES] = { "training_bytes", N_ ("Memory in training with Adam"), "B" },
  [INTENSITY] = { "intensity", N_ ("Operations for each byte moved") },
  [CONV_PARAMS] = { "conv_params", N_ ("Parameters of convolutions") },
  [DENSE_PARAMS] = { "dense_params", N_ ("Parameters of dense layers") },
  [CONV_MACS] = { "conv_macs", N_ ("Multiply–adds of convolutions") },
  [DENSE_MACS] = { "dense_macs", N_ ("Multiply–adds of dense layers") },
  [DENSE_PARAM_SHARE] = { "dense_param_share", N_ ("Dense layers' share of the parameters") },
  [CONV_MAC_SHARE] = { "conv_mac_share", N_ ("Convolutions' share of the multiply–adds") },
  [ROW] = { "row", N_ ("Row"), NULL, CALC_COLUMN, "row" },
  [ROW_LAYER] = { "row_layer", N_ ("Number among the layers with weights"), NULL, CALC_COLUMN, "row" },
  [ROW_PARAMS] = { "row_params", N_ ("Parameters"), NULL, CALC_COLUMN, "row" },
  [ROW_MACS] = { "row_macs", N_ ("Multiply–adds"), NULL, CALC_COLUMN, "row" },
  [ROW_ACTIVATIONS] = { "row_activations", N_ ("Activations"), NULL, CALC_COLUMN, "row" },
  [N_OUTPUTS] = { NULL },
};

/* How often each weight of an op is used for one sample. */
static double
n_uses (const NnNode *node)
{
  static const char *const once[] = { "dense", "locally-connected" }, *const by_output[] = { "conv2d", "group-conv", "conv1d" },
                    *const by_input[] = { "transposed-conv", "rnn", "lstm", "gru" };
  const char *name = node->op->entry.name;
  const NnShape *x = &node->operands[0]->shape;
  for (size_t i = 0; i < sizeof once / sizeof *once; i++)
    if (strcmp (name, once[i]) == 0)
      return 1;
  for (size_t i = 0; i < sizeof by_output / sizeof *by_output; i++)
    if (strcmp (name, by_output[i]) == 0)
      return (double) node->size / node->shape.d[node->shape.n - 1]; /* places of the map */
  for (size_t i = 0; i < sizeof by_input / sizeof *by_input; i++)
    if (strcmp (name, by_input[i]) == 0)
      return (double) nn_shape_size (x) / x->d[x->n - 1]; /* places, or steps of a sequence */
  return 0; /* looked up, or elementwise: no matrix product */
}

/* Parameters that @node is the first to use, and weights: those with a fan-in. */
static void
count (const NnNode *node, bool *seen, double *n_params, double *n_weights)
{
  *n_params = *n_weights = 0;
  for (int i = 0; i < node->n_operands; i++) {
    const NnNode *operand = node->operands[i];
    if (operand->kind != NN_PARAMETER)
      continue;
    *n_weights += operand->fan_in > 0 ? (double) operand->size : 0;
    *n_params += seen[operand->index] || !operand->trained ? 0 : (double) operand->size;
    seen[operand->index] = true;
  }
}

static bool
is_elementwise (const NnNode *node)
{
  return base_registry_find (&nn_activations, node->op->entry.name) == &node->op->entry;
}

/* The layer with weights that @node computes, from 1; 0: none. */
static int
layer_number (const NnGraph *graph, const NnNode *node)
{
  for (int i = 0; i < nn_graph_n_layers (graph); i++)
    if (nn_graph_layer (graph, i)->pre == node)
      return i + 1;
  return 0;
}

static void
fill_row (const CalcInput *input, CalcResults *results, int row, const NnNode *node, bool *seen)
{
  double n_params, n_weights;
  const char *name = node->op->entry.name;
  char label[64];
  count (node, seen, &n_params, &n_weights);
  double macs = n_weights * n_uses (node) * input->values[BATCH];
  bool dense = strcmp (name, "dense") == 0;
  results->values[ROW].values[row] = row + 1;
  results->values[ROW_LAYER].values[row] = layer_number (input->graph, node);
  results->values[ROW_PARAMS].values[row] = n_params;
  results->values[ROW_MACS].values[row] = macs;
  results->values[ROW_ACTIVATIONS].values[row] = (double) node->size * input->values[BATCH];
  results->values[dense ? DENSE_PARAMS : CONV_PARAMS].values[0] += dense || strstr (name, "conv") != NULL ? n_params : 0;
  results->values[dense ? DENSE_MACS : CONV_MACS].values[0] += dense || strstr (name, "conv") != NULL ? macs : 0;
  snprintf (label, sizeof label, "%s %d", name, row + 1);
  calc_name_row (results, row, label);
}

static double
sum (const CalcResults *results, int column)
{
  double total = 0;
  for (int i = 0; i < results->values[column].n; i++)
    total += results->values[column].values[i];
  return total;
}

static void
set_totals (const CalcInput *input, CalcResults *results)
{
  double n_params = sum (results, ROW_PARAMS), macs = sum (results, ROW_MACS), bytes = input->values[BYTES];
  double n_activations = sum (results, ROW_ACTIVATIONS) + (double) input->input->size * input->values[BATCH];
  calc_set (results, PARAMS, n_params);
  calc_set (results, MACS, macs);
  calc_set (results, ACTIVATIONS, n_activations);
  calc_set (results, WEIGHT_BYTES, n_params * bytes);
  calc_set (results, ACTIVATION_BYTES, n_activations * bytes);
  calc_set (results, TRAINING_BYTES, (4 * n_params + 2 * n_activations) * bytes);
  calc_set (results, INTENSITY, 2 * macs / ((n_params + n_activations) * bytes));
  calc_set (results, DENSE_PARAM_SHARE, n_params > 0 ? results->values[DENSE_PARAMS].values[0] / n_params : 0);
  calc_set (results, CONV_MAC_SHARE, macs > 0 ? results->values[CONV_MACS].values[0] / macs : 0);
}

static bool
compute (const CalcInput *input, CalcResults *results, BaseError *error)
{
  int n_nodes = nn_graph_n_nodes (input->graph), n_rows = 0, row = 0;
  bool *seen = calc_new ((size_t) n_nodes, sizeof *seen);
  for (int pass = 0; pass < 2; pass++) {
    for (int column = ROW; pass == 1 && column <= ROW_ACTIVATIONS; column++)
      calc_rows (results, column, n_rows);
    for (int total = CONV_PARAMS; pass == 1 && total <= DENSE_MACS; total++)
      calc_set (results, total, 0);
    for (int i = 0; i < n_nodes; i++) {
      const NnNode *node = nn_graph_node (input->graph, i);
      if (node->kind != NN_COMPUTED || is_elementwise (node))
        continue;
      if (pass == 0)
        n_rows++;
      else
        fill_row (input, results, row++, node, seen);
    }
  }
  set_totals (input, results);
  free (seen);
  return true;
}

static const CalcChart charts[] = {
  { N_ ("Parameters"), ROW, { ROW_PARAMS }, .bars = true, .says = { "params" }, .said = { N_ ("together") } },
  { N_ ("Multiply–adds"), ROW, { ROW_MACS }, .bars = true, .says = { "macs" }, .said = { N_ ("together") } },
  { N_ ("Activations"), ROW, { ROW_ACTIVATIONS }, .bars = true, .says = { "activations" }, .said = { N_ ("together") } },
  { NULL },
};

const CalcCalculator calc_network_cost = {
  { "network-cost", N_ ("Cost of a network"),
    N_ ("Parameters, multiply–adds and memory of each layer: a convolution k × k from c to f channels has (k² c + 1) f parameters and "
        "k² c f multiply–adds for each place of its map; training with Adam keeps four numbers for each parameter and two for each "
        "activation; an operation is half a multiply–add"),
    NULL, params },
  outputs,
  .network = "conv2d 8 3 pad=1 relu | maxpool 2 | conv2d 16 3 pad=1 relu | maxpool 2 | flatten | dense 10",
  .compute = compute,
  .charts = charts,
};
