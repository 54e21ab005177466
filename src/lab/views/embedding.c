/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/principal.h"
#include "lab/viewer.h"

#include <math.h>
#include <string.h>

/* Where a layer puts the samples: two units as they are, of more the plane in which they spread furthest. In that plane the
 * picture is turned, and mirrored if need be, so that class k lies as near as can be to the k-th place of a clock: from step to
 * step, and from lane to lane, it does not flip. */

enum { LAYER, POINTS };

static const Param params[] = {
  [LAYER] = { "layer", N_ ("Layer (0: the last hidden one, or an embedding)"), NULL, PARAM_INT, PARAM_LIVE, 0, 100, 0 },
  [POINTS] = { "points", N_ ("Samples at most"), NULL, PARAM_INT, PARAM_LIVE, 10, 3000, 400 },
  { NULL },
};

typedef struct {
  int n_lanes, n[TRAIN_MAX_LANES], layer[TRAIN_MAX_LANES], dims[TRAIN_MAX_LANES];
  bool unit_length[TRAIN_MAX_LANES];
  double share[TRAIN_MAX_LANES];
  double *x[TRAIN_MAX_LANES], *y[TRAIN_MAX_LANES];
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_experiment_train_set (experiment, 0)->n > 0 && data_set_n_inputs (lab_experiment_train_set (experiment, 0)) > 0
             ? NULL
             : _ ("An embedding shows where samples are put; a known function has none.");
}

static const NnNode *
chosen (const NnGraph *graph, const NnLoss *loss, int wanted, int *layer)
{
  int n = nn_graph_n_layers (graph);
  *layer = wanted > 0 ? MIN (wanted, n) : loss->link == NN_LINK_PLACE || n < 2 ? n : n - 1;
  return *layer == n ? nn_graph_output (graph) : nn_graph_layer (graph, *layer - 1)->out;
}

/* values[n][dims]: of a sequence those of its last step. */
static float *
gather (NnGraph *graph, const NnNode *node, const DataSet *set, int n, int dims)
{
  NnNode *input = nn_graph_input_node (graph);
  int capacity = nn_graph_capacity (graph);
  float *values = g_new (float, (size_t) n * (size_t) dims);
  for (int first = 0; first < n; first += capacity) {
    int rows = MIN (capacity, n - first);
    memcpy (input->value, set->inputs + (size_t) first * input->size, (size_t) rows * input->size * sizeof (real));
    nn_graph_predict (graph, rows);
    for (int r = 0; r < rows; r++)
      memcpy (values + (size_t) (first + r) * (size_t) dims, node->value + (size_t) (r + 1) * node->size - dims,
              (size_t) dims * sizeof *values);
  }
  return values;
}

/* Turns and mirrors the points so that Σ (point · place of its class) is greatest: of the two ways the better one. */
static void
orient (const DataSet *set, int n, double *x, double *y)
{
  double sums[2][2] = { { 0 } }; /* of the plain and of the mirrored points: along the places, and across them */
  for (int i = 0; i < n; i++) {
    double angle = G_PI - 2 * G_PI * (double) set->targets[(size_t) i * (size_t) set->n_targets] / fmax (2, set->n_classes);
    for (int mirrored = 0; mirrored < 2; mirrored++) {
      double py = mirrored ? -y[i] : y[i];
      sums[mirrored][0] += x[i] * cos (angle) + py * sin (angle);
      sums[mirrored][1] += x[i] * sin (angle) - py * cos (angle);
    }
  }
  bool mirrored = hypot (sums[1][0], sums[1][1]) > hypot (sums[0][0], sums[0][1]) * (1 + 1e-9);
  double turn = atan2 (sums[mirrored][1], sums[mirrored][0]), c = cos (turn), s = sin (turn);
  for (int i = 0; i < n && isfinite (turn); i++) {
    double px = x[i], py = mirrored ? -y[i] : y[i];
    x[i] = c * px - s * py;
    y[i] = s * px + c * py;
  }
}

static bool
have_unit_length (const float *values, int n, int dims)
{
  for (int i = 0; i < n; i++) {
    double square = 0;
    for (int d = 0; d < dims; d++)
      square += (double) values[i * dims + d] * (double) values[i * dims + d];
    if (!(fabs (square - 1) < 1e-3))
      return false;
  }
  return true;
}

static void
compute_lane (Result *result, const LabProbeJob *job, int lane)
{
  const DataSet *set = lab_shown_set (job->experiment, lane);
  NnGraph *graph = job->graphs[lane];
  const NnNode *node = chosen (graph, lab_experiment_loss (job->experiment, lane), (int) job->values[LAYER], &result->layer[lane]);
  int n = result->n[lane] = MIN (set->n, (int) job->values[POINTS]);
  int dims = result->dims[lane] = node->shape.n == 2 ? node->shape.d[1] : (int) node->size;
  g_autofree float *values = gather (graph, node, set, n, dims);
  g_autofree double *mean = g_new0 (double, dims + 2), *axes = g_new0 (double, 2 * dims + 2);
  double shares[2] = { 1, 0 };
  double *x = result->x[lane] = g_new (double, n), *y = result->y[lane] = g_new (double, n);
  if (dims > 2)
    lab_principal (values, n, dims, mean, axes, shares);
  for (int i = 0; i < n; i++) {
    const float *value = values + (size_t) i * (size_t) dims;
    x[i] = dims > 2 ? lab_principal_place (value, dims, mean, axes) : (double) value[0];
    y[i] = dims > 2 ? lab_principal_place (value, dims, mean, axes + dims) : dims > 1 ? (double) value[1] : 0;
  }
  if (dims > 2 && set->n_classes > 0)
    orient (set, n, x, y);
  result->share[lane] = shares[0] + shares[1];
  result->unit_length[lane] = dims == 2 && have_unit_length (values, n, dims);
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
  for (int lane = 0; lane < result->n_lanes; lane++) {
    g_free (result->x[lane]);
    g_free (result->y[lane]);
  }
  g_free (result);
}

/* The name of each class where its samples are: markers repeat after seven classes. */
static void
add_names (PlotPanel *panel, const DataSet *set, const int *group, int n, const double *x, const double *y)
{
  for (int k = 0; k < set->n_classes && set->n_classes <= 30; k++) {
    double sum_x = 0, sum_y = 0;
    int count = 0;
    for (int i = 0; i < n; i++)
      if (group[i] == k) {
        sum_x += x[i];
        sum_y += y[i];
        count++;
      }
    g_autofree char *name = lab_class_name (set, k);
    if (count > 0 && isfinite (sum_x + sum_y))
      plot_panel_add_text (panel, name, k % PLOT_STYLES, sum_x / count, sum_y / count);
  }
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const Result *result = viewer->result;
  const DataSet *set = lab_shown_set (viewer->experiment, lane);
  int n = result->n[lane], dims = result->dims[lane];
  const double *x = result->x[lane], *y = result->y[lane];
  g_autofree int *group = set->n_classes > 0 && set->n_targets == 1 ? g_new (int, n) : NULL;
  g_autofree char *text = dims > 2 ? g_strdup_printf (_ ("%d dimensions, %.0f %% of the variance here"), dims, 100 * result->share[lane])
                                   : g_strdup_printf (ngettext ("%d unit, as it is", "%d units, as they are", (gulong) dims), dims);
  bool alone = result->n_lanes == 1; /* then there is more room below than above the panel */
  g_autofree char *title = alone ? NULL : lab_lane_says (viewer, lane, text);
  if (alone)
    plot_set_text (&figure->caption, text);
  PlotPanel *panel = plot_figure_add_panel (figure, title, dims > 2 ? _ ("principal plane, across") : _ ("unit 1"),
                                            dims > 2 ? _ ("principal plane, up") : _ ("unit 2"));
  panel->square = true;
  plot_set_text (&panel->empty, _ ("The values of this layer are not finite."));
  if (result->unit_length[lane]) {
    plot_set_text (&plot_panel_add_ellipse (panel, NULL, -1, 0, 0, 1, 1)->say, _ ("length 1"));
    panel->x.min = panel->y.min = -1.15, panel->x.max = panel->y.max = 1.15;
  }
  g_auto (GStrv) says = g_new0 (char *, n + 1);
  for (int i = 0; i < n; i++) {
    if (group != NULL)
      group[i] = (int) set->targets[i];
    g_autofree char *name = group != NULL ? lab_class_name (set, group[i]) : g_strdup_printf ("%g", (double) set->targets[i * set->n_targets]);
    says[i] = g_strdup_printf (_ ("sample %d (%s) at (%.3g, %.3g)"), i, name, x[i], y[i]);
  }
  PlotMark *points = plot_panel_add_points (panel, NULL, lab_lane_style (viewer, lane), n, x, y, group);
  points->alpha = 0.8;
  plot_set_texts (&points->says, (const char *const *) says);
  if (group != NULL)
    add_names (panel, set, group, n, x, y);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  g_autofree char *title = g_strdup_printf (_ ("Where layer %d puts the samples, step %ld"), result->layer[0], viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  for (int lane = 0; lane < result->n_lanes; lane++)
    add_lane (viewer, figure, lane);
  return figure;
}

const LabView lab_view_embedding = {
  { "embedding", N_ ("Embedding"),
    N_ ("The values of a layer for each sample, as points coloured by class: two units as they are, of more the principal plane"),
    "Pearson 1901, On lines and planes of closest fit to systems of points in space", params },
  .help = N_ ("Each point is a sample where a layer puts it, coloured by class. A layer of two units is shown as it is; of "
             "more, the plane in which the points spread furthest (principal components), with its share of the variance "
             "written beside it. Clusters that stand apart are classes that the next layer can divide with ease. When that "
             "share is small, points that overlap here may still be far apart."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .example = "data = digits28 n=800 test=400\nnetwork = dense 32 relu | dense 16 tanh | dense 10\n"
             "loss = softmax-ce\noptimizer = adam lr=0.01\nbatch = 32\nsteps = 240\nrecord = every 10\n",
};
