/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every activation and loss, with every setting, at values far out, infinite, NaN, at the kinks, and with labels that are none.
 * Walks the registries, so a new entry is tested without being mentioned here. Where the kinks' slopes lie is said by the
 * entries' summaries and held to PyTorch's in test-reference.c. */
#include "engine/op.h"

#include <glib.h>
#include <math.h>

/* @check with the default settings, and with each setting at its limits or at every choice. */
static void
with_settings (const BaseEntry *entry, void (*check) (const BaseEntry *entry, const double *values))
{
  double values[PARAM_MAX];
  params_defaults (entry->params, values);
  check (entry, values);
  for (int i = 0; i < params_count (entry->params); i++) {
    const Param *param = &entry->params[i];
    int last = param->kind == PARAM_CHOICE ? (int) param->max : 1;
    for (int k = 0; k <= last; k++) {
      values[i] = param->kind == PARAM_CHOICE ? k : k == 0 ? param->min : MIN (param->max, 100);
      if (param->kind == PARAM_FORMULA && k > 0)
        g_assert_true (param_parse (param, "tanh(x)", &values[i], NULL));
      check (entry, values);
    }
    values[i] = param->def;
  }
}

/* Numbers at which others overflow, at which there are kinks, and that are none. */
static const real far_out[] = { 1e4f, -1e4f, 1e30f, -1e30f, 1e-30f, -1e-30f, 0, -0.0f, 1, -1, 3, -3,
                                (real) INFINITY, (real) -INFINITY, (real) NAN };

/* ---- activations ---- */

/* Each of the numbers beside ordinary ones. A NaN goes on, and not to those that do not see it; what comes of another number
 * is a number or, far out, infinite, and so is the slope: elementwise ones have their limit there. */
static void
check_activation (const BaseEntry *entry, const double *values)
{
  enum { ROWS = G_N_ELEMENTS (far_out), N = 3 };
  const NnActivation *f = (const NnActivation *) entry;
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { N } });
  NnNode *y = nn_activation_apply (f, graph, x, values, &error);
  NnNode *loss = nn_loss_apply ((const NnLoss *) base_registry_find (&nn_losses, "mae"), graph, y, &error);
  g_assert_cmpstr (error.text, ==, "");
  nn_graph_want_input_gradient (graph);
  g_assert_true (nn_graph_compile (graph, y, loss, ROWS, &error));
  nn_graph_initialize (graph, 1);
  for (int i = 0; i < ROWS * N; i++)
    x->value[i] = i % N == 1 ? far_out[i / N] : (real) (0.3 * (i % N) - 0.2);
  nn_graph_forward (graph, ROWS);
  nn_graph_backward (graph, ROWS);
  bool alone = f->value != NULL || f->build != NULL;
  for (int i = 0; i < ROWS * N; i++) {
    real at = i % N == 1 || !alone ? far_out[i / N] : 0;
    bool nan = isnan (at) || (!alone && isinf (at) && at > 0); /* of ∞ / ∞ */
    if (isinf (at) && values[0] == 0 && entry->params != NULL)
      continue; /* 0 · ∞ */
    if (nan != isnan (y->value[i]) || (!nan && isnan (x->gradient[i])) || (nan && !alone && !isnan (x->gradient[i])))
      g_error ("%s of %g is %g, slope %g", entry->name, (double) at, (double) y->value[i], (double) x->gradient[i]);
  }
  nn_graph_free (graph);
}

static void
test_activations (gconstpointer data)
{
  with_settings (data, check_activation);
}

/* ---- losses ---- */

typedef struct {
  const NnLoss *loss;
  NnGraph *graph;
  NnNode *x, *target, *losses;
  int rows;
} LossCase;

/* @rows rows of ordinary outputs and targets; classes are those of a network with 3. */
static LossCase
loss_case (const BaseEntry *entry, const double *values, int rows)
{
  enum { N = 3 };
  LossCase c = { .loss = (const NnLoss *) entry, .graph = nn_graph_new (), .rows = rows };
  BaseError error = { "" };
  int n_outputs = nn_loss_n_outputs (c.loss, values, N);
  c.x = nn_graph_input (c.graph, "x", (NnShape) { 1, { n_outputs > 0 ? n_outputs : 4 } });
  NnNode *output = c.x;
  c.losses = nn_loss_build (c.loss, c.graph, &output, N, values, &error);
  g_assert_cmpstr (error.text, ==, "");
  nn_graph_want_input_gradient (c.graph);
  g_assert_true (nn_graph_compile (c.graph, output, c.losses, rows, &error));
  nn_graph_initialize (c.graph, 3);
  c.target = nn_graph_target_node (c.graph);
  for (size_t i = 0; i < (size_t) rows * c.x->size; i++)
    c.x->value[i] = (real) sin (1.7 * (double) i);
  for (size_t i = 0; i < (size_t) rows * c.target->size; i++)
    c.target->value[i] = (real) (c.loss->targets == NN_TARGET_SHARES ? 1 + i % 3 : i / c.target->size % 2);
  return c;
}

static void
run_case (const LossCase *c)
{
  nn_graph_forward (c->graph, c->rows);
  nn_graph_backward (c->graph, c->rows);
}

/* Whether a gradient of row @r holds a NaN. */
static bool
has_nan (const LossCase *c, int r)
{
  for (size_t i = 0; i < c->x->size; i++)
    if (isnan (c->x->gradient[(size_t) r * c->x->size + i]))
      return true;
  return false;
}

/* One output of the first row far out: the loss is a number or, of squares, infinite, and its slope is no NaN. A NaN makes the
 * row's loss NaN, and those of other rows only where they look at this one. */
static void
check_loss (const BaseEntry *entry, const double *values)
{
  enum { ROWS = 4 };
  LossCase c = loss_case (entry, values, ROWS);
  for (size_t k = 0; k < c.x->size * G_N_ELEMENTS (far_out); k++) {
    real *place = &c.x->value[k % c.x->size], kept = *place, at = far_out[k / c.x->size];
    *place = at;
    run_case (&c);
    *place = kept;
    for (int r = 0; r < ROWS; r++) {
      bool sees = r == 0 || c.losses->op->whole_batch, nan = isnan (c.losses->value[r]);
      if (sees && isinf (at))
        continue; /* ∞ − ∞ may come up */
      if (sees && isnan (at) ? !nan && r == 0 : nan || has_nan (&c, r))
        g_error ("%s: output %zu at %g: row %d has loss %g, or a gradient that is NaN", entry->name, k % c.x->size,
                 (double) at, r, (double) c.losses->value[r]);
    }
  }
  nn_graph_free (c.graph);
}

static void
test_losses (gconstpointer data)
{
  with_settings (data, check_loss);
}

/* A label that is no class makes loss and gradient of its row NaN, and reads nothing outside. Readers of data refuse such labels
 * and say where they stand; what compares rows looks at whether labels are equal, no more. To a teacher's pupil −1 is a class
 * that is not known. */
static void
check_labels (const BaseEntry *entry, const double *values)
{
  static const real labels[] = { -1, 3, 1e9f, -1e30f, 0.5f, (real) NAN, (real) INFINITY };
  const NnLoss *loss = (const NnLoss *) entry;
  if (!nn_loss_has_class (loss) || loss->op.whole_batch)
    return;
  LossCase c = loss_case (entry, values, 2);
  for (gsize i = loss->targets == NN_TARGET_TEACHER; i < G_N_ELEMENTS (labels); i++) {
    c.target->value[0] = labels[i];
    run_case (&c);
    if (!isnan (c.losses->value[0]) || !has_nan (&c, 0) || isnan (c.losses->value[1]) || has_nan (&c, 1))
      g_error ("%s: label %g: loss %g", entry->name, (double) labels[i], (double) c.losses->value[0]);
  }
  nn_graph_free (c.graph);
}

static void
test_labels (gconstpointer data)
{
  with_settings (data, check_labels);
}

static void
add_tests (const BaseRegistry *registry, const char *what, GTestDataFunc function)
{
  for (int i = 0; i < registry->n_entries; i++) {
    g_autofree char *path = g_strdup_printf ("/engine/extremes/%s/%s", what, registry->entries[i]->name);
    g_test_add_data_func (path, registry->entries[i], function);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_tests (&nn_activations, "activations", test_activations);
  add_tests (&nn_losses, "losses", test_losses);
  add_tests (&nn_losses, "labels", test_labels);
  return g_test_run ();
}
