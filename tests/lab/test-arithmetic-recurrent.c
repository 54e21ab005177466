/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shown arithmetic of recurrent layers and embeddings: each gate, cell and state at each time step is what the engine computed,
 * forward and back, and so are a weight's sum over the steps and its update. */
#include "arithmetic-fixture.h"

#include "lab/cell.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define REST "\nloss = bce\noptimizer = adam lr=0.02\nbatch = 8\nsteps = 9\n"
#define LATCH "data = seq-latch n=40 test=12 length=7\nnetwork = "
#define WORDS "data = seq-toy-sentiment n=40 test=12 length=6\nnetwork = "

/* The weight that a line speaks of: "∂ℓ/∂u^f_{2,3} = …". */
static size_t
weight_of (const LabCell *cell, const char *text)
{
  static const char *const letters[] = { [LAB_RNN] = "", [LAB_GRU] = "rzn", [LAB_LSTM] = "ifgo" };
  const char *up = strchr (text, '^'), *down = strchr (text, '{');
  int k = up != NULL && up < down ? (int) (strchr (letters[cell->kind], up[1]) - letters[cell->kind]) : 0, i, j;
  g_assert_cmpint (sscanf (down, "{%d,%d}", &i, &j), ==, 2);
  return lab_cell_place (cell, k, i - 1, j - 1);
}

static void
check_weight (const GArray *lines, const LabCell *cell)
{
  const char *text = strstr (arithmetic_said, "∂ℓ/∂u");
  g_assert_nonnull (text);
  arithmetic_assert_near (arithmetic_result_of (lines, "∂ℓ/∂u"), (double) cell->node->operands[2]->gradient[weight_of (cell, text)]);
}

/* The lines that begin so, where there are any. */
static void check_if_there (const GArray *lines, double computed, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
check_if_there (const GArray *lines, double computed, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *left = g_strdup_vprintf (format, arguments), *line = g_strconcat ("\n", left, NULL);
  va_end (arguments);
  if (strstr (arithmetic_said, line) != NULL)
    arithmetic_assert_near (arithmetic_result_of (lines, left), computed);
}

static double
function_of (const LabCell *cell, int k, double sum)
{
  return cell->kind == LAB_RNN ? sum : k == 2 ? tanh (sum) : 1 / (1 + exp (-sum));
}

/* @trace: of the op; number @j at step @s. All lines that are shown; those of the trace must be there. */
static void
check_place (const GArray *lines, const LabCell *cell, const NnTrace *trace, int s, int j)
{
  static const char letters[][5] = { [LAB_RNN] = "a", [LAB_GRU] = "rzn", [LAB_LSTM] = "ifgo" };
  int t = lab_cell_time (cell, s) + 1;
  for (int k = 0; k < cell->n_gates; k++) {
    g_autofree char *gate = cell->kind == LAB_RNN ? g_strdup ("a") : g_strdup_printf ("a^%c", letters[cell->kind][k]);
    g_autofree char *sum = g_strdup_printf ("\n%s_{%d} = ", gate, t);
    check_if_there (lines, lab_cell_gate (cell, k, s, j), "%c_{%d}", letters[cell->kind][k], t);
    check_if_there (lines, lab_cell_da (cell, k, s, j), "∂ℓ/∂%s_{%d}", gate, t);
    if (strstr (arithmetic_said, sum) != NULL)
      g_assert_cmpfloat_with_epsilon (function_of (cell, k, arithmetic_result_of (lines, sum + 1)), lab_cell_gate (cell, k, s, j), 1e-3);
  }
  if (cell->kind == LAB_LSTM) {
    check_if_there (lines, lab_cell_c (cell, s, j), "c_{%d}", t);
    check_if_there (lines, lab_cell_dc (cell, s, j), "∂ℓ/∂c_{%d}", t);
  }
  check_if_there (lines, lab_cell_h (cell, s, j), "h_{%d}", t);
  check_if_there (lines, lab_cell_dh (cell, s, j), "∂ℓ/∂h_{%d}", t);
  g_autofree char *shown = g_strdup_printf ("\n%s_{%d} = ", trace->name, t), *slope = g_strdup_printf ("\n∂ℓ/∂h_{%d} ", t);
  g_assert_nonnull (strstr (arithmetic_said, shown));
  g_assert_nonnull (strstr (arithmetic_said, slope));
  if (lab_cell_gives (cell, s))
    arithmetic_assert_near (arithmetic_result_of (lines, "∂ℓ/∂y"), (double) cell->node->gradient[lab_cell_output (cell, s, j)]);
  if (!lab_cell_skips (cell, s))
    check_weight (lines, cell);
}

/* All traces of the node at all steps. */
static void
check_node (LabExperiment *experiment, const NnNode *node, int sample)
{
  LabViewer *viewer = NULL;
  NnTrace trace;
  LabCell cell;
  lab_cell_open (&cell, node, 1, 0);
  for (int part = 0; node->op->inspect (node, 1, part, &trace) && trace.name[0] != 'd'; part++)
    for (int s = 0; s < cell.steps; s++) {
      int j = (s + part) % cell.units, time = lab_cell_time (&cell, s);
      const LabSubject subject = { .kind = LAB_TRACE, .node = node->index, .trace = part, .unit = time * cell.units + j, .sample = sample };
      const GArray *lines = arithmetic_show (experiment, &subject, &viewer);
      g_autofree char *head = g_strdup_printf ("%s of unit %d at time step %d", trace.label, j + 1, time + 1);
      g_assert_nonnull (strstr (arithmetic_said, head));
      if (lab_cell_skips (&cell, s) && part < cell.n_gates) /* a gate that does nothing */
        continue;
      check_place (lines, &cell, &trace, s, j);
    }
  lab_viewer_free (viewer);
  lab_cell_close (&cell);
}

/* Whatever recurrent layers @text has. */
static void
check_network (const char *data, const char *network, int sample)
{
  g_autofree char *text = g_strconcat (data, network, REST, NULL);
  LabExperiment *experiment = arithmetic_at_step (text, 6);
  NnGraph *graph = arithmetic_pass (experiment, sample);
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    if (lab_is_recurrent (nn_graph_node (graph, i)))
      check_node (experiment, nn_graph_node (graph, i), sample);
  nn_graph_free (graph);
  arithmetic_drop (experiment);
}

static void
test_cells (void)
{
  static const char *const networks[] = {
    "lstm 5 | dense 1", "gru 4 | dense 1", "rnn 6 | dense 1", "rnn 4 relu | dense 1", "lstm 4 reverse=yes c0=0.5 | dense 1", "gru 3 return=all | flatten | dense 1",
    "lstm 3 bptt=2 | dense 1", "lstm 3 return=all | gru 4 | dense 1", "gru 3 return=all reverse=yes | dropout 0.2 | mean-pool | dense 2 tanh | dense 1",
  };
  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    check_network (LATCH, networks[i], 3);
}

/* A formula that a reader typed, and that of its slope where there is one, are said as of any layer. */
static void
test_formula (void)
{
#define SILU "rnn 3 custom f=\"x*sigmoid(x)\""
  check_network (LATCH, SILU " | dense 1", 3);
  g_assert_nonnull (strstr (arithmetic_said, "\nf (x) = x*sigmoid(x)\n"));
  g_assert_null (strstr (arithmetic_said, "f′ (x)"));
  check_network (LATCH, SILU " df=\"1+x\" | dense 1", 3);
  g_assert_nonnull (strstr (arithmetic_said, "\nf′ (x) = 1+x\n"));
#undef SILU
}

/* Both ways, above an embedding, with padding that is passed over, two layers. */
static void
test_words (void)
{
  static const char *const networks[] = {
    "embedding 31 4 pad=11 | lstm 3 mask=yes | dense 1", "embedding 31 4 pad=0 | concat(lstm 3 return=all ; gru 2 return=all reverse=yes) | flatten | dense 1",
    "embedding 31 3 pad=11 | gru 4 mask=yes | dense 1",
  };
  for (guint i = 0; i < 4 * G_N_ELEMENTS (networks); i++)
    check_network (WORDS, networks[i / 4], (int) i % 4);
}

/* Whatever units of @node are asked for, from 0 on in steps of @stride: what comes out is its value, under @symbol, and what comes
 * back its gradient, by the sum @sum of the layer above. */
static void
check_outputs (LabExperiment *experiment, const NnNode *node, int stride, int sample, const char *symbol, const char *sum)
{
  LabViewer *viewer = NULL;
  for (int index = 0; index < (int) node->size; index += stride) {
    const LabSubject subject = { .kind = LAB_UNIT, .node = node->index, .unit = index, .sample = sample };
    const GArray *lines = arithmetic_show (experiment, &subject, &viewer);
    arithmetic_assert_near (arithmetic_result_of (lines, symbol), (double) node->value[index]);
    arithmetic_assert_near (arithmetic_result_of (lines, "∂ℓ/∂y_"), (double) node->gradient[index]);
    g_assert_nonnull (strstr (arithmetic_said, sum));
  }
  lab_viewer_free (viewer);
}

static const NnNode *
find_op (const NnGraph *graph, const char *name)
{
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    if (nn_graph_node (graph, i)->op != NULL && g_str_equal (nn_graph_node (graph, i)->op->entry.name, name))
      return nn_graph_node (graph, i);
  g_assert_not_reached ();
}

/* Both ways side by side, read by a dense layer. */
static void
test_joined (void)
{
  LabExperiment *experiment = arithmetic_at_step (WORDS "embedding 31 4 | concat(lstm 3 return=all ; gru 2 return=all reverse=yes) | flatten | dense 1" REST, 6);
  NnGraph *graph = arithmetic_pass (experiment, 2);
  static const char *const ops[] = { "lstm", "gru", "concat" };
  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    check_outputs (experiment, find_op (graph, ops[i]), 3, 2, "h_", "Σ w ∂ℓ/∂z");
  nn_graph_free (graph);
  arithmetic_drop (experiment);
}

/* One recurrent layer upon the other, and both upon an embedding, of which each number belongs to a token. */
static void
test_stacked (void)
{
  LabExperiment *experiment = arithmetic_at_step (WORDS "embedding 31 4 pad=11 | gru 3 return=all | lstm 2 | dense 1" REST, 6);
  NnGraph *graph = arithmetic_pass (experiment, 0);
  LabViewer *viewer = NULL;
  const NnNode *words = find_op (graph, "embedding"), *table = words->operands[1];
  bool padded = false;
  check_outputs (experiment, find_op (graph, "gru"), 2, 0, "h_", "Σ w ∂ℓ/∂a");
  check_outputs (experiment, words, 3, 0, "y_", "Σ w ∂ℓ/∂a");
  for (int index = 0; index < (int) words->size; index += 3) {
    const GArray *lines = arithmetic_show (experiment, &(LabSubject){ .kind = LAB_UNIT, .node = words->index, .unit = index }, &viewer);
    int token = (int) words->operands[0]->value[index / 4];
    padded |= token == 11;
    if (token != 11)
      arithmetic_assert_near (arithmetic_result_of (lines, "∂ℓ/∂E_"), (double) table->gradient[token * 4 + index % 4]);
    else
      g_assert_nonnull (strstr (arithmetic_said, "Padding"));
  }
  g_assert_true (padded);
  lab_viewer_free (viewer);
  nn_graph_free (graph);
  arithmetic_drop (experiment);
}

/* Of input weights, recurrent ones and a table: over the batch, then in the next update. */
static void
test_weights (void)
{
  static const char *const networks[] = { "embedding 31 4 | lstm 5 | dense 1", "embedding 31 4 | gru 5 return=all | rnn 4 reverse=yes | dense 1",
                                          "embedding 31 4 pad=11 | lstm 4 bptt=2 mask=yes | dense 1" };
  for (guint i = 0; i < G_N_ELEMENTS (networks); i++) {
    g_autofree char *text = g_strconcat (WORDS, networks[i], REST, NULL);
    LabExperiment *experiment = arithmetic_at_step (text, 4);
    const NnGraph *graph = lab_experiment_graph (experiment, 0);
    LabViewer *viewer = NULL;
    int n_layers = nn_graph_n_layers (graph);
    for (int layer = 0; layer < n_layers; layer++) {
      int size = (int) nn_graph_layer (graph, layer)->weight->size;
      for (int weight = 0; weight < size; weight += 1 + size / 9)
        arithmetic_check_gradient (experiment, layer, weight, &viewer);
    }
    lab_viewer_free (viewer);
    arithmetic_drop (experiment);
    arithmetic_check_update (text, 3, 1, 7);
    arithmetic_check_update (text, 3, 2, 11);
  }
}

/* A place in the view of gates: the readout and the arithmetic say the same of it. */
static void
test_view (void)
{
  LabExperiment *experiment = arithmetic_at_step ("data = seq-latch n=40 test=12 length=7\nnetwork = lstm 5 | dense 1" REST "view gates units=3\n", 3);
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (experiment);
  BaseError error = { "" };
  LabViewer *gates = lab_viewer_new_named (experiment, "gates", &error), *viewer = NULL;
  PlotFigure *figure = lab_viewer_figure_now (gates, snapshot);
  const PlotRectangle box = { 0, 0, 900, 600 };
  const PlotTheme theme = { 0 };
  PlotReadout place;
  LabSubject subject;
  int n_places = 0;
  for (double y = 5; y < box.height; y += 17)
    for (double x = 5; x < box.width; x += 23) {
      if (!plot_figure_hit (figure, &box, &theme, x, y, &place) || !lab_viewer_subject (gates, figure, &place, snapshot, &subject))
        continue;
      arithmetic_show (experiment, &subject, &viewer);
      g_autofree char *what = g_strndup (place.text, strcspn (place.text, ":"));
      g_assert_true (g_str_has_prefix (strstr (arithmetic_said, ", ") + 2, what));
      g_assert_cmpint (subject.kind, ==, LAB_TRACE);
      n_places++;
    }
  g_assert_cmpint (n_places, >, 50);
  plot_figure_free (figure);
  lab_viewer_free (viewer);
  lab_viewer_free (gates);
  arithmetic_drop (experiment);
}

/* A step that is passed over has no gates, but a state. */
static void
test_skipped (void)
{
  LabExperiment *experiment = arithmetic_at_step (WORDS "embedding 31 4 pad=11 | gru 3 mask=yes | dense 1" REST, 3);
  BaseError error = { "" };
  LabViewer *gates = lab_viewer_new_named (experiment, "gates", &error);
  PlotFigure *figure = lab_viewer_figure_now (gates, lab_experiment_snapshot_now (experiment));
  const DataSet *set = lab_shown_set (experiment, 0);
  int n_skipped = 0;
  for (int panel = figure->n_panels - 4; panel < figure->n_panels; panel++)
    for (int t = 0; t < 6; t++) {
      bool skipped = panel < figure->n_panels - 1 && set->inputs[t] == 11;
      for (int j = 0; j < 3; j++)
        g_assert_true (isnan (figure->panels[panel].marks[0].cells[j * 6 + t]) == skipped);
      n_skipped += skipped;
    }
  g_assert_cmpint (n_skipped, ==, 3); /* of three gates one */
  plot_figure_free (figure);
  lab_viewer_free (gates);
  arithmetic_drop (experiment);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arithmetic-recurrent/cells", test_cells);
  g_test_add_func ("/arithmetic-recurrent/formula", test_formula);
  g_test_add_func ("/arithmetic-recurrent/words", test_words);
  g_test_add_func ("/arithmetic-recurrent/joined", test_joined);
  g_test_add_func ("/arithmetic-recurrent/stacked", test_stacked);
  g_test_add_func ("/arithmetic-recurrent/weights", test_weights);
  g_test_add_func ("/arithmetic-recurrent/view", test_view);
  g_test_add_func ("/arithmetic-recurrent/skipped", test_skipped);
  return g_test_run ();
}
