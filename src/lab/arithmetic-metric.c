/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A metric: what it is the mean, the share or the length of. */
#include "base/words.h"
#include "lab/across.h"
#include "lab/arithmetic-private.h"

#include "train/probe.h"

#include <math.h>

/* ---- over sets ---- */

typedef struct {
  GArray *losses;  /* of LabTerm */
  long n_right, n_judged;
} Sample;

/* Losses and right answers of the first @rows samples in @graph, the first of which is number @first. */
static void
take_rows (Sample *sample, const NnGraph *graph, const NnLoss *loss, const DataSet *set, int first, int rows)
{
  const NnNode *output = nn_graph_output (graph), *target = nn_graph_target_node (graph), *each = nn_graph_loss_node (graph);
  for (int r = 0; r < rows; r++)
    lab_term_add (sample->losses, (double) each->value[r], 1, false, "ℓ_{%d}", first + r + 1);
  if (train_accuracy_applies (set, loss)) {
    sample->n_right += train_count_right (loss, output, target, rows);
    sample->n_judged += (long) rows * (nn_loss_has_class (loss) ? 1 : (long) output->size);
  }
}

static Sample
evaluate (const LabArithmetic *arithmetic, const DataSet *set)
{
  Sample sample = { g_array_new (FALSE, FALSE, sizeof (LabTerm)), 0, 0 };
  const NnLoss *loss = lab_experiment_loss (arithmetic->job->experiment, arithmetic->subject->lane);
  NnGraph *graph = lab_arithmetic_graph (arithmetic, LAB_PROBE_ROWS, false);
  for (int first = 0; first < set->n && !atomic_load (arithmetic->job->unwanted); first += LAB_PROBE_ROWS) {
    int rows = MIN (LAB_PROBE_ROWS, set->n - first);
    train_gather (graph, set, NULL, first, rows);
    nn_graph_set_first_row (graph, (uint64_t) first);
    nn_graph_forward (graph, rows);
    take_rows (&sample, graph, loss, set, first, rows);
  }
  nn_graph_free (graph);
  return sample;
}

/* L = 1/n Σ ℓ; returns the mean. */
static double
add_mean (GArray *lines, const GArray *losses, const char *left)
{
  int n = (int) losses->len;
  double mean = lab_terms_sum (losses) / n;
  g_autofree char *before = g_strdup_printf ("1/%d (", n);
  g_autofree char *whole = g_strdup_printf ("%s = 1/n Σ ℓ", left);
  lab_lines_add_sum (lines, whole, losses, 0, before, ")", mean);
  return mean;
}

static void
note_loss (const LabArithmetic *arithmetic)
{
  const NnLoss *loss = lab_experiment_loss (arithmetic->job->experiment, arithmetic->subject->lane);
  lab_lines_add (arithmetic->lines, LAB_LINE_NOTE, "ℓ: %s, %s", _ (loss->op.entry.label), _ (loss->op.entry.summary));
}

static double
add_set_loss (const LabArithmetic *arithmetic, bool test)
{
  const LabExperiment *experiment = arithmetic->job->experiment;
  int lane = arithmetic->subject->lane;
  Sample sample = evaluate (arithmetic, test ? lab_experiment_test_set (experiment, lane) : lab_experiment_train_set (experiment, lane));
  double mean = add_mean (arithmetic->lines, sample.losses, test ? "L_{test}" : "L");
  g_array_unref (sample.losses);
  return mean;
}

static void
add_accuracy (const LabArithmetic *arithmetic, bool test)
{
  const LabExperiment *experiment = arithmetic->job->experiment;
  int lane = arithmetic->subject->lane;
  Sample sample = evaluate (arithmetic, test ? lab_experiment_test_set (experiment, lane) : lab_experiment_train_set (experiment, lane));
  g_autofree char *share = lab_line_number ((double) sample.n_right / (double) sample.n_judged);
  lab_lines_add (arithmetic->lines, LAB_LINE_FORMULA, "%s", _ ("accuracy = right answers / all answers"));
  lab_lines_add (arithmetic->lines, LAB_LINE_NUMBERS, "= %ld / %ld = %s", sample.n_right, sample.n_judged, share);
  g_array_unref (sample.losses);
}

static void
add_train_loss (const LabArithmetic *arithmetic)
{
  add_set_loss (arithmetic, false);
  note_loss (arithmetic);
}

static void
add_test_loss (const LabArithmetic *arithmetic)
{
  add_set_loss (arithmetic, true);
  note_loss (arithmetic);
}

static void
add_gap (const LabArithmetic *arithmetic)
{
  double train = add_set_loss (arithmetic, false), test = add_set_loss (arithmetic, true);
  g_autofree char *a = lab_line_number (test), *b = lab_line_factor (train), *gap = lab_line_number (test - train);
  lab_lines_add (arithmetic->lines, LAB_LINE_NUMBERS, "L_{test} − L = %s − %s = %s", a, b, gap);
}

static void
add_train_acc (const LabArithmetic *arithmetic)
{
  add_accuracy (arithmetic, false);
}

static void
add_test_acc (const LabArithmetic *arithmetic)
{
  add_accuracy (arithmetic, true);
}

/* ---- over the batch ---- */

static void
add_batch_loss (const LabArithmetic *arithmetic)
{
  NnGraph *graph = lab_arithmetic_batch (arithmetic);
  const NnNode *each = nn_graph_loss_node (graph);
  int n = arithmetic->job->updates[arithmetic->subject->lane].batch.n;
  g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  for (int r = 0; r < n; r++)
    lab_term_add (losses, (double) each->value[r], 1, false, "ℓ_{%d}", r + 1);
  add_mean (arithmetic->lines, losses, "L");
  note_loss (arithmetic);
  nn_graph_free (graph);
}

/* √ Σ x², with the largest squares. */
static void
add_norm (GArray *lines, const char *left, const char *name, const real *values, size_t n)
{
  g_autoptr (GArray) squares = g_array_new (FALSE, FALSE, sizeof (LabTerm));
  for (size_t i = 0; i < n; i++)
    lab_term_add (squares, (double) values[i] * (double) values[i], 1, false, "%s_{%zu}^2", name, i + 1);
  g_autofree char *whole = g_strdup_printf ("%s = √(Σ %s^2)", left, name);
  lab_lines_add_sum (lines, whole, squares, 0, "√(", ")", sqrt (lab_terms_sum (squares)));
  lab_lines_add (lines, LAB_LINE_NOTE, ngettext ("%zu number", "%zu numbers", n), n);
}

static void
add_gradient_norm (const LabArithmetic *arithmetic)
{
  NnGraph *graph = lab_arithmetic_batch (arithmetic);
  int layer = arithmetic->subject->layer;
  const NnNode *weight = layer > 0 ? nn_graph_layer (graph, layer - 1)->weight : NULL;
  add_norm (arithmetic->lines, "‖g‖", "g", weight != NULL ? weight->gradient : nn_graph_gradients (graph),
            weight != NULL ? weight->size : nn_graph_n_trained (graph));
  lab_lines_add (arithmetic->lines, LAB_LINE_NOTE, _ ("g: the gradient of the loss of this step's batch with respect to the weights"));
  nn_graph_free (graph);
}

static void
add_weight_norm (const LabArithmetic *arithmetic)
{
  const NnNode *weight = nn_graph_layer (arithmetic->job->graphs[arithmetic->subject->lane], arithmetic->subject->layer - 1)->weight;
  add_norm (arithmetic->lines, "‖w‖", "w", weight->value, weight->size);
}

/* ---- which ---- */

static const struct {
  const char *name;
  void (*add) (const LabArithmetic *arithmetic);
} known[] = {
  { "batch_loss", add_batch_loss },      { "train_loss", add_train_loss }, { "test_loss", add_test_loss },
  { "gap", add_gap },                    { "train_acc", add_train_acc },   { "test_acc", add_test_acc },
  { "grad_norm", add_gradient_norm },    { "total_grad_norm", add_gradient_norm }, { "weight_norm", add_weight_norm },
};

void
lab_arithmetic_metric (const LabArithmetic *arithmetic)
{
  const LabSubject *subject = arithmetic->subject;
  const BaseEntry *entry = subject->metric >= 0 ? train_metrics.entries[subject->metric] : NULL;
  const char *name = entry != NULL ? entry->name : "batch_loss", *label = lab_metric_label (name);
  if (subject->layer > 0)
    lab_lines_add (arithmetic->lines, LAB_LINE_HEADING, _ ("%s, layer %d"), label, subject->layer);
  else
    lab_lines_add (arithmetic->lines, LAB_LINE_HEADING, "%s", label);
  if (entry != NULL)
    lab_lines_add (arithmetic->lines, LAB_LINE_NOTE, "%s", _ (entry->summary));
  for (guint i = 0; i < G_N_ELEMENTS (known) && !subject->part; i++)
    if (g_str_equal (known[i].name, name))
      known[i].add (arithmetic);
}
