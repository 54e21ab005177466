/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every op, layer, activation and loss, built in double: backward against central differences. Walks the registries, so a
 * new entry is checked without being mentioned here. */
#include "engine/objective.h"

#include <glib.h>
#include <math.h>

#define ROWS 11 /* more than a block of rows: graph-run.c */
#define STEP 1e-5
#define TOLERANCE 1e-6

static void
fill_normal (real *values, size_t n, guint64 seed)
{
  BaseRng rng;
  base_rng_init (&rng, seed, 99);
  for (size_t i = 0; i < n; i++)
    values[i] = base_rng_normal (&rng);
}

/* Whatever @node is: a random weighting of its values as a loss. */
static NnNode *
weighted_sum (NnGraph *graph, NnNode *node)
{
  BaseError error = { "" };
  const NnInitializer *normal = (const NnInitializer *) base_registry_find (&nn_initializers, "gaussian");
  const double one[PARAM_MAX] = { 1 };
  NnNode *w = nn_graph_parameter (graph, "sum", (NnShape) { 2, { (int) node->size, 1 } }, 1, 1, normal, one);
  NnNode *b = nn_graph_parameter (graph, "sum bias", (NnShape) { 1, { 1 } }, 0, 0, NULL, NULL);
  const NnOp *dense = (const NnOp *) base_registry_find (&nn_ops, "dense");
  NnNode *sum = nn_graph_apply (graph, dense, NULL, 3, (NnNode *[]) { node, w, b }, &error);
  g_assert_cmpstr (error.text, ==, "");
  return sum;
}

/* The loss as a function of one value. */
static double
loss_with (NnGraph *graph, real *place, double value)
{
  double kept = *place;
  *place = value;
  nn_graph_forward (graph, ROWS);
  *place = kept;
  return nn_graph_loss (graph, ROWS);
}

/* Its slope, wrong by h⁴ f⁽⁵⁾ / 30: what is curved (two channels normalised together) needs more than two points. */
static double
slope_at (NnGraph *graph, real *place)
{
  double x = *place, h = STEP;
  double near = loss_with (graph, place, x + h) - loss_with (graph, place, x - h);
  double far = loss_with (graph, place, x + 2 * h) - loss_with (graph, place, x - 2 * h);
  return (8 * near - far) / (12 * h);
}

/* Returns the largest error of the gradient in @values, relative to the larger of the slopes and a floor. */
static double
worst_error (NnGraph *graph, real *values, const real *gradient, size_t n)
{
  double worst = 0;
  for (size_t i = 0; i < n; i++) {
    double slope = slope_at (graph, &values[i]);
    double scale = MAX (fabs (slope), fabs (gradient[i]));
    double error = fabs (slope - gradient[i]) / MAX (scale, 1e-2);
    worst = error >= worst ? error : worst;
    if (isnan (error))
      return error;
  }
  return worst;
}

/* Compiles, runs forward and backward, and compares all gradients. Frees @graph. */
static void
check_graph (NnGraph *graph, NnNode *node, const char *name, double least_target)
{
  BaseError error = { "" };
  NnNode *loss = node->size == 1 && node->batched ? node : weighted_sum (graph, node);
  nn_graph_want_input_gradient (graph);
  if (!nn_graph_compile (graph, node, loss, ROWS, &error))
    g_error ("%s: %s", name, error.text);
  nn_graph_initialize (graph, 5);
  NnNode *input = nn_graph_input_node (graph), *target = nn_graph_target_node (graph);
  if (input != NULL)
    fill_normal (input->value, ROWS * input->size, 6);
  for (int i = 0; target != NULL && i < ROWS * (int) target->size; i++)
    target->value[i] = least_target + i % 3; /* a class, a value */
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) { /* biases start at zero: not a typical place */
    NnNode *bias = nn_graph_node (graph, i);
    if (bias->kind == NN_PARAMETER && bias->initializer == NULL)
      fill_normal (bias->value, bias->size, 7 + (guint64) i);
  }
  nn_graph_set_training (graph, true);
  nn_graph_forward (graph, ROWS);
  nn_graph_backward (graph, ROWS);
  double worst = worst_error (graph, nn_graph_parameters (graph), nn_graph_gradients (graph),
                              nn_graph_n_trained (graph));
  g_assert_cmpfloat (worst, <=, TOLERANCE);
  if (input != NULL && input->gradient != NULL)
    g_assert_cmpfloat (worst_error (graph, input->value, input->gradient, ROWS * input->size), <=, TOLERANCE);
  nn_graph_free (graph);
}

static void
test_ops (gconstpointer data)
{
  const NnOp *op = data;
  for (int which = 0; which < MAX (op->n_examples, 1); which++) {
    BaseError error = { "" };
    NnGraph *graph = nn_graph_new ();
    NnNode *node = op->example (graph, which, &error);
    g_assert_cmpstr (error.text, ==, "");
    check_graph (graph, node, op->entry.name, 0);
  }
}

/* The layer on the first of an image, a sequence and a row of numbers that it does not refuse. */
static NnGraph *
layer_graph (const NnLayer *layer, const NnActivation *activation, NnNode **node)
{
  static const NnShape shapes[] = { { 3, { 6, 5, 2 } }, { 2, { 6, 5 } }, { 1, { 7 } } };
  double values[PARAM_MAX];
  params_defaults (layer->entry.params, values);
  for (int i = 0; layer->entry.params != NULL && layer->entry.params[i].name != NULL; i++)
    if (layer->entry.params[i].kind == PARAM_INT && values[i] > 5)
      values[i] = 5;
  NnLayerOptions options = { .activation = activation };
  BaseError error = { "" };
  NnGraph *graph = NULL;
  *node = NULL;
  for (gsize i = 0; *node == NULL && i < G_N_ELEMENTS (shapes); i++) {
    nn_graph_free (graph);
    graph = nn_graph_new ();
    base_error_clear (&error);
    *node = nn_layer_build (layer, graph, nn_graph_input (graph, "x", shapes[i]), 0, NULL, values, &options, &error);
  }
  g_assert_cmpstr (error.text, ==, "");
  return graph;
}

static void
check_layer (const NnLayer *layer, const NnActivation *activation)
{
  NnNode *node;
  NnGraph *graph = layer_graph (layer, activation, &node);
  check_graph (graph, node, layer->entry.name, 0);
}

/* The layer on two inputs with the same weights, whose gradients add up; and with weights that stand still, which get none. */
static void
check_again (const NnLayer *layer, bool detached)
{
  const NnOp *add = (const NnOp *) base_registry_find (&nn_ops, "add");
  BaseError error = { "" };
  NnNode *once;
  NnGraph *graph = layer_graph (layer, NULL, &once);
  NnNode *x = nn_graph_input_node (graph), *other = nn_graph_input (graph, "other", x->shape);
  int n_layers = nn_graph_n_layers (graph);
  NnNode *again = nn_graph_again (graph, x->index + 1, once, x, detached ? x : other, detached, &error);
  g_assert_cmpint (nn_graph_n_layers (graph), ==, n_layers);
  NnNode *sum = detached ? again : nn_graph_apply (graph, add, NULL, 2, (NnNode *[]) { once, again }, &error);
  g_assert_cmpstr (error.text, ==, "");
  if (!detached) {
    check_graph (graph, sum, layer->entry.name, 0);
    return;
  }
  nn_graph_want_input_gradient (graph);
  g_assert_true (nn_graph_compile (graph, sum, weighted_sum (graph, sum), ROWS, &error));
  nn_graph_initialize (graph, 5);
  fill_normal (x->value, ROWS * x->size, 6);
  nn_graph_forward (graph, ROWS);
  nn_graph_backward (graph, ROWS);
  for (int i = x->index + 1; i < once->index; i++) {
    const NnNode *weight = nn_graph_node (graph, i);
    for (size_t k = 0; weight->gradient != NULL && weight->kind == NN_PARAMETER && k < weight->size; k++)
      g_assert_cmpfloat (weight->gradient[k], ==, 0);
  }
  if (x->gradient != NULL)
    g_assert_cmpfloat (worst_error (graph, x->value, x->gradient, ROWS * x->size), <=, TOLERANCE);
  nn_graph_free (graph);
}

static void
test_again (gconstpointer data)
{
  check_again (data, false);
  check_again (data, true);
}

/* At the start and at every choice of kind. */
static void
test_objectives (gconstpointer data)
{
  const NnObjective *objective = data;
  double values[PARAM_MAX];
  params_defaults (objective->entry.params, values);
  int kind = params_find (objective->entry.params, "kind"), n_kinds = kind < 0 ? 1 : (int) objective->entry.params[kind].max + 1;
  for (int k = 0; k < n_kinds; k++) {
    BaseError error = { "" };
    if (kind >= 0)
      values[kind] = k;
    NnGraph *graph = nn_graph_new ();
    NnNode *f = nn_objective_add (objective, graph, nn_graph_input (graph, "x", (NnShape) { 1, { 1 } }), values, &error);
    g_assert_cmpstr (error.text, ==, "");
    g_assert_true (nn_graph_compile (graph, f, f, 1, &error));
    nn_graph_initialize (graph, 1);
    nn_graph_forward (graph, 1);
    nn_graph_backward (graph, 1);
    real *point = nn_graph_parameters (graph);
    for (int i = 0; i < objective->n_dims; i++) {
      real kept = point[i];
      double losses[2];
      for (int side = 0; side < 2; side++) {
        point[i] = kept + (side ? -STEP : STEP);
        nn_graph_forward (graph, 1);
        losses[side] = nn_graph_loss (graph, 1);
      }
      point[i] = kept;
      double slope = (losses[0] - losses[1]) / (2 * STEP);
      g_assert_cmpfloat_with_epsilon (slope, nn_graph_gradients (graph)[i], TOLERANCE * MAX (1, fabs (slope)));
    }
    nn_graph_free (graph);
  }
}

static void
test_layers (gconstpointer data)
{
  check_layer (data, NULL);
  check_layer (data, (const NnActivation *) base_registry_find (&nn_activations, "tanh")); /* no kink to step over */
}

/* Formulas with every function, slopes bounded as the check of the largest one wants it. */
static const char *const formulas[] = {
  "sin(2 * x) * cos(x) + atan(2 * x)",          "abs(x) + max(x, 0.3) - min(-x, 2 * x + 1)",
  "if(x > 0.2, log(1 + x), 1 - sqrt(1 - x))",   "exp(-x^2) * (x < 1.1) + 2^(-abs(x))",
  "x * Phi(x) - tanh(x)^3 / (1 + sigmoid(x))", "-(1 + x^2)^-1.5 + pi * 0 + e",
};

/* @check with the default settings, and with each setting changed in turn: every choice, another number, some formulas. */
static void
with_settings (const BaseEntry *entry, void (*check) (const BaseEntry *entry, const double *values))
{
  double values[PARAM_MAX];
  params_defaults (entry->params, values);
  check (entry, values);
  for (int i = 0; i < params_count (entry->params); i++) {
    const Param *param = &entry->params[i];
    int n_formulas = param->choices == NULL ? G_N_ELEMENTS (formulas) : 0; /* a typed slope need not be right */
    int n_others = param->kind == PARAM_CHOICE ? (int) param->max : param->kind == PARAM_FORMULA ? n_formulas : 1;
    for (int k = 1; k <= n_others; k++) {
      if (param->kind == PARAM_FORMULA)
        g_assert_true (param_parse (param, formulas[k - 1], &values[i], NULL));
      else
        values[i] = param->kind == PARAM_REAL ? (param->def == 0 ? 0.3 : 0.7 * param->def) : param->def + k;
      if (param_check (param, values[i], NULL))
        check (entry, values);
    }
    values[i] = param->def;
  }
}

static void
check_loss (const BaseEntry *entry, const double *values)
{
  enum { N = 3 };
  const NnLoss *loss = (const NnLoss *) entry;
  const NnLayer *dense = (const NnLayer *) base_registry_find (&nn_layers, "dense");
  BaseError error = { "" };
  int n_outputs = nn_loss_n_outputs (loss, values, N);
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 6 } });
  NnNode *out = dense->build (graph, x, (double[PARAM_MAX]) { n_outputs > 0 ? n_outputs : 4, 1 }, NULL, &error);
  NnNode *node = nn_loss_build (loss, graph, &out, N, values, &error);
  g_assert_cmpstr (error.text, ==, "");
  check_graph (graph, node, entry->name, loss->targets == NN_TARGET_SHARES ? 1 : 0);
}

static void
test_losses (gconstpointer data)
{
  with_settings (data, check_loss);
}

/* The slopes are the derivative of the values, and the largest of them is the one that is said. */
static void
check_slopes (const BaseEntry *entry, const double *values)
{
  const NnActivation *activation = (const NnActivation *) entry;
  enum { N = 700 };
  real x[N], left[N], right[N], slopes[N];
  double steepest = 0;
  for (int i = 0; i < N; i++) {
    x[i] = -6.0371 + 0.0173 * i; /* no kink among them */
    left[i] = x[i] - STEP;
    right[i] = x[i] + STEP;
  }
  nn_activation_slopes (activation, values, N, x, NULL, slopes);
  activation->value (N, values, left, left);
  activation->value (N, values, right, right);
  for (int i = 0; i < N; i++) {
    g_assert_cmpfloat_with_epsilon (slopes[i], (right[i] - left[i]) / (2 * STEP), 1e-7);
    steepest = MAX (steepest, fabs (slopes[i]));
  }
  double said = nn_activation_max_slope (activation, values);
  g_assert_cmpfloat (steepest, <=, said * (1 + 1e-9));
  g_assert_cmpfloat (steepest, >=, said * 0.99); /* some come near it only far away */
}

/* Of those that look at several values or learn something. */
static void
check_activation (const BaseEntry *entry, const double *values)
{
  static const NnShape shapes[] = { { 3, { 2, 3, 4 } }, { 2, { 3, 4 } }, { 1, { 4 } } };
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    BaseError error = { "" };
    NnGraph *graph = nn_graph_new ();
    NnNode *x = nn_graph_input (graph, "x", shapes[i]);
    NnNode *y = nn_activation_apply ((const NnActivation *) entry, graph, x, values, &error);
    g_assert_cmpstr (error.text, ==, "");
    check_graph (graph, y, entry->name, 0);
  }
}

/* A step has no slope, and the other one it may be given is no derivative. */
static void
test_activations (gconstpointer data)
{
  const NnActivation *activation = data;
  if (activation->value == NULL)
    with_settings (data, check_activation);
  else if (nn_activation_max_slope (activation, (double[PARAM_MAX]) { 0 }) > 0)
    with_settings (data, check_slopes);
}

/* Two consumers of one node: the second adds to the gradient that the first set. */
static void
test_shared_operand (void)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { 4 } });
  const NnLayer *dense = (const NnLayer *) base_registry_find (&nn_layers, "dense");
  const NnOp *mse = (const NnOp *) base_registry_find (&nn_losses, "mse");
  NnNode *h = dense->build (graph, x, (double[PARAM_MAX]) { 5, 1 }, NULL, &error);
  NnLayerOptions options = { .activation = (const NnActivation *) base_registry_find (&nn_activations, "tanh") };
  NnNode *a = dense->build (graph, h, (double[PARAM_MAX]) { 3, 1 }, &options, &error);
  NnNode *b = dense->build (graph, h, (double[PARAM_MAX]) { 3, 1 }, NULL, &error);
  NnNode *apart = nn_graph_apply (graph, mse, NULL, 2, (NnNode *[]) { a, b }, &error);
  g_assert_nonnull (apart);
  check_graph (graph, apart, "shared", 0);
}

static void
add_tests (const char *kind, const BaseRegistry *registry, GTestDataFunc function)
{
  g_assert_cmpint (registry->n_entries, >, 0);
  for (int i = 0; i < registry->n_entries; i++) {
    g_autofree char *path = g_strdup_printf ("/engine/gradients/%s/%s", kind, registry->entries[i]->name);
    g_test_add_data_func (path, registry->entries[i], function);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_tests ("ops", &nn_ops, test_ops);
  add_tests ("layers", &nn_layers, test_layers);
  add_tests ("shared", &nn_layers, test_again);
  add_tests ("losses", &nn_losses, test_losses);
  add_tests ("activations", &nn_activations, test_activations);
  add_tests ("objectives", &nn_objectives, test_objectives);
  g_test_add_func ("/engine/gradients/shared-operand", test_shared_operand);
  return g_test_run ();
}
