/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "engine/inputs.h"

#include <math.h>
#include <string.h>

/* What an input would have to look like for the network to be surest of a class, or for a unit to be strongest: found by going
 * uphill from grey. */

enum { LANE, LAYER, FIRST, COUNT, STEPS, L2, TV };
enum { MOST = 16 };

static const Param params[] = {
  [LANE] = { "lane", N_ ("Lane"), NULL, PARAM_INT, PARAM_LIVE, 1, TRAIN_MAX_LANES, 1 },
  [LAYER] = { "layer", N_ ("Layer (0: the output)"), NULL, PARAM_INT, PARAM_LIVE, 0, 100, 0 },
  [FIRST] = { "first", N_ ("First unit"), NULL, PARAM_INT, PARAM_LIVE, 0, 100000, 0 },
  [COUNT] = { "count", N_ ("Units"), NULL, PARAM_INT, PARAM_LIVE, 1, MOST, 10 },
  [STEPS] = { "steps", N_ ("Steps uphill"), NULL, PARAM_INT, PARAM_LIVE, 1, 1000, 60 },
  [L2] = { "l2", N_ ("Penalty on the size of the input"), NULL, PARAM_REAL, PARAM_LIVE, 0, 10, 0.1 },
  [TV] = { "tv", N_ ("Penalty on differences of neighbours"), NULL, PARAM_REAL, PARAM_LIVE, 0, 10, 0.1 },
  { NULL },
};

typedef struct {
  int lane, layer, first, n, height, width;
  float *images[MOST];
  double before[MOST], after[MOST];
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_has_images (experiment) ? NULL : _ ("Activation maximisation paints an image; this data set has none.");
}

/* The middle of a feature map, a unit of a vector. */
static size_t
place_of (const NnNode *node, int unit)
{
  size_t n_units = (size_t) node->shape.d[node->shape.n - 1], places = node->size / n_units;
  size_t middle = node->shape.n == 3 ? (size_t) (node->shape.d[0] / 2 * node->shape.d[1] + node->shape.d[1] / 2) : 0;
  return (middle < places ? middle : 0) * n_units + (size_t) unit;
}

static void
climb (Result *result, const LabProbeJob *job, NnGraph *graph, const NnNode *node, int k)
{
  const DataSet *set = lab_shown_set (job->experiment, result->lane);
  NnMaximize settings = { .steps = (int) job->values[STEPS], .lr = 0.05, .l2 = job->values[L2], .tv = job->values[TV], .low = 0, .high = 1 };
  size_t n = nn_graph_input_node (graph)->size;
  g_autofree real *x = g_new (real, n);
  g_autofree double *values = g_new (double, settings.steps + 1);
  for (size_t i = 0; i < n; i++)
    x[i] = (real) 0.3;
  bool fine = nn_maximize (graph, node, place_of (node, result->first + k), &settings, x, values);
  result->images[k] = g_new0 (float, set->height * set->width);
  for (size_t i = 0; i < n; i++)
    result->images[k][i / (size_t) set->channels] += fine ? (float) x[i] / (float) set->channels : NAN;
  result->before[k] = fine ? values[0] : NAN;
  result->after[k] = fine ? values[settings.steps] : NAN;
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->lane = MIN ((int) job->values[LANE], job->n_lanes) - 1;
  NnGraph *graph = nn_graph_copy (job->graphs[result->lane], 1, true, NN_INPUT_GRADIENTS);
  result->layer = MIN ((int) job->values[LAYER], nn_graph_n_layers (graph));
  const NnNode *node = result->layer > 0 ? nn_graph_layer (graph, result->layer - 1)->out : nn_graph_output (graph);
  int n_units = node->shape.d[node->shape.n - 1];
  result->first = (int) job->values[FIRST] % n_units;
  result->n = MIN ((int) job->values[COUNT], n_units - result->first);
  for (int k = 0; k < result->n; k++)
    climb (result, job, graph, node, k);
  nn_graph_free (graph);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int k = 0; k < result->n; k++)
    g_free (result->images[k]);
  g_free (result);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  const DataSet *set = lab_shown_set (viewer->experiment, result->lane);
  g_autofree char *text = result->layer > 0
                              ? g_strdup_printf (_ ("Inputs that drive the units of layer %d, step %ld"), result->layer, viewer->result_step)
                              : g_strdup_printf (_ ("Inputs that the network is surest of, step %ld"), viewer->result_step);
  g_autofree char *title = lab_lane_says (viewer, result->lane, text);
  PlotFigure *figure = plot_figure_new (title);
  for (int k = 0; k < result->n; k++) {
    int unit = result->first + k;
    g_autofree char *name = result->layer > 0 ? g_strdup_printf (_ ("unit %d"), unit + 1) : lab_class_name (set, unit);
    g_autofree char *before = lab_short_number (result->before[k]), *after = lab_short_number (result->after[k]);
    g_autofree char *panel_title = g_strdup_printf ("%s: %s", name, after);
    g_autofree char *say = g_strdup_printf (_ ("%s: from %s for a grey image to %s"), name, before, after);
    PlotPanel *panel = lab_figure_add_image_panel (figure, panel_title, set->height, set->width);
    plot_set_text (&lab_panel_add_image (panel, set->height, set->width, result->images[k], PLOT_GREY)->say, say);
  }
  plot_set_text (&figure->caption, result->layer > 0 ? _ ("Above each: the unit and the value that it reaches.")
                                                     : _ ("Above each: the class and the logit that it reaches."));
  return figure;
}

const LabView lab_view_activation_max = {
  { "activation-max", N_ ("Activation maximisation"),
    N_ ("Images found by going uphill from grey until the logit of a class, or a unit, is large; above each, its value"),
    "Erhan, Bengio, Courville, Vincent 2009, Visualizing higher-layer features of a deep network", params },
  .help = N_ ("Each picture is an input found by going uphill from grey: it makes the output for one class, or one unit, as "
             "large as it can; the number above is the value reached. Strokes that return in a class are what the network "
             "reads as that class. The penalties on size and on differences of neighbours keep pictures smooth; without "
             "them the noise to which networks are just as sensitive comes out. Not one of these pictures need look like a "
             "real sample."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .lesson = "occlusion-map",
  .example = "data = digits28 n=600 test=100\nnetwork = dense 32 relu | dense 10\n"
             "loss = softmax-ce\noptimizer = adam lr=0.01\nbatch = 32\nsteps = 120\nrecord = every 10\n",
};
