/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "engine/hessian.h"
#include "lab/setup-private.h"
#include "train/probe.h"

#include <math.h>
#include <string.h>

/* The loss along one straight line through the parameters: against the gradient, where a step of the learning rate lands; a random
 * direction; or from one lane's network to another's. */

enum { DIRECTION, ROWS };
enum { POINTS = 61 };
typedef enum { GRADIENT, RANDOM, LANES } Direction;

static const Param params[] = {
  [DIRECTION] = { "direction", N_ ("Direction"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 2, GRADIENT, "gradient|random|lanes" },
  [ROWS] = { "rows", N_ ("Samples"), NULL, PARAM_INT, PARAM_LIVE, 8, 2000, 128 },
  { NULL },
};

#define CHOICES N_ ("gradient"), N_ ("random"), N_ ("lanes")

typedef struct {
  bool there;
  double extent, x[POINTS], loss[POINTS]; /* from −extent to extent; the middle is the network as it is */
  double square;                          /* ‖gradient‖² */
} Slice;

typedef struct {
  Direction direction;
  Slice slices[TRAIN_MAX_LANES];
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_experiment_setup (experiment)->lanes[0].n_nets > 1 ? _ ("Two networks with two losses have no common slice.") : NULL;
}

/* @direction becomes the gradient with its sign turned; returns ‖gradient‖². */
static double
downhill (NnGraph *graph, int rows, real *direction)
{
  const real *gradient = nn_graph_gradients (graph);
  double square = 0;
  nn_graph_forward (graph, rows);
  nn_graph_backward (graph, rows);
  for (size_t i = 0; i < nn_graph_n_trained (graph); i++) {
    direction[i] = -gradient[i];
    square += (double) gradient[i] * (double) gradient[i];
  }
  return square;
}

/* Twice as far as the valley reaches: where the loss is higher than here, halved until it is not. */
static double
across_the_valley (NnGraph *graph, int rows, const real *along, double square)
{
  double reach = 4 * nn_graph_loss (graph, rows) / square, ends[3];
  if (!isfinite (reach) || reach <= 0)
    return 1;
  for (int i = 0; i < 30 && nn_loss_slice (graph, rows, along, NULL, reach, 3, ends) && !(ends[2] <= ends[1]); i++)
    reach /= 2;
  return 2 * reach;
}

static bool
same_networks (const NnGraph *a, const NnGraph *b)
{
  return nn_graph_n_parameters (a) == nn_graph_n_parameters (b) && nn_graph_n_trained (a) == nn_graph_n_trained (b);
}

static void
make_slice (Slice *slice, const LabProbeJob *job, int lane, Direction direction)
{
  const DataSet *set = lab_experiment_train_set (job->experiment, lane);
  int rows = MIN (set->n, (int) job->values[ROWS]);
  if (direction == LANES && (lane == 0 || !same_networks (job->graphs[0], job->graphs[lane])))
    return;
  NnGraph *graph = nn_graph_copy (job->graphs[direction == LANES ? 0 : lane], rows, true, NN_GRADIENTS);
  size_t n = nn_graph_n_trained (graph);
  g_autofree real *along = g_new (real, n);
  train_gather (graph, set, NULL, 0, rows);
  slice->square = downhill (graph, rows, along);
  slice->extent = direction == GRADIENT ? across_the_valley (graph, rows, along, slice->square) : direction == RANDOM ? 1 : 1.5;
  if (direction == RANDOM)
    nn_slice_direction (graph, 1, along);
  for (size_t i = 0; direction == LANES && i < n; i++)
    along[i] = nn_graph_parameters (job->graphs[lane])[i] - nn_graph_parameters (graph)[i];
  slice->there = nn_loss_slice (graph, rows, along, NULL, slice->extent, POINTS, slice->loss);
  for (int i = 0; i < POINTS; i++)
    slice->x[i] = slice->extent * (2.0 * i / (POINTS - 1) - 1);
  nn_graph_free (graph);
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->direction = (Direction) job->values[DIRECTION];
  for (int lane = 0; lane < job->n_lanes; lane++)
    make_slice (&result->slices[lane], job, lane, result->direction);
  return result;
}

/* ---- the picture ---- */

/* The valleys and some of the walls beside them: what is near the middle, and half as much again. */
static void
set_height (PlotPanel *panel, const Slice *slices, int n)
{
  double least = INFINITY, most = -INFINITY;
  for (int s = 0; s < n; s++)
    for (int i = 0; slices[s].there && i < POINTS; i++) {
      double loss = slices[s].loss[i];
      least = isfinite (loss) ? fmin (least, loss) : least;
      if (isfinite (loss) && abs (i - POINTS / 2) <= POINTS / 8)
        most = fmax (most, loss);
    }
  if (most > least)
    panel->y.min = least - 0.1 * (most - least), panel->y.max = most + 0.5 * (most - least);
}

static void
add_dot (PlotPanel *panel, int style, double x, double y)
{
  if (isfinite (y))
    plot_panel_add_points (panel, NULL, style, 1, &x, &y, NULL);
}

/* With the straight line that a gradient promises, and where the learning rate leads. */
static void
add_descent (const LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot, int lane)
{
  const Slice *slice = &((const Result *) viewer->result)->slices[lane];
  bool plain = g_str_has_prefix (lab_experiment_setup (viewer->experiment)->lanes[lane].rules[0].optimizer->entry.name, "sgd"); /* others go elsewhere */
  double here = slice->loss[POINTS / 2], rate = snapshot->lanes[lane].settings.nets[0].optimizer[0], far = slice->extent;
  const double x[] = { -far, far }, y[] = { here + far * slice->square, here - far * slice->square };
  g_autofree char *number = lab_short_number (rate), *text = g_strdup_printf ("lr = %s", number);
  g_autofree char *beyond = g_strdup_printf (_ ("a step of lr = %s leads far beyond"), number), *title = lab_lane_says (viewer, lane, beyond);
  PlotPanel *panel = plot_figure_add_panel (figure, plain && rate > far ? title : lab_lane_name (viewer, lane), _ ("against the gradient (learning rate)"), _ ("loss"));
  int style = lab_lane_style (viewer, lane);
  plot_panel_add_line (panel, NULL, style, POINTS, slice->x, slice->loss);
  if (isfinite (y[0]) && isfinite (y[1]))
    plot_panel_add_line (panel, NULL, -1, 2, x, y)->alpha = 0.6;
  add_dot (panel, style, 0, here);
  if (plain && rate <= far)
    plot_panel_add_rule (panel, text, -1, rate);
  set_height (panel, slice, 1);
  panel->x.min = -0.3 * far, panel->x.max = far;
}

static void
add_together (const LabViewer *viewer, PlotFigure *figure, int n_lanes, Direction direction)
{
  const Result *result = viewer->result;
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, direction == RANDOM ? _ ("along a random direction (lengths of the filters)")
                                                                              : _ ("from the first lane (0) to the other (1)"), _ ("loss"));
  for (int lane = 0; lane < n_lanes; lane++) {
    const Slice *slice = &result->slices[lane];
    if (!slice->there)
      continue;
    int style = lab_lane_style (viewer, lane);
    plot_panel_add_line (panel, lab_lane_name (viewer, lane), style, POINTS, slice->x, slice->loss);
    add_dot (panel, direction == LANES ? 0 : style, 0, slice->loss[POINTS / 2]);
    if (direction == LANES) /* 1 is one of its points: from −1.5 to 1.5 in steps of 0.05 */
      add_dot (panel, style, slice->x[POINTS / 2 + 20], slice->loss[POINTS / 2 + 20]);
  }
  if (direction == LANES) {
    plot_panel_add_rule (panel, lab_lane_name (viewer, 0), -1, 0);
    panel->x.min = -0.5, panel->x.max = 1.5;
  }
  set_height (panel, result->slices, n_lanes);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  static const char *const names[] = { CHOICES };
  const Result *result = viewer->result;
  bool any = false;
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    any |= result->slices[lane].there;
  if (!any)
    return lab_figure_empty (_ ("Slice of the loss"), _ ("This needs two lanes with networks of the same form."));
  g_autofree char *title = g_strdup_printf (_ ("Slice of the loss (%s), step %ld"), _ (names[result->direction]), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  if (result->direction != GRADIENT)
    add_together (viewer, figure, snapshot->n_lanes, result->direction);
  for (int lane = 0; lane < snapshot->n_lanes && result->direction == GRADIENT; lane++)
    add_descent (viewer, figure, snapshot, lane);
  if (result->direction == GRADIENT)
    plot_set_text (&figure->caption, _ ("Grey: what the gradient promises."));
  return figure;
}

const LabView lab_view_loss_slice = {
  { "loss-slice", N_ ("Slice of the loss"), N_ ("The loss along a line through the weights: against the gradient, in a random direction, or from lane to lane"),
    "Goodfellow, Vinyals, Saxe 2015, Qualitatively characterizing neural network optimization problems", params },
  .help = N_ ("The dot is the network as it is now, the curve its loss if the weights moved along one direction. Against the gradient the grey straight "
              "line is what the gradient promises; the upright line is one step of plain gradient descent: beyond the valley the loss rises again, "
              "and the step was too large. The other directions are a random one, scaled to the filters, and the straight way between two lanes. The "
              "loss is that of the first training samples."),
  .refuses = refuses,
  .probe = probe,
  .free_result = g_free,
  .figure = figure,
  .example = "data = moons n=200 test=100 noise=0.15\nnetwork = dense 16 tanh | dense 16 tanh | dense 1\nloss = bce\n"
             "optimizer = sgd lr=0.5\nbatch = 32\nsteps = 60\nrecord = every 5\nlane slow : optimizer.lr = 0.1\nlane quick : optimizer.lr = 3\n",
};
