/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>
#include <string.h>

/* Where a layer's pre-activations fall on its activation function: above, the function with the zone shaded
 * where its slope is below 5 % of the largest one; below, the histogram of the pre-activations over the same
 * axis. */

enum { LAYER };
enum { CURVE_POINTS = 81, ZONE_CELLS = 161 }; /* a curve of fewer points than pixels keeps its dashes */

static const Param params[] = {
  [LAYER] = { "layer", N_ ("Layer"), NULL, PARAM_INT, PARAM_LIVE, 1, 64, 1 },
  { NULL },
};

/* The layer's activation node; NULL: no layer, or none with a slope of its own. */
static const NnNode *
activation_of (const LabExperiment *experiment, int lane, int layer)
{
  const NnGraph *graph = lab_experiment_graph (experiment, lane);
  const NnLayerView *view = layer <= nn_graph_n_layers (graph) ? nn_graph_layer (graph, layer - 1) : NULL;
  return view != NULL && view->activation != NULL && view->activation->slope != NULL ? view->out : NULL;
}

static const char *
refuses (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++)
    for (int layer = 1; layer <= nn_graph_n_layers (lab_experiment_graph (experiment, lane)); layer++)
      if (activation_of (experiment, lane, layer) != NULL)
        return NULL;
  return _ ("Saturation needs a layer with an activation function; this network is linear.");
}

/* f at @n places, by the op that the network itself uses. */
static bool
evaluate (const NnNode *node, int n, const double *x, double *y)
{
  NnGraph *graph = nn_graph_new ();
  NnNode *input = nn_graph_input (graph, "x", (NnShape){ 1, { n } });
  NnNode *output = nn_graph_apply (graph, node->op, node->settings, 1, &input, NULL);
  bool fine = output != NULL && nn_graph_compile (graph, output, NULL, 1, NULL);
  for (int i = 0; fine && i < n; i++)
    input->value[i] = (real) x[i];
  if (fine)
    nn_graph_predict (graph, 1);
  for (int i = 0; fine && i < n; i++)
    y[i] = output->value[i];
  nn_graph_free (graph);
  return fine;
}

static bool
is_saturated (const NnNode *node, double x)
{
  const NnActivation *activation = (const NnActivation *) node->op;
  real at = (real) x, slope;
  nn_activation_slopes (activation, node->settings, 1, &at, NULL, &slope);
  return fabs ((double) slope) < 0.05 * nn_activation_max_slope (activation, node->settings);
}

/* Shades where the function is flat: bars from @bottom to @top. */
static void
add_zone (PlotPanel *panel, const NnNode *activation, double low, double high, double top)
{
  double edges[ZONE_CELLS], heights[ZONE_CELLS], width = (high - low) / ZONE_CELLS;
  int n = 0;
  for (int i = 0; i < ZONE_CELLS; i++)
    if (is_saturated (activation, low + (i + 0.5) * width)) {
      edges[n] = low + i * width;
      heights[n++] = top;
    }
  if (n == 0)
    return;
  PlotMark *zone = plot_panel_add_bars (panel, _ ("saturated"), -1, n, edges, heights, width);
  zone->alpha = 0.4;
  plot_set_text (&zone->say, "");
}

static void
add_function (PlotFigure *figure, const char *title, const NnNode *activation, int style, double low,
              double high)
{
  double x[CURVE_POINTS], y[CURVE_POINTS], min = 0, max = 0;
  PlotPanel *panel =
      plot_figure_add_panel (figure, title, _ ("pre-activation z"), _ (activation->op->entry.label));
  for (int i = 0; i < CURVE_POINTS; i++)
    x[i] = low + (high - low) * i / (CURVE_POINTS - 1);
  if (!evaluate (activation, CURVE_POINTS, x, y))
    return;
  for (int i = 0; i < CURVE_POINTS; i++) {
    min = fmin (min, y[i]);
    max = fmax (max, y[i]);
  }
  panel->x.min = low, panel->x.max = high;
  panel->y.min = floor (2 * min + 0.01) / 2, panel->y.max = ceil (2 * max - 0.01) / 2; /* a tanh goes to 1 */
  add_zone (panel, activation, low, high, panel->y.max);
  if (min < 0)
    add_zone (panel, activation, low, high, panel->y.min);
  plot_panel_add_line (panel, NULL, style, CURVE_POINTS, x, y);
}

/* Whether any value fell into a bin: a lane that has diverged has none. */
static bool
has_values (const TrainHistogram *pre)
{
  for (int i = 0; i < TRAIN_BINS; i++)
    if (pre->share[i] > 0)
      return true;
  return false;
}

static void
add_histogram (PlotFigure *figure, const char *title, const NnNode *activation, const TrainHistogram *pre, int style,
               double low, double high)
{
  PlotPanel *panel = plot_figure_add_panel (figure, title, _ ("pre-activation z"), _ ("share"));
  double edges[TRAIN_BINS], shares[TRAIN_BINS], width = (pre->high - pre->low) / TRAIN_BINS, top = 0;
  panel->x.min = low, panel->x.max = high, panel->y.min = 0;
  if (!isfinite (width) || !has_values (pre)) {
    panel->y.max = 1;
    plot_panel_add_text (panel, _ ("not finite"), -1, (low + high) / 2, 0.5);
    return;
  }
  width = width > 0 ? width : 1e-3;
  for (int i = 0; i < TRAIN_BINS; i++) {
    edges[i] = pre->low + i * width;
    shares[i] = pre->share[i];
    top = fmax (top, shares[i]);
  }
  panel->y.max = 1.08 * top;
  add_zone (panel, activation, low, high, panel->y.max);
  plot_panel_add_bars (panel, NULL, style, TRAIN_BINS, edges, shares, width);
}

/* The range shown of a lane: its own, at least −4 … 4, so that the zone is seen. */
static void
find_range (const TrainHistogram *pre, double *low, double *high)
{
  *low = isfinite (pre->low) ? fmin (-4, pre->low) : -4;
  *high = isfinite (pre->high) ? fmax (4, pre->high) : 4;
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot, int lane, int layer,
          bool upper)
{
  double low, high;
  const NnNode *activation = activation_of (viewer->experiment, lane, layer);
  const TrainHistogram *pre = &snapshot->lanes[lane].pre[layer - 1];
  const char *name = lab_lane_name (viewer, lane);
  g_autofree char *share = has_values (pre) && isfinite (pre->saturated)
                               ? g_strdup_printf (_ ("%.0f %% saturated"), 100 * pre->saturated)
                               : g_strdup (_ ("not finite"));
  find_range (pre, &low, &high);
  if (upper)
    add_function (figure, name, activation, lab_lane_style (viewer, lane), low, high);
  else
    add_histogram (figure, share, activation, pre, lab_lane_style (viewer, lane), low, high);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  int layer = (int) viewer->values[LAYER], n = 0;
  g_autofree char *title = g_strdup_printf (_ ("Saturation of layer %d, step %ld"), layer, snapshot->step);
  PlotFigure *figure = plot_figure_new (title);
  for (int upper = 1; upper >= 0; upper--)
    for (int lane = 0; lane < snapshot->n_lanes; lane++)
      if (activation_of (viewer->experiment, lane, layer) != NULL) {
        add_lane (viewer, figure, snapshot, lane, layer, upper);
        n += upper;
      }
  figure->n_columns = n;
  if (n == 0)
    plot_set_text (&figure->empty, _ ("This layer has no activation function."));
  return figure;
}

const LabView lab_view_saturation = {
  { "saturation", N_ ("Saturation"),
    /* xgettext:no-c-format */
    N_ ("The activation function of a layer, its flat zone shaded (slope below 5 % of the largest), and the "
        "histogram of the "
        "pre-activations under it"),
    NULL, params },
  /* xgettext:no-c-format */
  .help = N_ ("Above, the activation function of a layer; below, the histogram of the values that go into it, over the same "
             "axis. Shaded is where the function is flat, its slope below 5 % of the largest: there, hardly any gradient "
             "comes through. The title has the share of values that lie in it. A saturated unit is not yet dead: dead is "
             "one whose slope is exactly 0 for every sample of the batch."),
  .refuses = refuses,
  .figure = figure,
  .lesson = "learning-rate-extremes",
};
