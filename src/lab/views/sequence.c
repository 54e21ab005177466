/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>
#include <string.h>

/* Sequences and what the networks say of them. Values are lines over the time steps; where every step has a target, so are
 * targets and predictions. Tokens are a strip of boxes, coloured by what the prediction loses when padding stands in their place. */

enum { FIRST, COUNT, LANE };
enum { MOST = 12 };

static const Param params[] = {
  [FIRST] = { "first", N_ ("First sequence"), NULL, PARAM_INT, PARAM_LIVE, 0, 100000, 0 },
  [COUNT] = { "count", N_ ("Sequences"), NULL, PARAM_INT, PARAM_LIVE, 1, MOST, 4 },
  [LANE] = { "lane", N_ ("Lane, of tokens"), NULL, PARAM_INT, PARAM_LIVE, 1, TRAIN_MAX_LANES, 1 },
  { NULL },
};

typedef struct {
  LabPredictions answers;
  int lane;
  float *losses; /* tokens: [n][steps], what the prediction loses without each; else NULL */
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_experiment_train_set (experiment, 0)->steps > 1 ? NULL : _ ("This shows sequences; the samples of this data set are none.");
}

static bool
reads_tokens (const NnGraph *graph)
{
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) {
    const NnNode *node = nn_graph_node (graph, i);
    if (node->op != NULL && strcmp (node->op->entry.name, "embedding") == 0 && node->operands[0] == nn_graph_input_node (graph))
      return true;
  }
  return false;
}

/* One number that says how sure the network is of its answer to the whole sequence. */
static double
answer (const double *prediction, int n_outputs, int class)
{
  return prediction[n_outputs > 1 ? MIN (class, n_outputs - 1) : 0];
}

static int
winner (const double *prediction, int n)
{
  int best = 0;
  for (int k = 1; k < n; k++)
    best = prediction[k] > prediction[best] ? k : best;
  return best;
}

/* Every token in turn becomes padding. */
static void
leave_out (Result *result, const LabProbeJob *job, const DataSet *set)
{
  NnGraph *graph = job->graphs[result->lane];
  int n_outputs = result->answers.n_outputs[result->lane], steps = set->steps;
  g_autofree float *rows = g_new (float, steps *steps);
  g_autofree double *predictions = g_new (double, steps *n_outputs);
  result->losses = g_new (float, result->answers.n *steps);
  for (int s = 0; s < result->answers.n; s++) {
    const double *whole = result->answers.predictions[result->lane] + s * n_outputs;
    int class = winner (whole, n_outputs);
    for (int t = 0; t < steps; t++) {
      memcpy (rows + t * steps, set->inputs + (size_t) (result->answers.first + s) * (size_t) steps, (size_t) steps * sizeof *rows);
      rows[t * steps + t] = 0;
    }
    lab_predict (graph, lab_experiment_loss (job->experiment, result->lane)->link, rows, steps, predictions);
    for (int t = 0; t < steps; t++)
      result->losses[s * steps + t] = (float) (answer (whole, n_outputs, class) - answer (predictions + t * n_outputs, n_outputs, class));
  }
}

static void *
probe (const LabProbeJob *job)
{
  const DataSet *set = lab_shown_set (job->experiment, 0);
  Result *result = g_new0 (Result, 1);
  result->lane = MIN ((int) job->values[LANE], job->n_lanes) - 1;
  lab_predictions_make (&result->answers, job, (int) job->values[FIRST], (int) job->values[COUNT]);
  if (data_set_n_inputs (set) == set->steps && reads_tokens (job->graphs[result->lane]))
    leave_out (result, job, set);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  lab_predictions_clear (&result->answers);
  g_free (result->losses);
  g_free (result);
}

/* ---- words ---- */

/* "0.93", or the class with its probability. */
static char *
say_prediction (const Result *result, const DataSet *set, int lane, int s)
{
  const double *prediction = result->answers.predictions[lane] + s * result->answers.n_outputs[lane];
  if (result->answers.n_outputs[lane] == 1)
    return g_strdup_printf (set->target == DATA_REAL ? "%.3g" : "p\u00a0=\u00a0%.2f", prediction[0]);
  g_autofree char *name = lab_class_name (set, winner (prediction, result->answers.n_outputs[lane]));
  return g_strdup_printf ("%s (%.2f)", name, prediction[winner (prediction, result->answers.n_outputs[lane])]);
}

static char *
say_target (const Result *result, const DataSet *set, int s)
{
  double target = (double) set->targets[(size_t) (result->answers.first + s) * (size_t) set->n_targets];
  return set->target == DATA_REAL ? g_strdup_printf ("%.3g", target) : lab_class_name (set, (int) target);
}

/* "truth 1 · rnn p = 0.52 · lstm p = 0.97" */
static char *
title_of (const LabViewer *viewer, const DataSet *set, int s)
{
  const Result *result = viewer->result;
  if (set->n_targets > 1)
    return g_strdup_printf (_ ("sequence %d"), result->answers.first + s);
  g_autofree char *target = say_target (result, set, s);
  GString *title = g_string_new (NULL);
  g_string_printf (title, _ ("truth %s"), target);
  for (int lane = 0; lane < result->answers.n_lanes; lane++) {
    g_autofree char *prediction = say_prediction (result, set, lane, s);
    const char *name = lab_lane_name (viewer, lane);
    g_string_append_printf (title, " · %s\u00a0%s", name != NULL ? name : _ ("predicted"), prediction);
  }
  return g_string_free (title, FALSE);
}

/* ---- values ---- */

/* Predictions of every step, as lines of the lanes, and the targets as points. */
static void
add_answers (const LabViewer *viewer, PlotFigure *figure, const DataSet *set, int s, const double *steps)
{
  const Result *result = viewer->result;
  g_autofree double *values = g_new (double, set->steps);
  g_autofree char *title = g_strdup_printf (_ ("sequence %d, answers"), result->answers.first + s);
  PlotPanel *panel = plot_figure_add_panel (figure, title, _ ("time step"), set->target == DATA_REAL ? _ ("value") : _ ("p(1)"));
  for (int lane = 0; lane < result->answers.n_lanes; lane++)
    if (result->answers.n_outputs[lane] == set->steps)
      plot_panel_add_line (panel, lab_lane_name (viewer, lane), lab_lane_style (viewer, lane), set->steps, steps,
                           result->answers.predictions[lane] + s * set->steps);
  for (int t = 0; t < set->steps; t++)
    values[t] = (double) set->targets[(result->answers.first + s) * set->n_targets + t];
  plot_panel_add_points (panel, _ ("target"), -1, set->steps, steps, values, NULL);
  panel->x.min = 0.5, panel->x.max = set->steps + 0.5;
}

static void
add_values (const LabViewer *viewer, PlotFigure *figure, const DataSet *set, int s)
{
  const Result *result = viewer->result;
  int features = data_set_n_inputs (set) / set->steps;
  const float *from = set->inputs + (size_t) (result->answers.first + s) * (size_t) data_set_n_inputs (set);
  g_autofree double *x = g_new (double, set->steps), *y = g_new (double, set->steps);
  g_autofree char *title = title_of (viewer, set, s);
  PlotPanel *panel = plot_figure_add_panel (figure, title, _ ("time step"), _ ("input"));
  for (int f = 0; f < MIN (features, PLOT_STYLES); f++) {
    for (int t = 0; t < set->steps; t++) {
      x[t] = t + 1;
      y[t] = (double) from[t * features + f];
    }
    g_autofree char *name = g_strdup_printf (_ ("feature %d"), f + 1);
    plot_panel_add_line (panel, features > 1 ? name : NULL, features > 1 ? f : -1, set->steps, x, y);
  }
  panel->x.min = 0.5, panel->x.max = set->steps + 0.5;
  if (set->n_targets == set->steps)
    add_answers (viewer, figure, set, s, x);
}

/* ---- tokens ---- */

static void
add_tokens (const LabViewer *viewer, PlotFigure *figure, const DataSet *set)
{
  const Result *result = viewer->result;
  int steps = set->steps, n = result->answers.n * steps;
  g_auto (GStrv) texts = g_new0 (char *, n + 1), says = g_new0 (char *, n + 1), rows = g_new0 (char *, result->answers.n + 1);
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, result->lane), _ ("place"), _ ("truth → prediction"));
  for (int i = 0; i < n; i++) {
    int token = (int) set->inputs[result->answers.first * steps + i];
    double loss = (double) result->losses[i];
    texts[i] = fabs (loss) < 0.005 ? g_strdup_printf ("%d", token) : g_strdup_printf ("%d\n%s%.2f", token, loss < 0 ? "−" : "+", fabs (loss));
    says[i] = g_strdup_printf (_ ("token %d at place %d: without it the prediction loses %.3f"), token, i % steps + 1, loss);
  }
  for (int s = 0; s < result->answers.n; s++) {
    g_autofree char *target = say_target (result, set, s), *prediction = say_prediction (result, set, result->lane, s);
    rows[result->answers.n - 1 - s] = g_strdup_printf ("%s → %s", target, prediction);
  }
  PlotMark *map = plot_panel_add_map (panel, result->answers.n, steps, result->losses, PLOT_SIGNED);
  map->left = 0.5, map->right = steps + 0.5, map->bottom = -0.5, map->top = result->answers.n - 0.5;
  map->cell_min = -1, map->cell_max = 1;
  map->edge = true;
  plot_set_texts (&map->texts, (const char *const *) texts);
  plot_set_texts (&map->says, (const char *const *) says);
  plot_set_texts (&panel->y.categories, (const char *const *) rows);
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("p falls by"));
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  const DataSet *set = lab_shown_set (viewer->experiment, 0);
  g_autofree char *title = result->losses != NULL ? g_strdup_printf (_ ("What each token adds to the answer, step %ld"), viewer->result_step)
                                                  : g_strdup_printf (_ ("Sequences and answers, step %ld"), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  if (result->losses != NULL)
    add_tokens (viewer, figure, set);
  for (int s = 0; s < result->answers.n && result->losses == NULL; s++)
    add_values (viewer, figure, set, s);
  return figure;
}

const LabView lab_view_sequence = {
  { "sequence", N_ ("Sequences"), N_ ("Sequences with their targets and what each network answers; tokens as a strip"),
    "Li, Monroe, Jurafsky 2016, Understanding neural networks through representation erasure", params },
  .help = N_ ("Sequences as lines over the time steps, with the truth and what each lane answers; where every step has a "
             "target, both are drawn below. Tokens are a strip: the colour of each is how much the probability of the "
             "answer falls when padding stands in its place (Li et al. 2016). Leaving out one token at a time misses what "
             "two of them carry together."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .example = "data = seq-toy-sentiment n=600 test=100 length=9\nnetwork = embedding 31 12 | gru 16 | dense 1\nloss = bce\n"
             "optimizer = adam lr=0.01\nbatch = 32\nsteps = 400\nrecord = every 10\n",
};
