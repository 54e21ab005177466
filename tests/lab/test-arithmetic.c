/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shown arithmetic is right: every chain of "=" is worked out again from its text, and what comes out is what the engine
 * computed, forward, backward and in the next update. */
#include "arithmetic-fixture.h"

#include <string.h>

static void
check_unit (LabExperiment *experiment, int layer, int unit, int sample, LabViewer **viewer)
{
  NnGraph *graph = arithmetic_pass (experiment, sample);
  const NnLayerView *view = nn_graph_layer (graph, layer);
  const LabSubject subject = { .kind = LAB_UNIT, .node = view->out->index, .unit = unit, .sample = sample };
  const GArray *lines = arithmetic_show (experiment, &subject, viewer);
  bool normal = g_str_equal (view->pre->op->entry.name, "batchnorm");
  const NnNode *z = normal ? view->pre->operands[0] : view->pre;
  arithmetic_assert_near (arithmetic_result_of (lines, "z_"), (double) z->value[unit]);
  if (normal)
    arithmetic_assert_near (arithmetic_result_of (lines, "y_"), (double) view->pre->value[unit]);
  if (view->pre != view->out)
    arithmetic_assert_near (arithmetic_result_of (lines, "a_"), (double) view->out->value[unit]);
  arithmetic_assert_near (arithmetic_result_of (lines, view->pre != view->out ? "∂ℓ/∂a_" : "∂ℓ/∂z_"), (double) view->out->gradient[unit]);
  if (normal)
    arithmetic_assert_near (arithmetic_result_of (lines, "∂ℓ/∂y_"), (double) view->pre->gradient[unit]);
  arithmetic_assert_near (arithmetic_result_of (lines, "∂ℓ/∂z_"), (double) z->gradient[unit]);
  nn_graph_free (graph);
}

static void
test_units (void)
{
  static const char *const kinds[] = { "tanh", "sigmoid", "relu", "silu", "elu", "leaky-relu", "softplus", "gelu" };
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    g_autofree char *text = g_strdup_printf ("data = moons n=60 test=20\nnetwork = dense 7 %s | dense 5 %s | dense 1\nloss = bce\n"
                                             "optimizer = sgd lr=0.3\nbatch = 16\nsteps = 30\n", kinds[k], kinds[k]);
    LabExperiment *experiment = arithmetic_at_step (text, 8);
    LabViewer *viewer = NULL;
    for (int layer = 0; layer < 3; layer++)
      for (int sample = 0; sample < 3; sample++)
        check_unit (experiment, layer, layer == 2 ? 0 : 3, sample, &viewer);
    lab_viewer_free (viewer);
    arithmetic_drop (experiment);
  }
}

static void
test_losses (void)
{
  static const char *const texts[] = {
    "data = digits28 n=60 test=20\nnetwork = dense 6 tanh | dense 10\nloss = softmax-ce\noptimizer = adam lr=0.01\nbatch = 16\n",
    "data = sine n=60 test=20\nnetwork = dense 6 tanh | dense 1\nloss = mse\noptimizer = sgd-momentum lr=0.01\nbatch = 16\n",
    "data = sine n=60 test=20\nnetwork = dense 6 tanh | dense 1 tanh\nloss = huber\noptimizer = rmsprop\nbatch = 16\n",
    "data = moons n=60 test=20\nnetwork = dense 6 | batchnorm | relu | dropout 0.3 | dense 1\nloss = bce\noptimizer = sgd lr=0.1\nbatch = 16\n",
  };
  for (guint k = 0; k < G_N_ELEMENTS (texts); k++) {
    LabExperiment *experiment = arithmetic_at_step (texts[k], 5);
    LabViewer *viewer = NULL;
    check_unit (experiment, 0, 2, 1, &viewer);
    check_unit (experiment, 1, 0, 4, &viewer);
    lab_viewer_free (viewer);
    arithmetic_drop (experiment);
  }
}

/* In the corner, at the edge, in the middle; with the pixels of a layer below, and what comes back from a convolution. */
static void
test_convolution (void)
{
  LabExperiment *experiment = arithmetic_at_step ("data = digits28 n=40 test=10\nnetwork = conv2d 3 kernel=3 pad=1 relu | maxpool 2 | conv2d 4 kernel=5 stride=2 pad=2 tanh | "
                                       "avgpool 2 | dense 10\nloss = softmax-ce\noptimizer = adam lr=0.01\nbatch = 8\nsteps = 9\n", 4);
  LabViewer *viewer = NULL;
  static const int places[] = { 0, 28 * 13 + 27, 14 * 28 + 14, 12 * 28 + 11 };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    const LabSubject subject = { .kind = LAB_UNIT, .node = nn_graph_layer (lab_experiment_graph (experiment, 0), 0)->out->index,
                                 .unit = 3 * places[i] + 1 };
    NnGraph *graph = arithmetic_pass (experiment, 0);
    const GArray *lines = arithmetic_show (experiment, &subject, &viewer);
    arithmetic_assert_near (arithmetic_result_of (lines, "z_"), (double) nn_graph_layer (graph, 0)->pre->value[subject.unit]);
    nn_graph_free (graph);
  }
  for (int unit = 0; unit < 4 * 7 * 7; unit += 13) { /* reads pooled maps, and is read by a pooling */
    NnGraph *graph = arithmetic_pass (experiment, 2);
    const NnLayerView *view = nn_graph_layer (graph, 1);
    const LabSubject subject = { .kind = LAB_UNIT, .node = view->out->index, .unit = unit, .sample = 2 },
                     pooled = { .kind = LAB_UNIT, .node = view->pre->operands[0]->index, .unit = 3 * unit, .sample = 2 };
    const GArray *lines = arithmetic_show (experiment, &subject, &viewer);
    arithmetic_assert_near (arithmetic_result_of (lines, "z_"), (double) view->pre->value[unit]);
    arithmetic_assert_near (arithmetic_result_of (lines, "∂ℓ/∂z_"), (double) view->pre->gradient[unit]);
    lines = arithmetic_show (experiment, &pooled, &viewer); /* windows of a later convolution */
    arithmetic_assert_near (arithmetic_result_of (lines, "y_"), (double) view->pre->operands[0]->value[3 * unit]);
    arithmetic_assert_near (arithmetic_result_of (lines, "∂ℓ/∂y_"), (double) view->pre->operands[0]->gradient[3 * unit]);
    g_assert_null (strstr (arithmetic_said, "∂ℓ/∂z_{1,1,1} = ")); /* nothing below the pooling */
    nn_graph_free (graph);
  }
  lab_viewer_free (viewer);
  arithmetic_drop (experiment);
}

/* Groups, holes, and a convolution turned round. */
static void
test_other_convolutions (void)
{
  LabExperiment *experiment = arithmetic_at_step ("data = digits28 n=20 test=5\nnetwork = conv2d 4 kernel=5 stride=3 pad=1 tanh | conv2d 6 kernel=3 groups=2 pad=1 tanh | "
                                       "conv2d 4 kernel=2 dilation=3 | depthwise-conv kernel=3 stride=2 pad=1 dilation=2 tanh | "
                                       "transposed-conv 3 kernel=4 stride=2 pad=1 tanh | conv2d 2 kernel=3 | flatten | dense 10\n"
                                       "loss = softmax-ce\noptimizer = adam lr=0.01\nbatch = 8\nsteps = 9\n", 4);
  LabViewer *viewer = NULL;
  for (int layer = 0; layer < 6; layer++) {
    int size = (int) nn_graph_layer (lab_experiment_graph (experiment, 0), layer)->out->size;
    for (int unit = 0; unit < size; unit += size / 5)
      check_unit (experiment, layer, unit, 1, &viewer);
    for (int weight = 0; weight < 4; weight++)
      arithmetic_check_gradient (experiment, layer, 7 * weight, &viewer);
  }
  lab_viewer_free (viewer);
  arithmetic_drop (experiment);
}

/* ---- the update ---- */

/* The second batch is the short one of an epoch. */
static void
check_image_update (const char *rest, int layer, int weight)
{
  g_autofree char *text = g_strdup_printf ("data = digits28 n=60 test=10\nnetwork = conv2d 2 kernel=5 stride=3 pad=1 tanh | dense 10\n"
                                           "loss = softmax-ce\nbatch = 16\nsteps = 20\n%s", rest);
  arithmetic_check_update (text, 5, layer, weight);
}

static void
test_updates (void)
{
  for (int i = 0; i < nn_optimizers.n_entries; i++) {
    const NnOptimizer *optimizer = (const NnOptimizer *) nn_optimizers.entries[i];
    g_autofree char *rest = g_strdup_printf ("optimizer = %s\n", optimizer->entry.name);
    if (optimizer->solve == NULL) {
      check_image_update (rest, 0, 17);
      check_image_update (rest, 1, 403);
    }
  }
  check_image_update ("optimizer = adam lr=0.01 correct=no\nschedule = step every=2\nl2.lambda = 0.1\n", 0, 3);
  check_image_update ("optimizer = sgd lr=0.2\nclip-norm.max = 0.1\n", 1, 100);
}

/* ---- metrics ---- */

static void
check_metrics (const char *text)
{
  LabExperiment *experiment = arithmetic_at_step (text, 10);
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (experiment);
  LabViewer *viewer = NULL;
  for (int i = 0; i < snapshot->lanes[0].n_series; i++) {
    const TrainSeries *series = &snapshot->lanes[0].series[i];
    static const char *const known[] = { "train_loss", "test_loss", "gap", "train_acc", "test_acc", "grad_norm", "weight_norm" };
    LabSubject subject;
    lab_subject_of_series (snapshot, 0, i, &subject);
    double recorded = series->last[series->n - 1];
    const GArray *lines = arithmetic_show (experiment, &subject, &viewer);
    guint last = lines->len;
    g_assert_cmpint ((int) lines->len, >, 1);
    if (series->column.metric != NULL && !g_strv_contains (known, series->column.metric->entry.name))
      continue;
    while (last > 0 && (g_array_index (lines, LabLine, last - 1).kind != LAB_LINE_NUMBERS ||
                        g_str_has_prefix (g_array_index (lines, LabLine, last - 1).text, "recorded")))
      last--;
    const char *at = strrchr (g_array_index (lines, LabLine, last - 1).text, '=') + 1;
    arithmetic_assert_near (arithmetic_sum (&at), recorded);
  }
  lab_viewer_free (viewer);
  arithmetic_drop (experiment);
}

static void
test_metrics (void)
{
  check_metrics ("data = digits28 n=70 test=45\nnetwork = dense 6 tanh | dropout 0.2 | dense 10\nloss = softmax-ce\n"
                 "optimizer = adam lr=0.01\nbatch = 16\nsteps = 30\nrecord = every 5\n");
  check_metrics ("data = moons n=70 test=45\nnetwork = dense 6 relu | dense 1\nloss = bce\noptimizer = sgd lr=0.1\nbatch = all\nsteps = 30\n"
                 "record = every 5\n");
}

/* Whatever network there is: something is said of each node, and nothing breaks. */
static void
test_others (void)
{
  static const char *const texts[] = {
    "data = seq-latch n=40 test=10 length=12\nnetwork = lstm 5 | dense 1\nloss = bce\noptimizer = adam\nbatch = 8\nsteps = 5\n",
    "data = digits28 n=20 test=10\nnetwork = residual(conv2d 1 kernel=3 pad=1) | globalmaxpool | dense 10 softmax\nloss = softmax-ce\noptimizer = nesterov\nsteps = 5\n",
    "data = moons n=40 test=10\nnetwork = dense 4 tanh | dense 1\nloss = bce\noptimizer = lbfgs\nbatch = all\nsteps = 5\n",
  };
  for (guint k = 0; k < G_N_ELEMENTS (texts); k++) {
    LabExperiment *experiment = arithmetic_at_step (texts[k], 2);
    const NnGraph *graph = lab_experiment_graph (experiment, 0);
    LabViewer *viewer = NULL;
    for (int i = 0; i < nn_graph_n_nodes (graph); i++)
      if (nn_graph_node (graph, i)->batched && nn_graph_node (graph, i) != nn_graph_loss_node (graph) &&
          nn_graph_node (graph, i) != nn_graph_target_node (graph))
        arithmetic_show (experiment, &(LabSubject){ .kind = LAB_UNIT, .node = i }, &viewer);
    for (int i = 0; i < nn_graph_n_layers (graph); i++)
      arithmetic_show (experiment, &(LabSubject){ .kind = LAB_WEIGHT, .layer = i }, &viewer);
    lab_viewer_free (viewer);
    arithmetic_drop (experiment);
  }
}

static void
test_texts (void)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (LabLine));
  LabLine formula = { LAB_LINE_FORMULA, (char *) "z_{3,5} = tanh (x_i) < 2·10^{−5} ∂L/∂z" }, heading = { LAB_LINE_HEADING, (char *) "A & B" };
  g_array_append_val (lines, heading);
  g_array_append_val (lines, formula);
  g_autofree char *markup = lab_arithmetic_markup (lines), *text = lab_arithmetic_text (lines);
  g_assert_cmpstr (markup, ==, "<b>A &amp; B</b>\n<i>z</i><sub>3,5</sub> =\u00a0tanh\u00a0(<i>x</i><sub>i</sub>)\u00a0&lt;\u00a02·10<sup>−5</sup>\u00a0∂<i>L</i>/\u2060∂<i>z</i>");
  g_assert_cmpstr (text, ==, "A & B\nz_{3,5} = tanh (x_i) < 2·10^{−5} ∂L/∂z\n");
  g_array_unref (lines);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arithmetic/texts", test_texts);
  g_test_add_func ("/arithmetic/units", test_units);
  g_test_add_func ("/arithmetic/losses", test_losses);
  g_test_add_func ("/arithmetic/convolution", test_convolution);
  g_test_add_func ("/arithmetic/other-convolutions", test_other_convolutions);
  g_test_add_func ("/arithmetic/updates", test_updates);
  g_test_add_func ("/arithmetic/metrics", test_metrics);
  g_test_add_func ("/arithmetic/others", test_others);
  return g_test_run ();
}
