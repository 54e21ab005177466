/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "engine/hessian.h"
#include "lab/setup-private.h"
#include "train/probe.h"

#include <math.h>
#include <string.h>

/* The curvature of the loss: its largest and smallest eigenvalue over the steps beside what the learning rate allows, and all
 * eigenvalues at the step that is shown. */

enum { ROWS, EXACT };
enum { MOST_BINS = 48, ESTIMATES = 48 };

static const Param params[] = {
  [ROWS] = { "rows", N_ ("Samples"), NULL, PARAM_INT, PARAM_LIVE, 8, 2000, 256 },
  [EXACT] = { "exact", N_ ("All eigenvalues up to so many parameters"), NULL, PARAM_INT, PARAM_LIVE, 2, 1000, 400 },
  { NULL },
};

typedef struct {
  int n_lanes, n[TRAIN_MAX_LANES];
  bool all[TRAIN_MAX_LANES]; /* else estimates, of which the outermost are good */
  double *values[TRAIN_MAX_LANES];
} Result;

static int
n_trained (const NnGraph *graph)
{
  size_t n = 0;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    n += nn_graph_node (graph, i)->trained ? nn_graph_node (graph, i)->size : 0;
  return (int) n;
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->n_lanes = job->n_lanes;
  for (int lane = 0; lane < job->n_lanes; lane++) {
    const DataSet *set = lab_experiment_train_set (job->experiment, lane);
    int rows = MIN (set->n, (int) job->values[ROWS]), n = n_trained (job->graphs[lane]);
    result->all[lane] = n <= (int) job->values[EXACT];
    int most = result->all[lane] ? n : ESTIMATES;
    NnGraph *graph = nn_graph_copy (job->graphs[lane], rows, true, NN_GRADIENTS);
    train_gather (graph, set, NULL, 0, rows);
    result->values[lane] = g_new (double, most);
    result->n[lane] = nn_hessian_eigenvalues (graph, rows, 1, most, result->values[lane]);
    nn_graph_free (graph);
  }
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int lane = 0; lane < result->n_lanes; lane++)
    g_free (result->values[lane]);
  g_free (result);
}

/* ---- over the steps ---- */

/* Where gradient descent begins to swing along a direction: λ lr = 2, with momentum μ λ lr = 2 (1 + μ). 0: this optimizer has no
 * such edge. */
static double
edge_factor (const LabViewer *viewer, const TrainSnapshot *snapshot, int lane)
{
  const NnOptimizer *optimizer = lab_experiment_setup (viewer->experiment)->lanes[lane].rules[0].optimizer;
  int momentum = params_find (optimizer->entry.params, "momentum");
  if (strcmp (optimizer->entry.name, "sgd") == 0)
    return 2;
  return strcmp (optimizer->entry.name, "sgd-momentum") == 0 ? 2 + 2 * snapshot->lanes[lane].settings.nets[0].optimizer[momentum] : 0;
}

static double
edge_now (const LabViewer *viewer, const TrainSnapshot *snapshot, int lane)
{
  return edge_factor (viewer, snapshot, lane) / snapshot->lanes[lane].settings.nets[0].optimizer[0];
}

static const char *
edge_name (const LabViewer *viewer, const TrainSnapshot *snapshot, int lane)
{
  return edge_factor (viewer, snapshot, lane) == 2 ? _ ("2 / lr") : _ ("2 (1 + μ) / lr");
}

static double
greatest (const TrainSeries *series)
{
  double most = 0;
  for (int i = 0; i < series->n; i++)
    most = isfinite (series->last[i]) ? fmax (most, series->last[i]) : most;
  return most;
}

/* The edge over the steps, as the schedule moves it; not where it lies so far above that it would squeeze all else. */
static void
add_edge (const LabViewer *viewer, PlotPanel *panel, const TrainSnapshot *snapshot, int lane, double most)
{
  const TrainSeries *rates = train_snapshot_series (snapshot, lane, "learning_rate", 0);
  double factor = edge_factor (viewer, snapshot, lane), now = edge_now (viewer, snapshot, lane);
  if (!(factor > 0) || rates == NULL || rates->n == 0 || now > 4 * most)
    return;
  g_autofree double *edges = g_new (double, rates->n);
  for (int i = 0; i < rates->n; i++)
    edges[i] = rates->last[i] > 0 ? factor / rates->last[i] : now;
  g_autofree char *label = lab_lane_says (viewer, lane, edge_name (viewer, snapshot, lane));
  PlotMark *edge = plot_panel_add_line (panel, label, lab_lane_style (viewer, lane), rates->n, rates->step, edges);
  edge->alpha = 0.5;
}

static void
add_steps (const LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot)
{
  if (train_snapshot_series (snapshot, 0, "hessian_max", 0) == NULL)
    return; /* nobody asked for it before the run began */
  PlotPanel *panel = plot_figure_add_panel (figure, _ ("largest and smallest"), _ ("step"), _ ("eigenvalue"));
  lab_panel_set_steps (viewer, panel, snapshot);
  double most = 0;
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    most = fmax (most, greatest (train_snapshot_series (snapshot, lane, "hessian_max", 0)));
  g_autoptr (GArray) lanes = lab_shown (viewer->experiment, snapshot);
  for (guint i = 0; i < lanes->len; i++) {
    const LabShown *shown = &g_array_index (lanes, LabShown, i);
    const TrainSeries *max = train_snapshot_series (shown->snapshot, shown->lane, "hessian_max", 0);
    const TrainSeries *min = train_snapshot_series (shown->snapshot, shown->lane, "hessian_min", 0);
    if (max != NULL)
      lab_panel_add_shown (panel, shown->name != NULL ? shown->name : _ ("largest"), shown, max);
    if (min != NULL)
      lab_panel_add_shown (panel, shown->name != NULL ? NULL : _ ("smallest"), shown, min)->alpha = 0.7;
    if (shown->pin == NULL)
      add_edge (viewer, panel, snapshot, shown->lane, most);
  }
}

/* ---- at the step shown ---- */

/* How many eigenvalues stand where, on a logarithmic axis: a bulk around 0 and a few far from it. */
static void
add_spectrum (const LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot, int lane)
{
  const Result *result = viewer->result;
  const double *values = result->values[lane];
  int n = result->n[lane], style = lab_lane_style (viewer, lane), most = 0;
  double edges[MOST_BINS], counts[MOST_BINS] = { 0 }, low = n > 0 ? values[0] : NAN, high = n > 0 ? values[n - 1] : NAN;
  g_autofree char *what = result->all[lane] ? g_strdup_printf (_ ("%d eigenvalues"), n)
                                            : g_strdup_printf (_ ("%d estimates; the outermost are good"), n);
  g_autofree char *title = lab_lane_says (viewer, lane, what);
  PlotPanel *panel = plot_figure_add_panel (figure, title, _ ("eigenvalue"), _ ("how many (log)"));
  panel->y.scale = PLOT_LOG;
  if (!isfinite (high - low))
    return;
  double width = high > low ? (high - low) / MOST_BINS : fmax (1e-3, fabs (high)) / MOST_BINS;
  for (int i = 0; i < n; i++) {
    int bin = (int) CLAMP ((values[i] - low) / width, 0, MOST_BINS - 1);
    most = (int) fmax (most, ++counts[bin]);
  }
  for (int i = 0; i < MOST_BINS; i++) {
    edges[i] = low + i * width;
    counts[i] = counts[i] > 0 ? counts[i] : NAN;
  }
  plot_panel_add_bars (panel, NULL, style, MOST_BINS, edges, counts, width);
  panel->y.min = 0.5, panel->y.max = fmax (10, most);
  double edge = edge_now (viewer, snapshot, lane);
  panel->x.min = low - width, panel->x.max = high + width;
  if (edge > 0 && edge < 4 * high) { /* else it is far away */
    plot_panel_add_rule (panel, edge_name (viewer, snapshot, lane), -1, edge);
    panel->x.max = fmax (panel->x.max, 1.05 * edge);
  }
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  g_autofree char *title = g_strdup_printf (_ ("Curvature of the loss, step %ld"), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  add_steps (viewer, figure, snapshot);
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    add_spectrum (viewer, figure, snapshot, lane);
  return figure;
}

const LabView lab_view_hessian = {
  { "hessian", N_ ("Curvature"),
    N_ ("Eigenvalues of the Hessian of the loss: the largest over the steps beside 2 / learning rate, above which gradient descent "
        "swings, and all of them at the step shown"),
    "Cohen, Kaur, Li, Kolter, Talwalkar 2021, Gradient descent on neural networks typically occurs at the edge of stability", params },
  .help = N_ ("Eigenvalues of the Hessian, the curvatures of the loss: the largest and smallest over the steps where the "
             "run records them, and their histogram at this step. Plain gradient descent swings along a direction whose "
             "curvature passes 2 / lr; with momentum μ the edge is 2 (1 + μ) / lr (Cohen et al. 2021). Negative ones are "
             "directions downhill on both sides. They are of the first samples of the training set, and of large networks "
             "only the outermost are exact enough."),
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .metrics = "hessian_max hessian_min learning_rate",
  .example = "data = moons n=100 test=50 noise=0.15\nnetwork = dense 8 tanh | dense 8 tanh | dense 1\nloss = mse\n"
             "optimizer = sgd lr=0.1\nbatch = all\nsteps = 600\nrecord = every 10\n"
             "lane small : optimizer.lr = 0.1\nlane large : optimizer.lr = 0.2\n",
};
