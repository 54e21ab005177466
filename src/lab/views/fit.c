/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* Regression over one input: the curve of each lane through the training data, with a band where the loss predicts one. */

enum { POINTS };
enum { GRID = 240 };

static const Param params[] = {
  [POINTS] = { "points", N_ ("Points shown at most"), NULL, PARAM_INT, PARAM_LIVE, 0, 5000, 600 },
  { NULL },
};

typedef struct {
  double x[GRID], y[TRAIN_MAX_LANES][GRID], deviation[TRAIN_MAX_LANES][GRID]; /* NaN: the loss predicts none */
} Result;

static bool
is_mixture (const NnLoss *loss)
{
  return g_str_equal (loss->entry.name, "mixture-nll");
}

static const char *
refuses (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++) {
    const DataSet *set = lab_experiment_train_set (experiment, lane);
    const NnLoss *loss = lab_experiment_loss (experiment, lane);
    if (data_set_n_inputs (set) != 1 || set->target != DATA_REAL || set->n_targets != 1)
      return _ ("A fit can be drawn over one input with one real target; this data set has others.");
    if (loss == NULL || (nn_graph_output (lab_experiment_graph (experiment, lane))->size != 1 && !is_mixture (loss)))
      return _ ("This network does not answer with one value.");
  }
  return NULL;
}

/* Mean and deviation of Σ π_k N (μ_k, σ_k²): k logits, k ln σ, k means. */
static double
mixture_mean (const double *outputs, int n, double *deviation)
{
  int n_parts = n / 3;
  double largest = -INFINITY, total = 0, mean = 0, square = 0;
  for (int k = 0; k < n_parts; k++)
    largest = fmax (largest, outputs[k]);
  for (int k = 0; k < n_parts; k++) {
    double share = exp (outputs[k] - largest), sigma = exp (CLAMP (outputs[n_parts + k], -30, 30));
    double middle = outputs[2 * n_parts + k];
    total += share;
    mean += share * middle;
    square += share * (middle * middle + sigma * sigma);
  }
  *deviation = sqrt (fmax (0, square / total - mean * mean / (total * total)));
  return mean / total;
}

static void
compute_lane (Result *result, const LabProbeJob *job, int lane, const float *samples)
{
  bool mixture = is_mixture (lab_experiment_loss (job->experiment, lane));
  int n_outputs = (int) nn_graph_output (job->graphs[lane])->size;
  g_autofree double *outputs = g_new (double, GRID *n_outputs);
  lab_predict (job->graphs[lane], NN_LINK_IDENTITY, samples, GRID, outputs);
  for (int i = 0; i < GRID; i++) {
    const double *output = outputs + i * n_outputs;
    result->deviation[lane][i] = NAN;
    result->y[lane][i] = mixture ? mixture_mean (output, n_outputs, &result->deviation[lane][i]) : output[0];
  }
}

/* All lanes over the range of the first one's training data and a little beyond. */
static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new (Result, 1);
  const DataSet *set = lab_experiment_train_set (job->experiment, 0);
  double low = INFINITY, high = -INFINITY;
  float samples[GRID];
  for (int i = 0; i < set->n; i++)
    low = fmin (low, (double) set->inputs[i]), high = fmax (high, (double) set->inputs[i]);
  double margin = high > low ? 0.08 * (high - low) : 1;
  for (int i = 0; i < GRID; i++) {
    result->x[i] = low - margin + (high - low + 2 * margin) * i / (GRID - 1);
    samples[i] = (float) result->x[i];
  }
  for (int lane = 0; lane < job->n_lanes; lane++)
    compute_lane (result, job, lane, samples);
  return result;
}

/* What the lanes learn from; lanes with data of their own show the first one's. */
static void
add_points (const LabViewer *viewer, PlotPanel *panel)
{
  const DataSet *set = lab_experiment_train_set (viewer->experiment, 0);
  int n = MIN (set->n, (int) viewer->values[POINTS]);
  g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
  for (int i = 0; i < n; i++) {
    x[i] = set->inputs[i];
    y[i] = set->targets[i];
  }
  PlotMark *points = plot_panel_add_points (panel, _ ("training data"), -1, n, x, y, NULL);
  points->alpha = n <= 80 ? 0.75 : 0.45; /* the lines are seen through a crowd */
  plot_set_text (&points->say, _ ("sample at ({x}, {y})"));
}

static void
add_lane (const LabViewer *viewer, PlotPanel *panel, int lane)
{
  const Result *result = viewer->result;
  double low[GRID], high[GRID];
  PlotMark *line = plot_panel_add_line (panel, lab_lane_name (viewer, lane), lab_lane_style (viewer, lane), GRID, result->x, result->y[lane]);
  for (int i = 0; i < GRID; i++) {
    low[i] = result->y[lane][i] - result->deviation[lane][i];
    high[i] = result->y[lane][i] + result->deviation[lane][i];
  }
  if (isfinite (result->deviation[lane][0]))
    plot_mark_set_spread (line, low, high);
  line->diverged = !isfinite (result->y[lane][0]);
}

/* The data decide what is seen: a curve that leaves them by far would squeeze them to a line. */
static void
set_range (PlotPanel *panel, const DataSet *set)
{
  double low = INFINITY, high = -INFINITY;
  for (int i = 0; i < set->n; i++)
    low = fmin (low, (double) set->targets[i]), high = fmax (high, (double) set->targets[i]);
  double margin = high > low ? 0.15 * (high - low) : 1;
  panel->y.min = low - margin, panel->y.max = high + margin;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  const DataSet *set = lab_experiment_train_set (viewer->experiment, 0);
  g_autofree char *title = g_strdup_printf (_ ("Fit, step %ld"), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, set->input_names != NULL ? set->input_names[0] : "x", "y");
  panel->x.min = result->x[0], panel->x.max = result->x[GRID - 1];
  set_range (panel, set);
  add_points (viewer, panel);
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    add_lane (viewer, panel, lane);
  return figure;
}

const LabView lab_view_fit = {
  { "fit", N_ ("Fit"),
    N_ ("What the network of each lane answers over one input, with the training data; a mixture's mean with one standard "
        "deviation to both sides"),
    NULL, params },
  .help = N_ ("Points are training data, each line is what one lane answers over the one input. Good fits follow the trend "
             "and not the noise; look between and beyond the points, where nothing but the network decides. A band, where "
             "the loss predicts a density, is one standard deviation to both sides. The height shown is that of the data: "
             "a line may leave it."),
  .refuses = refuses,
  .probe = probe,
  .free_result = g_free,
  .figure = figure,
  .example = "data = sine n=60 noise=0.15\nnetwork = dense 24 tanh | dense 24 tanh | dense 1\nloss = mse\n"
             "optimizer = adam lr=0.01\nbatch = 20\nsteps = 400\nrecord = every 20\n"
             "lane squared : loss = mse\n"
             "lane density : loss = mixture-nll components=1, network = dense 24 tanh | dense 24 tanh | dense 3\n",
};
