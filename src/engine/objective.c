/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/objective.h"

#include <stddef.h>

#define ROW(id) extern const NnObjective nn_objective_##id;
#include "engine/objectives/objectives-rows.inc"
#undef ROW
#define ROW(id) &nn_objective_##id.entry,
static const BaseEntry *const objectives[] = {
#include "engine/objectives/objectives-rows.inc"
};
#undef ROW
const BaseRegistry nn_objectives = { N_ ("objectives"), objectives, sizeof objectives / sizeof *objectives };

/* Operands: the input, which only makes the value one of a row, and the point. */
bool
nn_objective_infer (NnNode *node, BaseError *error)
{
  node->shape = (NnShape) { 1, { 1 } };
  return true;
}

static const NnObjective *
objective_of (const NnNode *node)
{
  return (const NnObjective *) (const void *) ((const char *) node->op - offsetof (NnObjective, op));
}

static double
value (const NnNode *node, double *gradient)
{
  const NnObjective *objective = objective_of (node);
  double p[2] = { 0 };
  for (int i = 0; i < objective->n_dims; i++)
    p[i] = (double) node->operands[1]->value[i];
  return objective->value (p, node->settings, gradient);
}

void
nn_objective_forward (const NnNode *node, int rows)
{
  double unused[2];
  for (int r = 0; r < rows; r++)
    node->value[r] = (real) value (node, unused);
}

/* The loss is the mean over rows, which are all alike: their gradients add up to one. */
void
nn_objective_backward (const NnNode *node, int rows)
{
  const NnObjective *objective = objective_of (node);
  double gradient[2], noise = node->mode->training ? node->settings[objective->n_dims] : 0, weight = 0;
  BaseRng rng;
  value (node, gradient);
  for (int r = 0; r < rows; r++)
    weight += (double) node->gradient[r];
  base_rng_init (&rng, node->mode->seed, RNG_OBJECTIVE + (node->mode->step << 32));
  for (int i = 0; i < objective->n_dims; i++)
    node->operands[1]->gradient[i] = (real) (weight * (gradient[i] + (noise > 0 ? noise * base_rng_normal (&rng) : 0)));
}

/* The settings begin with the point. */
static void
fill (real *weights, size_t n, int fan_in, int fan_out, const double *values, BaseRng *rng)
{
  for (size_t i = 0; i < n; i++)
    weights[i] = (real) values[i];
}
static const NnInitializer start = { .fill = fill };

NnNode *
nn_objective_add (const NnObjective *objective, NnGraph *graph, NnNode *input, const double *values, BaseError *error)
{
  NnNode *point = nn_graph_parameter (graph, "point", (NnShape) { 1, { objective->n_dims } }, 1, 1, &start, values);
  NnNode *f = nn_graph_apply (graph, &objective->op, values, 2, (NnNode *[]) { input, point }, error);
  NnLayerView layer = { .label = "point", .weight = point, .pre = f, .out = f };
  if (f != NULL)
    nn_graph_add_layer (graph, &layer);
  return f;
}
