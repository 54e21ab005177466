/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of an independent implementation (reference/, made by tools/reference/make-reference.py from PyTorch in float64) for
 * every layer, activation, loss and optimizer. tools/reference/common.py says how a case looks.
 *
 * Tolerance: sums of up to 75 products of normal numbers in float32 are wrong by some 1e-6; 1e-5, relative to the larger of
 * the value and 1, leaves room for another order of additions and for 20 rounded updates, and for no mistake. */
#include "engine/objective.h"

#include <glib.h>
#include <string.h>

#define TOLERANCE 1e-5
#define ROWS 3

typedef struct {
  char **words;       /* owned: "case", kind, name, settings */
  char *kind, *name;
  char **settings;    /* "units=5", … */
  GHashTable *arrays; /* name → GArray of double */
} Case;

static void
case_free (gpointer data)
{
  Case *c = data;
  g_strfreev (c->words);
  g_hash_table_unref (c->arrays);
  g_free (c);
}

static GPtrArray *cases;

static GArray *
read_numbers (char **words)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));
  guint n = (guint) g_ascii_strtoull (words[1], NULL, 10);
  for (guint i = 0; words[2 + i] != NULL; i++) {
    double value = g_ascii_strtod (words[2 + i], NULL);
    g_array_append_val (numbers, value);
  }
  g_assert_cmpuint (numbers->len, ==, n);
  return numbers;
}

static void
read_group (const char *path)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) words = g_strsplit (*line, " ", -1);
    if (g_str_equal (words[0], "case")) {
      Case *c = g_new0 (Case, 1);
      GHashTable *arrays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
      *c = (Case) { words, words[1], words[2], words + 3, arrays };
      g_ptr_array_add (cases, c);
      words = NULL;
    } else if (words[0][0] != '#') {
      Case *c = cases->pdata[cases->len - 1];
      g_hash_table_insert (c->arrays, g_strdup (words[0]), read_numbers (words));
    }
  }
}

static void
read_cases (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "engine", "reference", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (dir);
  cases = g_ptr_array_new_with_free_func (case_free);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    read_group (path);
  }
}

static const GArray *
array (const Case *c, const char *name)
{
  const GArray *found = g_hash_table_lookup (c->arrays, name);
  g_assert_nonnull (found);
  return found;
}

static void
load (real *values, const Case *c, const char *name)
{
  const GArray *from = array (c, name);
  for (guint i = 0; i < from->len; i++)
    values[i] = (real) g_array_index (from, double, i);
}

static void
compare (const real *values, const Case *c, const char *name)
{
  const GArray *want = array (c, name);
  for (guint i = 0; i < want->len; i++) {
    double expected = g_array_index (want, double, i), error = ABS ((double) values[i] - expected);
    if (!(error <= TOLERANCE * MAX (1, ABS (expected))))
      g_error ("%s %s: %s[%u] is %.9g, expected %.9g", c->kind, c->name, name, i, (double) values[i], expected);
  }
}

/* Fills @values from the case; keys that are no setting of the entry (the shape) are left out. */
static void
read_settings (const Case *c, const Param *params, double *values)
{
  params_defaults (params, values);
  for (char **at = c->settings; *at != NULL; at++) {
    BaseError error = { "" };
    g_auto (GStrv) pair = g_strsplit (*at, "=", 2);
    if (params_find (params, pair[0]) >= 0 && !params_set (params, values, pair[0], pair[1], &error))
      g_error ("%s", error.text);
  }
}

static NnShape
input_shape (const Case *c)
{
  NnShape shape = { 0 };
  for (char **at = c->settings; *at != NULL; at++)
    if (g_str_has_prefix (*at, "shape=")) {
      g_auto (GStrv) dims = g_strsplit (*at + strlen ("shape="), "x", NN_MAX_DIMS);
      for (char **dim = dims; *dim != NULL; dim++)
        shape.d[shape.n++] = (int) g_ascii_strtoll (*dim, NULL, 10);
    }
  g_assert_cmpuint (nn_shape_size (&shape) * ROWS, ==, array (c, "input")->len);
  return shape;
}

/* The number after "@key=", 0 where the case does not say. */
static uint64_t
number (const Case *c, const char *key)
{
  for (char **at = c->settings; *at != NULL; at++)
    if (g_str_has_prefix (*at, key) && (*at)[strlen (key)] == '=')
      return g_ascii_strtoull (*at + strlen (key) + 1, NULL, 10);
  return 0;
}

/* Parameter @k of what is under test, the nodes before @end; NULL: there are no more. */
static NnNode *
parameter (const NnGraph *graph, int k, const NnNode *end)
{
  for (int i = 0; i < end->index; i++)
    if (nn_graph_node (graph, i)->kind == NN_PARAMETER && k-- == 0)
      return nn_graph_node (graph, i);
  return NULL;
}

static void
load_parameters (const Case *c, const NnGraph *graph, const NnNode *end)
{
  char name[32];
  NnNode *node;
  for (int k = 0; (node = parameter (graph, k, end)) != NULL; k++) {
    g_snprintf (name, sizeof name, "parameter%d", k);
    load (node->value, c, name);
  }
}

/* Gradients of the trained parameters; statistics after so many updates with this batch. */
static void
compare_parameters (const Case *c, NnGraph *graph, const NnNode *end)
{
  NnNode *node;
  for (uint64_t i = number (c, "commits"); i > 0; i--)
    nn_graph_commit (graph, ROWS);
  for (int k = 0; (node = parameter (graph, k, end)) != NULL; k++) {
    g_autofree char *name = g_strdup_printf (node->trained ? "parameter%d_gradient" : "parameter%d_after", k);
    if (node->trained || number (c, "commits") > 0)
      compare (node->trained ? node->gradient : node->value, c, name);
  }
}

/* Σ output · upstream as the loss of a row, run forward and backward; compares output and gradients. */
static void
run_weighted (const Case *c, NnGraph *graph, NnNode *y)
{
  BaseError error = { "" };
  NnNode *up = nn_graph_parameter (graph, "upstream", (NnShape) { 2, { (int) y->size, 1 } }, 1, 1, NULL, NULL);
  NnNode *zero = nn_graph_parameter (graph, "zero", (NnShape) { 1, { 1 } }, 0, 0, NULL, NULL);
  NnNode *loss = nn_graph_apply (graph, (const NnOp *) base_registry_find (&nn_ops, "dense"), NULL, 3,
                                 (NnNode *[]) { y, up, zero }, &error);
  nn_graph_want_input_gradient (graph);
  g_assert_true (nn_graph_compile (graph, y, loss, ROWS, &error));
  load (nn_graph_input_node (graph)->value, c, "input");
  load (up->value, c, "upstream");
  load_parameters (c, graph, up);
  nn_graph_set_training (graph, number (c, "training"));
  nn_graph_set_step (graph, number (c, "seed"), number (c, "step"));
  nn_graph_forward (graph, ROWS);
  nn_graph_backward (graph, ROWS);
  compare (y->value, c, "output");
  const NnNode *x = nn_graph_input_node (graph);
  g_autofree real *none = g_new0 (real, ROWS * x->size); /* where no gradient comes to the input */
  compare (x->gradient != NULL ? x->gradient : none, c, "input_gradient");
  compare_parameters (c, graph, up);
}

/* "chains=5,3x2": inner chains of one layer: dense with 5 units; of an image, 1×1 convolutions with 5 filters, and with 3
 * of stride 2. */
static int
build_chains (const Case *c, NnGraph *graph, NnNode *x, NnNode **ends)
{
  BaseError error = { "" };
  int n = 0;
  const NnLayer *layer = (const NnLayer *) base_registry_find (&nn_layers, x->shape.n == 3 ? "conv2d" : "dense");
  for (char **at = c->settings; *at != NULL; at++) {
    if (!g_str_has_prefix (*at, "chains="))
      continue;
    g_auto (GStrv) chains = g_strsplit (*at + strlen ("chains="), ",", NN_MAX_OPERANDS);
    for (char **chain = chains; *chain != NULL; chain++) {
      const char *stride = strchr (*chain, 'x');
      double values[PARAM_MAX];
      params_defaults (layer->entry.params, values);
      params_set (layer->entry.params, values, "kernel", "1", NULL);
      params_set (layer->entry.params, values, "stride", stride != NULL ? stride + 1 : "1", NULL);
      values[0] = g_ascii_strtod (*chain, NULL);
      ends[n++] = nn_layer_build (layer, graph, x, 0, NULL, values, NULL, &error);
    }
  }
  g_assert_cmpstr (error.text, ==, "");
  return n;
}

static void
check_layer (const Case *c, const BaseEntry *entry)
{
  BaseError error = { "" };
  double values[PARAM_MAX];
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", input_shape (c));
  read_settings (c, entry->params, values);
  NnNode *ends[NN_MAX_OPERANDS];
  int n = build_chains (c, graph, x, ends);
  NnNode *y = nn_layer_build ((const NnLayer *) entry, graph, x, n, ends, values, NULL, &error);
  g_assert_cmpstr (error.text, ==, "");
  run_weighted (c, graph, y);
  nn_graph_free (graph);
}

static void
check_activation (const Case *c, const BaseEntry *entry)
{
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  double values[PARAM_MAX];
  NnNode *x = nn_graph_input (graph, "x", input_shape (c));
  read_settings (c, entry->params, values);
  run_weighted (c, graph, nn_activation_apply ((const NnActivation *) entry, graph, x, values, &error));
  nn_graph_free (graph);
}

static void
check_loss (const Case *c, const BaseEntry *entry)
{
  const NnLoss *kind = (const NnLoss *) entry;
  const NnShape shape = input_shape (c);
  int n = number (c, "n") > 0 ? (int) number (c, "n") : (int) nn_shape_size (&shape); /* classes or values */
  double values[PARAM_MAX];
  BaseError error = { "" };
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", shape), *output = x;
  read_settings (c, entry->params, values);
  NnNode *loss = nn_loss_build (kind, graph, &output, n, values, &error);
  g_assert_cmpstr (error.text, ==, "");
  nn_graph_want_input_gradient (graph);
  g_assert_true (nn_graph_compile (graph, output, loss, ROWS, &error));
  load (x->value, c, "input");
  load (nn_graph_target_node (graph)->value, c, "target");
  load_parameters (c, graph, loss);
  nn_graph_forward (graph, ROWS);
  nn_graph_backward (graph, ROWS);
  compare (loss->value, c, "output");
  compare (x->gradient, c, "input_gradient");
  compare_parameters (c, graph, loss);
  nn_graph_free (graph);
}

static void
check_optimizer (const Case *c, const BaseEntry *entry)
{
  enum { N = 6, STEPS = 20 };
  const NnOptimizer *optimizer = (const NnOptimizer *) entry;
  real w[N], gradients[STEPS * N], after[STEPS * N], slots[4][N] = { { 0 } };
  double values[PARAM_MAX];
  read_settings (c, entry->params, values);
  load (w, c, "start");
  load (gradients, c, "gradients");
  for (int step = 0; step < STEPS; step++) {
    NnUpdate update = { .n = N, .parameters = w, .gradients = gradients + step * N,
                        .slots = { slots[0], slots[1], slots[2], slots[3] }, .t = step + 1, .decays = true,
                        .values = values };
    optimizer->update (&update);
    memcpy (after + step * N, w, sizeof w);
  }
  compare (after, c, "after");
}

static void
check_objective (const Case *c, const BaseEntry *entry)
{
  BaseError error = { "" };
  double values[PARAM_MAX];
  read_settings (c, entry->params, values);
  NnGraph *graph = nn_graph_new ();
  NnNode *input = nn_graph_input (graph, "x", (NnShape) { 1, { 1 } });
  NnNode *f = nn_objective_add ((const NnObjective *) entry, graph, input, values, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_true (nn_graph_compile (graph, f, f, 1, &error));
  load (nn_graph_parameters (graph), c, "point");
  nn_graph_forward (graph, 1);
  nn_graph_backward (graph, 1);
  compare (nn_graph_output (graph)->value, c, "output");
  compare (nn_graph_gradients (graph), c, "gradient");
  nn_graph_free (graph);
}

static void
check_schedule (const Case *c, const BaseEntry *entry)
{
  const NnSchedule *schedule = (const NnSchedule *) entry;
  const GArray *losses = schedule->watches ? array (c, "losses") : NULL;
  guint n = array (c, "factors")->len;
  g_autofree real *factors = g_new (real, n);
  double values[PARAM_MAX];
  NnWatch watch = { 0 };
  read_settings (c, entry->params, values);
  for (guint t = 0; t < n; t++) {
    NnMoment moment = { t, n, values, &watch };
    if (losses != NULL)
      nn_watch (&watch, g_array_index (losses, double, t), values);
    factors[t] = (real) nn_schedule_factor (schedule, &moment);
  }
  compare (factors, c, "factors");
}

/* Gradient descent with one regularizer; the first four of six numbers decay. */
static void
check_regularizer (const Case *c, const BaseEntry *entry)
{
  enum { N = 6, STEPS = 20 };
  const NnSpan spans[] = { { 0, 4, 1, true }, { 4, 2, 1, false } };
  real w[N], gradients[STEPS * N], after[STEPS * N];
  double values[NN_MAX_REGULARIZERS][PARAM_MAX] = { { 0 } };
  for (int i = 0; i < nn_regularizers.n_entries; i++)
    if (nn_regularizers.entries[i] == entry)
      read_settings (c, entry->params, values[i]);
  load (w, c, "start");
  load (gradients, c, "gradients");
  for (int step = 0; step < STEPS; step++) {
    NnRegularization r = { .spans = spans, .n_spans = 2, .parameters = w, .gradients = gradients + step * N,
                           .rate = 0.1 };
    nn_regularize (NN_PENALTY, r, values);
    nn_regularize (NN_BEFORE, r, values);
    for (int i = 0; i < N; i++)
      w[i] -= (real) 0.1 * r.gradients[i];
    nn_regularize (NN_AFTER, r, values);
    memcpy (after + step * N, w, sizeof w);
  }
  compare (after, c, "after");
}

/* What has no such numbers, or others: solvers (test-solvers.c, "solver" cases), what is random, and what ends a training (train-mover). */
static bool
is_tested_elsewhere (const char *name)
{
  static const char *const names[] = { "closed-form", "newton", "bfgs", "lbfgs", "gradient-noise", "early-stopping", "towers", NULL };
  return g_strv_contains (names, name);
}

/* Every entry of a registry has cases, and they agree. */
static void
check_registry (const BaseRegistry *registry, const char *kind, void (*check) (const Case *, const BaseEntry *))
{
  for (int i = 0; i < registry->n_entries; i++) {
    int n = 0;
    for (guint k = 0; k < cases->len; k++) {
      const Case *c = cases->pdata[k];
      if (g_str_equal (c->kind, kind) && g_str_equal (c->name, registry->entries[i]->name)) {
        check (c, registry->entries[i]);
        n++;
      }
    }
    if (n == 0 && !is_tested_elsewhere (registry->entries[i]->name))
      g_error ("the reference has no %s \"%s\": add it in tools/reference", kind, registry->entries[i]->name);
  }
}

static void
test_layers (void)
{
  check_registry (&nn_layers, "layer", check_layer);
}

static void
test_activations (void)
{
  check_registry (&nn_activations, "activation", check_activation);
}

static void
test_losses (void)
{
  check_registry (&nn_losses, "loss", check_loss);
}

static void
test_optimizers (void)
{
  check_registry (&nn_optimizers, "optimizer", check_optimizer);
}

/* One dense layer with the loss mse: weights and biases after one update are the least squares of the batch. */
static void
check_solver (const Case *c)
{
  BaseError error = { "" };
  const NnOptimizer *solver = (const NnOptimizer *) base_registry_find (&nn_optimizers, c->name);
  const NnLayer *dense = (const NnLayer *) base_registry_find (&nn_layers, "dense");
  int n_in = (int) number (c, "inputs"), n_out = (int) number (c, "outputs"), rows = (int) array (c, "target")->len / n_out;
  double values[PARAM_MAX], regularizers[NN_MAX_REGULARIZERS][PARAM_MAX] = { { 0 } };
  for (int i = 0; i < nn_regularizers.n_entries; i++)
    if (g_str_equal (nn_regularizers.entries[i]->name, "l2"))
      read_settings (c, nn_regularizers.entries[i]->params, regularizers[i]);
  NnGraph *graph = nn_graph_new ();
  NnNode *x = nn_graph_input (graph, "x", (NnShape) { 1, { n_in } });
  NnNode *y = nn_layer_build (dense, graph, x, 0, NULL, (double[PARAM_MAX]) { n_out, number (c, "bias") }, NULL, &error);
  NnNode *loss = nn_loss_apply ((const NnLoss *) base_registry_find (&nn_losses, "mse"), graph, y, &error);
  g_assert_true (nn_graph_compile (graph, y, loss, rows, &error));
  nn_graph_initialize (graph, 5);
  load (x->value, c, "input");
  load (nn_graph_target_node (graph)->value, c, "target");
  g_assert_true (solver->fits (graph, (const double (*)[PARAM_MAX]) regularizers, &error));
  params_defaults (solver->entry.params, values);
  size_t n = nn_graph_n_trained (graph);
  real *w = nn_graph_parameters (graph);
  g_autofree double *point = g_new0 (double, n), *room = g_new (double, solver->n_room (n, values));
  NnProblem problem = { .n = n, .x = point, .room = room, .graph = graph, .rows = rows, .t = 1, .values = values,
                        .regularizers = (const double (*)[PARAM_MAX]) regularizers };
  solver->solve (&problem);
  for (size_t i = 0; i < n; i++)
    w[i] = (real) point[i];
  compare (y->operands[1]->value, c, "weights");
  compare (y->operands[2]->value, c, "biases");
  nn_graph_free (graph);
}

static void
test_solvers (void)
{
  int n = 0;
  for (guint k = 0; k < cases->len; k++)
    if (g_str_equal (((Case *) cases->pdata[k])->kind, "solver")) {
      check_solver (cases->pdata[k]);
      n++;
    }
  g_assert_cmpint (n, >, 0);
}

static void
test_objectives (void)
{
  check_registry (&nn_objectives, "objective", check_objective);
}

static void
test_schedules (void)
{
  check_registry (&nn_schedules, "schedule", check_schedule);
}

static void
test_regularizers (void)
{
  check_registry (&nn_regularizers, "regularizer", check_regularizer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  read_cases ();
  g_test_add_func ("/engine/reference/layers", test_layers);
  g_test_add_func ("/engine/reference/activations", test_activations);
  g_test_add_func ("/engine/reference/losses", test_losses);
  g_test_add_func ("/engine/reference/optimizers", test_optimizers);
  g_test_add_func ("/engine/reference/solvers", test_solvers);
  g_test_add_func ("/engine/reference/schedules", test_schedules);
  g_test_add_func ("/engine/reference/regularizers", test_regularizers);
  g_test_add_func ("/engine/reference/objectives", test_objectives);
  int status = g_test_run ();
  g_ptr_array_unref (cases);
  return status;
}
