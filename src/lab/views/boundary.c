/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/answers.h"
#include "lab/setup-private.h"

#include <math.h>
#include <string.h>

/* The decision of each lane's network over the plane of the inputs: with two classes p(class 1) in colours
 * about ½, with more the winning class; the training points, or those of a test set, on top. */

enum { GRID, POINTS, TEST };
enum { TRAIN, OWN }; /* and then further test sets */
enum { MIN_GRID = 10, MAX_GRID = 200, FEW = 8 /* points with a line between any two of which one wants to see the ends */ };

static const Param params[] = {
  [GRID] = { "grid", N_ ("Cells on a side"), NULL, PARAM_INT, PARAM_LIVE, MIN_GRID, MAX_GRID, 100 },
  [POINTS] = { "points", N_ ("Points shown at most"), NULL, PARAM_INT, PARAM_LIVE, 0, 5000, 600 },
  [TEST] = { "test", N_ ("Points of"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, OWN, TRAIN, N_ ("train") "|" N_ ("own") },
  { NULL },
};

typedef struct {
  int n_lanes, grid;
  double left[TRAIN_MAX_LANES], right[TRAIN_MAX_LANES], bottom[TRAIN_MAX_LANES], top[TRAIN_MAX_LANES];
  float *cells[TRAIN_MAX_LANES];
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++) {
    const DataSet *set = lab_experiment_train_set (experiment, lane);
    if (data_set_n_inputs (set) != 2)
      return _ ("A decision boundary can be drawn over two inputs; this data set has another number.");
    if (set->target == DATA_REAL)
      return _ ("A decision boundary needs classes; this data set has real targets.");
  }
  return NULL;
}

/* Whose points are on top. */
static const DataSet *
set_of_points (const LabExperiment *experiment, int lane, const double *values, const char *test)
{
  return values[TEST] == TRAIN ? lab_experiment_train_set (experiment, lane) : lab_named_set (experiment, lane, test);
}

static void
cover (const DataSet *set, double *extent)
{
  for (int i = 0; i < set->n; i++)
    for (int d = 0; d < 2; d++) {
      extent[2 * d] = fmin (extent[2 * d], (double) set->inputs[2 * i + d]);
      extent[2 * d + 1] = fmax (extent[2 * d + 1], (double) set->inputs[2 * i + d]);
    }
}

/* The training points stay in the picture where others are on top, too. */
static void
find_extent (const DataSet *set, const DataSet *shown, double *extent)
{
  extent[0] = extent[2] = INFINITY;
  extent[1] = extent[3] = -INFINITY;
  cover (set, extent);
  cover (shown, extent);
  for (int d = 0; d < 2; d++) {
    double margin = (set->n > FEW ? 0.1 : 0.4) * (extent[2 * d + 1] - extent[2 * d]);
    margin = margin > 0 ? margin : 1;
    extent[2 * d] -= margin;
    extent[2 * d + 1] += margin;
  }
}

/* What a cell shows of one prediction: p(class 1) − ½, or the winning class. */
static float
cell_value (const double *prediction, int n_outputs)
{
  if (n_outputs <= 2)
    return (float) (prediction[n_outputs - 1] - 0.5);
  int best = 0;
  for (int k = 1; k < n_outputs; k++)
    if (!(prediction[k] <= prediction[best]))
      best = k;
  return isnan (prediction[best]) ? NAN : (float) best;
}

/* Panels that stand side by side are nearly as high as they are wide: the plane goes on where the data do not. */
static void
heighten (double *extent)
{
  double lacking = 0.8 * (extent[1] - extent[0]) - (extent[3] - extent[2]);
  if (lacking > 0) {
    extent[2] -= lacking / 2;
    extent[3] += lacking / 2;
  }
}

static void
compute_lane (Result *result, const LabProbeJob *job, int lane)
{
  int grid = result->grid, n_outputs = (int) nn_graph_output (job->graphs[lane])->size;
  double extent[4];
  find_extent (lab_experiment_train_set (job->experiment, lane), set_of_points (job->experiment, lane, job->values, job->test), extent);
  if (job->n_lanes > 1)
    heighten (extent);
  result->left[lane] = extent[0], result->right[lane] = extent[1];
  result->bottom[lane] = extent[2], result->top[lane] = extent[3];
  result->cells[lane] = g_new (float, grid *grid);
  g_autofree float *row = g_new (float, 2 * grid);
  g_autofree double *predictions = g_new (double, grid *n_outputs);
  for (int r = 0; r < grid; r++) {
    for (int c = 0; c < grid; c++) {
      row[2 * c] = (float) (extent[0] + (extent[1] - extent[0]) * (c + 0.5) / grid);
      row[2 * c + 1] = (float) (extent[3] - (extent[3] - extent[2]) * (r + 0.5) / grid);
    }
    lab_predict (job->graphs[lane], lab_experiment_loss (job->experiment, lane)->link, row, grid,
                 predictions);
    for (int c = 0; c < grid; c++)
      result->cells[lane][r * grid + c] = cell_value (predictions + c * n_outputs, n_outputs);
  }
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->n_lanes = job->n_lanes;
  result->grid = MAX (MIN_GRID, (int) lround (job->values[GRID] / sqrt (sqrt (job->n_lanes)))); /* panels are smaller, too */
  for (int lane = 0; lane < job->n_lanes; lane++)
    compute_lane (result, job, lane);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int lane = 0; lane < result->n_lanes; lane++)
    g_free (result->cells[lane]);
  g_free (result);
}

static char *
class_in_words (const DataSet *set, int index)
{
  return set->class_names != NULL && index < set->n_classes ? g_strdup (set->class_names[index]) : g_strdup_printf (_ ("class %d"), index);
}

/* The first of @n points that are shown: of a stream those that went by last. */
static int
first_point (const LabViewer *viewer, const TrainSnapshot *snapshot, const DataSet *set, int lane, int n)
{
  const LabLane *here = &lab_experiment_setup (viewer->experiment)->lanes[lane];
  const TrainBatch *batch = &snapshot->lanes[lane].batch;
  int next = 0, length = train_sampler_length (here->sampler, here->sampler_values, set);
  if (!here->sampler->stream || viewer->values[TEST] != TRAIN)
    return 0;
  for (int i = 0; i < batch->n; i++)
    next = MAX (next, batch->samples[i]);
  if (next < batch->n && snapshot->step * batch->n >= length) /* an epoch has just ended */
    next = set->n;
  return CLAMP (next - n, 0, set->n - n);
}

static void
add_points (const LabViewer *viewer, PlotPanel *panel, const TrainSnapshot *snapshot, const DataSet *set, int lane)
{
  int n = set->n < (int) viewer->values[POINTS] ? set->n : (int) viewer->values[POINTS];
  int first = first_point (viewer, snapshot, set, lane, n);
  g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
  g_autofree int *group = g_new (int, n + 1);
  for (int i = 0; i < n; i++) {
    int sample = first + i;
    x[i] = set->inputs[2 * sample];
    y[i] = set->inputs[2 * sample + 1];
    group[i] = (int) (set->targets[sample] < 0 ? set->true_targets : set->targets)[sample];
  }
  PlotMark *points = plot_panel_add_points (panel, NULL, -1, n, x, y, group);
  g_auto (GStrv) names = g_new0 (char *, set->n_classes + 1);
  for (int k = 0; k < set->n_classes; k++)
    names[k] = class_in_words (set, k);
  plot_set_texts (&points->names, (const char *const *) names);
  plot_set_text (&points->say, _ ("{name} at ({x}, {y})"));
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot, int lane)
{
  const Result *result = viewer->result;
  const DataSet *set = set_of_points (viewer->experiment, lane, viewer->values, lab_viewer_test (viewer));
  const char *const *names = (const char *const *) set->input_names;
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane),
                                            names != NULL ? names[0] : "x", names != NULL ? names[1] : "y");
  bool two = set->n_classes <= 2;
  PlotMark *map = plot_panel_add_map (panel, result->grid, result->grid, result->cells[lane],
                                      two ? PLOT_SIGNED : PLOT_VIRIDIS);
  map->left = result->left[lane], map->right = result->right[lane];
  map->bottom = result->bottom[lane], map->top = result->top[lane];
  map->cell_min = two ? -0.5 : 0;
  map->cell_max = two ? 0.5 : set->n_classes - 1;
  map->smooth = two;
  map->say_add = two ? 0.5 : 0;
  g_autofree char *one = class_in_words (set, 1), *of_one = g_strdup_printf (_ ("p(%s) = {v} at ({x}, {y})"), one);
  plot_set_text (&map->say, two ? of_one : _ ("class {v} at ({x}, {y})"));
  panel->square = true;
  panel->x.min = map->left, panel->x.max = map->right;
  panel->y.min = map->bottom, panel->y.max = map->top;
  add_points (viewer, panel, snapshot, set, lane);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  g_autofree char *title = g_strdup_printf (_ ("Decision boundary, step %ld"), viewer->result_step);
  g_autofree char *own = g_strdup_printf (_ ("%s (%s)"), title, _ ("test"));
  PlotFigure *figure = lab_answers_figure (viewer, viewer->values[TEST] == OWN ? own : title);
  for (int lane = 0; lane < result->n_lanes; lane++)
    add_lane (viewer, figure, snapshot, lane);
  figure->colour_bar = true;
  const DataSet *set = lab_experiment_train_set (viewer->experiment, 0);
  g_autofree char *one = class_in_words (set, 1), *of_one = g_strdup_printf ("p(%s)", one);
  plot_set_text (&figure->colour_label, set->n_classes <= 2 ? of_one : _ ("class"));
  return figure;
}

const LabView lab_view_boundary = {
  { "boundary", N_ ("Decision boundary"),
    N_ ("What the network of each lane answers over the plane of two inputs, with the training points or those of a test set"), NULL,
    params },
  .help = N_ ("The colour of each place is what the network would answer for an input there; points are the training "
             "samples, or those of a test set, in the colour of their class. With two classes the palest zone is the boundary, p = 0.5, and strong "
             "colour is certainty; with more classes each place has the colour of the class that wins. Points in the wrong "
             "colour are mistakes; of a stream those are shown that went by last. Far from all points the network is just as certain, without any reason."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .lesson = "learning-rate-extremes",
};
