/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/recurrence.h"

#include "train/probe.h"

#include <math.h>

/* How much each time step of a sequence still hears of the loss: the size of ∂L/∂h at every step, on the way back from the end. */

enum { ROWS };

static const Param params[] = {
  [ROWS] = { "rows", N_ ("Sequences averaged over"), NULL, PARAM_INT, PARAM_LIVE, 1, 512, 64 },
  { NULL },
};

enum { MOST_LAYERS = 4 };

typedef struct {
  int n_lanes, n_layers[TRAIN_MAX_LANES];
  int layer[TRAIN_MAX_LANES][MOST_LAYERS], steps[TRAIN_MAX_LANES][MOST_LAYERS];
  double *sizes[TRAIN_MAX_LANES][MOST_LAYERS]; /* [steps] */
} Result;

/* The mean over the samples of ‖∂L/∂h_t‖, L a sample's own loss: the batch's mean loss has 1 / rows of it. */
static double *
measure (const NnTrace *trace, int rows)
{
  double *sizes = g_new0 (double, trace->steps);
  for (int t = 0; t < trace->steps; t++)
    for (int r = 0; r < rows; r++) {
      double square = 0;
      for (int j = 0; j < trace->units; j++) {
        double d = (double) trace->values[t * trace->step + r * trace->row + j];
        square += d * d;
      }
      sizes[t] += sqrt (square);
    }
  return sizes;
}

static void
compute_lane (Result *result, const LabProbeJob *job, int lane)
{
  const DataSet *set = lab_experiment_train_set (job->experiment, lane);
  int rows = MIN (set->n, (int) job->values[ROWS]);
  NnGraph *graph = nn_graph_copy (job->graphs[lane], rows, true, NN_GRADIENTS);
  train_gather (graph, set, NULL, 0, rows);
  nn_graph_forward (graph, rows);
  nn_graph_backward (graph, rows);
  for (int i = lab_recurrent_layer (graph, 0); i >= 0 && result->n_layers[lane] < MOST_LAYERS; i = lab_recurrent_layer (graph, i + 1)) {
    NnTrace trace;
    int k = result->n_layers[lane];
    if (!nn_trace_find (nn_graph_layer (graph, i)->out, rows, "dh", &trace))
      continue;
    result->layer[lane][k] = i;
    result->steps[lane][k] = trace.steps;
    result->sizes[lane][k] = measure (&trace, rows);
    result->n_layers[lane]++;
  }
  nn_graph_free (graph);
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->n_lanes = job->n_lanes;
  for (int lane = 0; lane < job->n_lanes; lane++)
    compute_lane (result, job, lane);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int lane = 0; lane < result->n_lanes; lane++)
    for (int k = 0; k < result->n_layers[lane]; k++)
      g_free (result->sizes[lane][k]);
  g_free (result);
}

static void
add_lane (const LabViewer *viewer, PlotPanel *panel, int lane)
{
  const Result *result = viewer->result;
  for (int k = 0; k < result->n_layers[lane]; k++) {
    int n = result->steps[lane][k];
    g_autofree double *x = g_new (double, n);
    g_autofree char *layer = g_strdup_printf (_ ("layer %d"), result->layer[lane][k] + 1);
    g_autofree char *both = lab_lane_says (viewer, lane, layer);
    for (int t = 0; t < n; t++)
      x[t] = t + 1;
    const char *name = result->n_layers[lane] > 1 ? both : lab_lane_name (viewer, lane);
    PlotMark *line = plot_panel_add_line (panel, name, lab_lane_style (viewer, lane), n, x, result->sizes[lane][k]);
    line->alpha = 1 - 0.25 * k;
    panel->x.max = isnan (panel->x.max) ? n : fmax (panel->x.max, n);
  }
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  g_autofree char *title = g_strdup_printf (_ ("What each time step hears of the loss, step %ld"), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, _ ("time step"), _ ("‖∂L/∂h‖ (log)"));
  panel->y.scale = PLOT_LOG;
  panel->x.min = 1;
  for (int lane = 0; lane < result->n_lanes; lane++)
    add_lane (viewer, panel, lane);
  lab_figure_share_ranges (figure, false);
  return figure;
}

const LabView lab_view_gradient_over_time = {
  { "gradient-over-time", N_ ("Gradient over time"),
    N_ ("‖∂L/∂h‖ at each time step of a sequence, mean over samples, on a logarithmic axis: where it falls to nothing, nothing is learned"),
    "Bengio, Simard, Frasconi 1994, Learning long-term dependencies with gradient descent is difficult", params },
  .help = N_ ("For each time step of a sequence, how strongly the loss depends on the state there: the length of ∂L/∂h, "
             "mean over sequences, on a logarithmic axis. Read from right to left, the way of back-propagation. A straight "
             "fall is exponential: what happened where the line has gone down by many decades is not learned from (Bengio "
             "et al. 1994). A rise to the left is an exploding gradient."),
  .refuses = lab_needs_recurrence,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .example = "data = seq-latch n=400 test=100 length=40\nnetwork = lstm 12 | dense 1\nloss = bce\noptimizer = adam lr=0.01\n"
             "batch = 32\nsteps = 60\nrecord = every 10\nlane rnn : network = rnn 12 | dense 1\nlane lstm : network = lstm 12 | dense 1\n"
             "lane gru : network = gru 12 | dense 1\n",
};
