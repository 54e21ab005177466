/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registries of the engine, each from the list in its folder, and what is the same for all entries of a kind. */
#include "engine/op.h"

#include "base/words.h"

#include <math.h>
#include <string.h>

#define LENGTH(array) ((int) (sizeof (array) / sizeof *(array)))

#define ROW(id) extern const NnOp nn_op_##id;
#include "engine/ops/ops-rows.inc"
#undef ROW
#define ROW(id) &nn_op_##id.entry,
static const BaseEntry *const ops[] = {
#include "engine/ops/ops-rows.inc"
};
#undef ROW
const BaseRegistry nn_ops = { N_ ("ops"), ops, LENGTH (ops) };

#define ROW(id) extern const NnActivation nn_activation_##id##_plain;
#include "engine/activations/activations-rows.inc"
#undef ROW
#define ROW(id) &nn_activation_##id##_plain.entry,
static const BaseEntry *const activations[] = {
#include "engine/activations/activations-rows.inc"
};
#undef ROW
const BaseRegistry nn_activations = { N_ ("activations"), activations, LENGTH (activations) };

#define ROW(id) extern const NnLoss nn_loss_##id;
#include "engine/losses/losses-rows.inc"
#undef ROW
#define ROW(id) &nn_loss_##id.entry,
static const BaseEntry *const losses[] = {
#include "engine/losses/losses-rows.inc"
};
#undef ROW
const BaseRegistry nn_losses = { N_ ("losses"), losses, LENGTH (losses) };

#define ROW(id) extern const NnOptimizer nn_optimizer_##id;
#include "engine/optimizers/optimizers-rows.inc"
#undef ROW
#define ROW(id) &nn_optimizer_##id.entry,
static const BaseEntry *const optimizers[] = {
#include "engine/optimizers/optimizers-rows.inc"
};
#undef ROW
const BaseRegistry nn_optimizers = { N_ ("optimizers"), optimizers, LENGTH (optimizers) };

#define ROW(id) extern const NnSchedule nn_schedule_##id;
#include "engine/schedules/schedules-rows.inc"
#undef ROW
#define ROW(id) &nn_schedule_##id.entry,
static const BaseEntry *const schedules[] = {
#include "engine/schedules/schedules-rows.inc"
};
#undef ROW
const BaseRegistry nn_schedules = { N_ ("schedules"), schedules, LENGTH (schedules) };

#define ROW(id) extern const NnRegularizer nn_regularizer_##id;
#include "engine/regularizers/regularizers-rows.inc"
#undef ROW
#define ROW(id) &nn_regularizer_##id.entry,
static const BaseEntry *const regularizers[] = {
#include "engine/regularizers/regularizers-rows.inc"
};
#undef ROW
const BaseRegistry nn_regularizers = { N_ ("regularizers"), regularizers, LENGTH (regularizers) };

#define ROW(id) extern const NnInitializer nn_initializer_##id;
#include "engine/initializers/initializers-rows.inc"
#undef ROW
#define ROW(id) &nn_initializer_##id.entry,
static const BaseEntry *const initializers[] = {
#include "engine/initializers/initializers-rows.inc"
};
#undef ROW
const BaseRegistry nn_initializers = { N_ ("initializers"), initializers, LENGTH (initializers) };

#define ROW(id) extern const NnLayer nn_layer_##id;
#include "engine/layers/layers-rows.inc"
#undef ROW
#define ROW(id) &nn_layer_##id.entry,
static const BaseEntry *const layers[] = {
#include "engine/layers/layers-rows.inc"
};
#undef ROW
const BaseRegistry nn_layers = { N_ ("layers"), layers, LENGTH (layers) };

bool
nn_trace_find (const NnNode *node, int rows, const char *name, NnTrace *trace)
{
  for (int part = 0; node->op != NULL && node->op->inspect != NULL; part++) {
    if (!node->op->inspect (node, rows, part, trace))
      return false;
    if (strcmp (trace->name, name) == 0)
      return true;
  }
  return false;
}

int
nn_loss_n_outputs (const NnLoss *loss, const double *settings, int n)
{
  return loss->n_outputs != NULL ? loss->n_outputs (settings, n) : n;
}

bool
nn_loss_has_class (const NnLoss *loss)
{
  return loss->targets == NN_TARGET_CLASS || loss->targets == NN_TARGET_TEACHER;
}

NnNode *
nn_loss_join (const NnLoss *loss, NnGraph *graph, NnNode **output, NnNode *target, int n, const double *settings,
              BaseError *error)
{
  double defaults[PARAM_MAX];
  params_defaults (loss->entry.params, defaults);
  settings = settings != NULL ? settings : defaults;
  int needed = nn_loss_n_outputs (loss, settings, n);
  if (needed > 0 && (*output)->size != (size_t) needed) {
    base_error_set (error, _ ("%s: needs %d outputs, not %zu"), loss->entry.name, needed, (*output)->size);
    return NULL;
  }
  if (loss->build != NULL)
    return loss->build (loss, graph, output, target, n, settings, error);
  return nn_graph_apply (graph, &loss->op, settings, 2, (NnNode *[]) { *output, target }, error);
}

NnNode *
nn_loss_build (const NnLoss *loss, NnGraph *graph, NnNode **output, int n, const double *settings, BaseError *error)
{
  int width = loss->targets == NN_TARGET_CLASS ? 1 : loss->targets == NN_TARGET_TEACHER ? 1 + n : n;
  NnNode *target = nn_graph_input (graph, "target", (NnShape) { 1, { width } });
  return nn_loss_join (loss, graph, output, target, n, settings, error);
}

NnNode *
nn_loss_apply (const NnLoss *loss, NnGraph *graph, NnNode *output, BaseError *error)
{
  return nn_loss_build (loss, graph, &output, (int) output->size, NULL, error);
}

static void
softmax (const real *outputs, int n, double *predictions)
{
  double best = (double) outputs[0], sum = 0;
  for (int i = 1; i < n; i++)
    if (!((double) outputs[i] <= best) && best == best)
      best = (double) outputs[i];
  for (int i = 0; i < n; i++)
    sum += predictions[i] = exp ((double) outputs[i] - best);
  for (int i = 0; i < n; i++)
    predictions[i] /= sum;
}

void
nn_link_apply (NnLink link, const real *outputs, int n, double *predictions)
{
  if (link == NN_LINK_SOFTMAX)
    softmax (outputs, n, predictions);
  for (int i = 0; i < n && link == NN_LINK_SIGMOID; i++)
    predictions[i] = 1 / (1 + exp (-(double) outputs[i]));
  for (int i = 0; i < n && link == NN_LINK_IDENTITY; i++)
    predictions[i] = (double) outputs[i];
}
