/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/plane.h"

#include "engine/objective.h"
#include "lab/setup-private.h"

#include <math.h>
#include <string.h>

/* The loss as a landscape, and the ways of the lanes over it. Of a known function all lanes race on one map, and where each
 * stands, its gradient and what its optimizer remembers are shapes. Of a network each lane has a plane of its own. */

enum { DIRECTIONS, GRID, ARROWS };
enum { MAX_GRID = 120, OBJECTIVE_GRID = 64 };

static const Param params[] = {
  [DIRECTIONS] = { "directions", N_ ("Directions"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 1, 0, "path|random" },
  [GRID] = { "grid", N_ ("Cells on a side, of a network"), NULL, PARAM_INT, PARAM_LIVE, 5, MAX_GRID, 31 },
  [ARROWS] = { "arrows", N_ ("Gradient and moments as shapes"), NULL, PARAM_BOOL, PARAM_LIVE, 0, 1, 1 },
  { NULL },
};

#define CHOICES N_ ("path"), N_ ("random")

typedef struct {
  int n_lanes, n_dims;    /* n_dims 0: networks */
  bool shared;            /* all lanes on the first one's map */
  bool has_minimum;
  double minimum[2];
  LabPlane planes[TRAIN_MAX_LANES];
} Result;

/* ---- known functions ---- */

static const NnObjective *
objective_of (const NnGraph *graph, const NnNode **node)
{
  *node = nn_graph_n_layers (graph) == 1 ? nn_graph_layer (graph, 0)->out : NULL;
  const NnOp *op = *node != NULL ? (*node)->op : NULL;
  return op != NULL ? (const NnObjective *) base_registry_find (&nn_objectives, op->entry.name) : NULL;
}

static double
height_at (const NnGraph *graph, const double *p, double *gradient)
{
  const NnNode *node;
  const NnObjective *objective = objective_of (graph, &node);
  return objective->value (p, node->settings, gradient);
}

/* Whether two lanes differ only in where they start, how noisy it is, and who moves them. */
static bool
same_function (const NnGraph *a, const NnGraph *b)
{
  const NnNode *left, *right;
  const NnObjective *objective = objective_of (a, &left);
  int first = objective->n_dims + 1, n = params_count (objective->entry.params) - first;
  return objective == objective_of (b, &right) &&
         memcmp (left->settings + first, right->settings + first, (size_t) MAX (n, 0) * sizeof (double)) == 0;
}

/* The way of a lane: the kept steps, and the one that is shown in its place among them. */
static void
read_path (const LabPath *path, const NnGraph *graph, long step, LabPlane *plane)
{
  size_t size = nn_graph_n_parameters (graph), offset = nn_graph_layer (graph, 0)->weight->offset;
  int n_dims = (int) nn_graph_layer (graph, 0)->weight->size;
  plane->x = g_new0 (double, path->n + 1);
  plane->y = g_new0 (double, path->n + 1);
  plane->now = -1;
  for (long i = 0; i <= path->n; i++) {
    const real *point = i < path->n ? path->points + (size_t) i * size : NULL;
    if (plane->now < 0 && (point == NULL || path->steps[i] >= step)) {
      bool kept = point != NULL && path->steps[i] == step;
      plane->now = plane->n;
      if (!kept) {
        plane->x[plane->n] = (double) nn_graph_parameters (graph)[offset];
        plane->y[plane->n++] = n_dims > 1 ? (double) nn_graph_parameters (graph)[offset + 1] : 0;
      }
    }
    if (point != NULL) {
      plane->x[plane->n] = (double) point[offset];
      plane->y[plane->n++] = n_dims > 1 ? (double) point[offset + 1] : 0;
    }
  }
}

/* Steps that lead far away, up or down, do not stretch the map. */
static void
add_extent (const NnGraph *graph, const LabPlane *plane, double *least, double *most)
{
  double gradient[2], start = height_at (graph, (double[]) { plane->x[0], plane->y[0] }, gradient);
  for (long i = 0; i < plane->n; i++) {
    const double p[2] = { plane->x[i], plane->y[i] };
    if (!(fabs (height_at (graph, p, gradient) - start) <= 4 * (fabs (start) + 1)))
      continue;
    for (int k = 0; k < 2; k++) {
      least[k] = fmin (least[k], p[k]);
      most[k] = fmax (most[k], p[k]);
    }
  }
}

/* Newton's method from the least cell of the map, on gradients alone; only where it ends at a point from which it goes up on all
 * sides. */
static bool
find_minimum (const NnGraph *graph, int n_dims, double *p)
{
  double g[2], gx[2], gy[2] = { 0, 1 }, h = 1e-4, det = 0, xx = 0, yy = 1, xy = 0;
  for (int k = 0; k < 50; k++) {
    height_at (graph, p, g);
    height_at (graph, (double[]) { p[0] + h, p[1] }, gx);
    if (n_dims > 1)
      height_at (graph, (double[]) { p[0], p[1] + h }, gy);
    xx = (gx[0] - g[0]) / h;
    yy = n_dims > 1 ? (gy[1] - g[1]) / h : 1;
    xy = n_dims > 1 ? (gx[1] - g[1]) / h : 0;
    det = xx * yy - xy * xy;
    if (!(xx > 0 && det > 1e-6 * xx * yy))
      return false;
    double slope = n_dims > 1 ? g[1] : 0;
    p[0] -= (yy * g[0] - xy * slope) / det;
    p[1] -= (xx * slope - xy * g[0]) / det;
  }
  height_at (graph, p, g);
  return hypot (g[0], n_dims > 1 ? g[1] : 0) < 1e-6 * (1 + xx + yy);
}

#define WIDEST 1.6

/* The frame around @least … @most, with air; where it is not a ravine at least as wide as high, but not much wider. */
static void
set_frame (LabPlane *plane, const double *least, const double *most)
{
  double middle[2], half[2];
  for (int k = 0; k < 2; k++) {
    middle[k] = least[k] <= most[k] ? (least[k] + most[k]) / 2 : 0;
    half[k] = least[k] <= most[k] ? 0.65 * (most[k] - least[k]) : 1;
  }
  double larger = fmax (fmax (half[0], half[1]), 1e-6);
  for (int k = 0; k < 2; k++)
    if (half[k] < larger && half[k] > 0.2 * larger)
      half[k] = k == 0 ? larger : fmax (half[k], larger / WIDEST);
    else
      half[k] = fmax (half[k], 0.05 * larger);
  plane->left = middle[0] - half[0], plane->right = middle[0] + half[0];
  plane->bottom = middle[1] - half[1], plane->top = middle[1] + half[1];
}

static void
evaluate (const NnGraph *graph, int n_dims, LabPlane *plane, double *lowest)
{
  int grid = plane->grid = OBJECTIVE_GRID, n_rows = n_dims > 1 ? grid : 1;
  double least = INFINITY, gradient[2];
  g_free (plane->cells);
  plane->cells = g_new (float, grid *n_rows);
  for (int i = 0; i < grid * n_rows; i++) {
    const double p[2] = { plane->left + (plane->right - plane->left) * (i % grid + 0.5) / grid,
                          n_dims > 1 ? plane->top - (plane->top - plane->bottom) * (i / grid + 0.5) / grid : 0 };
    double value = height_at (graph, p, gradient);
    plane->cells[i] = (float) value;
    if (value < least) {
      least = value;
      memcpy (lowest, p, sizeof p);
    }
  }
}

/* Where a minimum lies outside the frame, but not far, the frame grows. */
static void
compute_function (Result *result, const LabProbeJob *job, int lane, int n_lanes)
{
  LabPlane *plane = &result->planes[lane];
  double least[2] = { INFINITY, INFINITY }, most[2] = { -INFINITY, -INFINITY };
  for (int i = lane; i < lane + n_lanes; i++)
    add_extent (job->graphs[i], &result->planes[i], least, most);
  if (result->n_dims == 1) { /* both sides of a curve are there to be seen */
    most[0] = fmax (fabs (least[0]), fabs (most[0]));
    least[0] = -most[0];
  }
  set_frame (plane, least, most);
  evaluate (job->graphs[lane], result->n_dims, plane, result->minimum);
  result->has_minimum = find_minimum (job->graphs[lane], result->n_dims, result->minimum);
  double far = 3 * fmax (plane->right - plane->left, plane->top - plane->bottom);
  result->has_minimum &= fabs (result->minimum[0] - plane->left) < far && fabs (result->minimum[1] - plane->top) < far;
  if (!result->has_minimum)
    return;
  for (int k = 0; k < result->n_dims; k++) {
    least[k] = fmin (least[k], result->minimum[k]);
    most[k] = fmax (most[k], result->minimum[k]);
  }
  double unused[2];
  set_frame (plane, least, most);
  evaluate (job->graphs[lane], result->n_dims, plane, unused);
}

static void *
probe (const LabProbeJob *job)
{
  const NnNode *node;
  const NnObjective *objective = objective_of (job->graphs[0], &node);
  Result *result = g_new0 (Result, 1);
  result->n_lanes = job->n_lanes;
  result->n_dims = objective != NULL ? objective->n_dims : 0;
  result->shared = objective != NULL;
  for (int lane = 0; lane < job->n_lanes; lane++)
    if (objective == NULL) {
      lab_plane_make (&result->planes[lane], job, lane, (LabDirections) job->values[DIRECTIONS], (int) job->values[GRID]);
    } else {
      read_path (&job->paths[lane], job->graphs[lane], job->step, &result->planes[lane]);
      result->shared &= same_function (job->graphs[0], job->graphs[lane]);
    }
  for (int lane = 0; objective != NULL && lane < (result->shared ? 1 : job->n_lanes); lane++)
    compute_function (result, job, lane, result->shared ? job->n_lanes : 1);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int lane = 0; lane < result->n_lanes; lane++)
    lab_plane_clear (&result->planes[lane]);
  g_free (result);
}

/* ---- the picture ---- */

static int
compare (const void *a, const void *b)
{
  float x = *(const float *) a, y = *(const float *) b;
  return (x > y) - (x < y);
}

/* Contour lines that share the cells evenly; colours that bend where most of them are. */
static void
add_map (PlotPanel *panel, const LabPlane *plane)
{
  enum { N_LEVELS = 11 };
  int n = plane->grid * plane->grid, n_finite = 0;
  g_autofree float *sorted = g_new (float, n);
  double levels[N_LEVELS];
  for (int i = 0; i < n; i++)
    if (isfinite (plane->cells[i]))
      sorted[n_finite++] = plane->cells[i];
  qsort (sorted, (size_t) n_finite, sizeof *sorted, compare);
  double least = n_finite > 0 ? (double) sorted[0] : 0, most = n_finite > 0 ? (double) sorted[n_finite - 1] : 1;
  bool is_signed = least < -1e-3 * most;
  PlotMark *map = plot_panel_add_map (panel, plane->grid, plane->grid, plane->cells, is_signed ? PLOT_SIGNED : PLOT_VIRIDIS);
  map->left = plane->left, map->right = plane->right, map->bottom = plane->bottom, map->top = plane->top;
  map->smooth = true;
  map->bend = n_finite > 0 ? pow (10, floor (log10 (fmax (fabs ((double) sorted[n_finite / 3]), fmax (1e-12, 1e-4 * (most - least)))))) : 0;
  map->cell_min = !is_signed && least < map->bend ? 0 : NAN;
  plot_set_text (&map->say, _ ("loss {v} at ({x}, {y})"));
  for (int k = 0; k < N_LEVELS; k++)
    levels[k] = n_finite > 0 ? (double) sorted[(int) ((double) n_finite * (k + 0.5) / N_LEVELS)] : NAN;
  plot_panel_add_contour (panel, panel->n_marks - 1, N_LEVELS, levels);
}

static void
add_way (PlotPanel *panel, const LabPlane *plane, int style, const char *name)
{
  PlotMark *ahead = plot_panel_add_line (panel, NULL, style, (int) (plane->n - plane->now), plane->x + plane->now, plane->y + plane->now);
  ahead->alpha = 0.35;
  plot_set_text (&ahead->say, "");
  PlotMark *way = plot_panel_add_line (panel, NULL, style, (int) plane->now + 1, plane->x, plane->y);
  way->halo = true;
  g_autofree char *say = g_strdup_printf (_ ("%s was at ({x}, {y})"), name != NULL ? name : _ ("the network"));
  plot_set_text (&way->say, say);
}

/* All lanes begin at one place, as a rule. */
static void
add_start (PlotPanel *panel, const LabPlane *plane)
{
  PlotMark *point = plot_panel_add_points (panel, NULL, -1, plane->now > 0, plane->x, plane->y, NULL);
  plot_set_text (&point->say, _ ("start at ({x}, {y})"));
  if (plane->now > 0)
    plot_panel_add_text (panel, _ ("step 0"), -1, plane->x[0], plane->y[0])->width = 8;
}

static void
add_place (PlotPanel *panel, const LabPlane *plane, int style, const char *name)
{
  PlotMark *point = plot_panel_add_points (panel, name, style, 1, plane->x + plane->now, plane->y + plane->now, NULL);
  plot_set_text (&point->say, _ ("{name} stands at ({x}, {y})"));
}

/* ---- shapes ---- */

/* Which slot is a mean of gradients, which one of their squares; −1: none. */
static void
find_moments (const char *optimizer, int *mean, int *square)
{
  static const struct {
    const char *name;
    int mean, square;
  } table[] = { { "sgd-momentum", 0, -1 }, { "nesterov", 0, -1 }, { "rmsprop", -1, 0 }, { "adagrad", -1, 0 }, { "adadelta", -1, 0 },
                { "adam", 0, 1 },          { "adamw", 0, 1 },     { "amsgrad", 0, 1 },  { "nadam", 0, 1 } };
  *mean = *square = -1;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (optimizer, table[i].name) == 0) {
      *mean = table[i].mean;
      *square = table[i].square;
    }
}

typedef struct {
  double place[2], gradient[2], mean[2], spread[2];
  bool has_mean, has_spread;
} Moments;

static Moments
read_moments (const LabViewer *viewer, const LabPlane *plane, const TrainSnapshot *snapshot, int lane)
{
  const TrainLaneSnapshot *from = &snapshot->lanes[lane];
  const NnGraph *graph = lab_experiment_graph (viewer->experiment, lane);
  size_t n = nn_graph_n_trained (graph), offset = nn_graph_layer (graph, 0)->weight->offset;
  int mean, square;
  Moments moments = { .place = { plane->x[plane->now], plane->y[plane->now] } };
  find_moments (lab_experiment_setup (viewer->experiment)->lanes[lane].rules[0].optimizer->entry.name, &mean, &square);
  height_at (graph, moments.place, moments.gradient);
  moments.has_mean = mean >= 0 && n * (size_t) (mean + 1) <= from->n_state;
  moments.has_spread = square >= 0 && n * (size_t) (square + 1) <= from->n_state;
  for (size_t k = 0; k < 2; k++) {
    if (moments.has_mean)
      moments.mean[k] = (double) from->state[n * (size_t) mean + offset + k];
    if (moments.has_spread)
      moments.spread[k] = sqrt ((double) from->state[n * (size_t) square + offset + k]);
  }
  return moments;
}

/* The longest of a lane's shapes is a fifth of the frame; between them lengths compare. */
static double
scale_of (const Moments *m, const LabPlane *plane)
{
  double across = plane->right - plane->left, up = plane->top - plane->bottom;
  double longest = fmax (hypot (m->gradient[0] / across, m->gradient[1] / up),
                         fmax (hypot (m->mean[0] / across, m->mean[1] / up), hypot (m->spread[0] / across, m->spread[1] / up)));
  return longest > 0 && isfinite (longest) ? 0.18 / longest : 0;
}

static void
add_arrow (PlotPanel *panel, const char *label, const char *lane, int style, const Moments *m, const double *towards, double scale,
           double width)
{
  g_autofree char *say = g_strdup_printf (_ ("%s%s%s: (%.3g, %.3g)"), lane != NULL ? lane : "", lane != NULL ? _ (", ") : "", label,
                                          -towards[0], -towards[1]);
  PlotMark *arrow = plot_panel_add_arrow (panel, label, style, m->place[0], m->place[1], m->place[0] - scale * towards[0],
                                          m->place[1] - scale * towards[1], width);
  plot_set_text (&arrow->say, say);
}

static void
add_shapes (const LabViewer *viewer, PlotPanel *panel, const LabPlane *frame, const LabPlane *plane, const TrainSnapshot *snapshot,
            int lane)
{
  int style = lab_lane_style (viewer, lane);
  const char *name = lab_lane_name (viewer, lane);
  Moments m = read_moments (viewer, plane, snapshot, lane);
  double scale = scale_of (&m, frame);
  if (m.has_spread) {
    g_autofree char *say = g_strdup_printf (_ ("%s%s√v, root of the second moment: (%.3g, %.3g)"), name != NULL ? name : "",
                                            name != NULL ? _ (", ") : "", m.spread[0], m.spread[1]);
    PlotMark *ellipse = plot_panel_add_ellipse (panel, _ ("√v"), style, m.place[0], m.place[1], scale * m.spread[0],
                                                scale * m.spread[1]);
    plot_set_text (&ellipse->say, say);
  }
  if (m.has_mean)
    add_arrow (panel, _ ("− momentum m"), name, style, &m, m.mean, scale, 3.4);
  add_arrow (panel, _ ("− gradient g"), name, style, &m, m.gradient, scale, 1.3);
}

/* ---- panels ---- */

static void
add_minimum (PlotPanel *panel, const double *at, double height)
{
  PlotMark *point = plot_panel_add_points (panel, NULL, -1, 1, &at[0], &height, NULL);
  plot_set_text (&point->say, _ ("minimum at ({x}, {y})")); /* now: the next mark may move it */
  plot_panel_add_text (panel, _ ("minimum"), -1, at[0], height)->width = 8;
}

static void
add_plane (LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot, int first, int n_lanes)
{
  const Result *result = viewer->result;
  const LabPlane *frame = &result->planes[first];
  bool network = result->n_dims == 0, way = network && !isnan (frame->shares[0]);
  const char *name = n_lanes == 1 ? lab_lane_name (viewer, first) : NULL;
  g_autofree char *title = way ? g_strdup_printf (_ ("%s%s%.0f %% and %.0f %% of the way"), name != NULL ? name : "", name != NULL ? _ (": ") : "",
                                                  100 * frame->shares[0], 100 * frame->shares[1])
                               : g_strdup (name);
  const char *x = way ? _ ("1st principal direction") : network ? _ ("random direction 1") : "x";
  const char *y = way ? _ ("2nd principal direction") : network ? _ ("random direction 2") : "y";
  PlotPanel *panel = plot_figure_add_panel (figure, title, x, y);
  panel->x.min = frame->left, panel->x.max = frame->right, panel->y.min = frame->bottom, panel->y.max = frame->top;
  double shape = (frame->right - frame->left) / (frame->top - frame->bottom);
  panel->square = shape > 0.99 && shape < 1.01 * WIDEST;
  add_map (panel, frame);
  for (int lane = first; lane < first + n_lanes; lane++)
    add_way (panel, &result->planes[lane], lab_lane_style (viewer, lane), lab_lane_name (viewer, lane));
  add_start (panel, frame);
  for (int lane = first; lane < first + n_lanes; lane++)
    add_place (panel, &result->planes[lane], lab_lane_style (viewer, lane), n_lanes > 1 ? lab_lane_name (viewer, lane) : NULL);
  for (int lane = first; lane < first + n_lanes && !network && viewer->values[ARROWS] > 0; lane++)
    add_shapes (viewer, panel, frame, &result->planes[lane], snapshot, lane);
  if (result->has_minimum)
    add_minimum (panel, result->minimum, result->minimum[1]);
}

/* A function of one number: the curve, and the ways on it. */
static void
add_curve (LabViewer *viewer, PlotFigure *figure, int first, int n_lanes)
{
  const Result *result = viewer->result;
  const LabPlane *frame = &result->planes[first];
  double x[OBJECTIVE_GRID], y[OBJECTIVE_GRID], gradient[2];
  const NnGraph *graph = lab_experiment_graph (viewer->experiment, first);
  PlotPanel *panel = plot_figure_add_panel (figure, n_lanes == 1 ? lab_lane_name (viewer, first) : NULL, "x", _ ("loss"));
  for (int i = 0; i < OBJECTIVE_GRID; i++) {
    x[i] = frame->left + (frame->right - frame->left) * i / (OBJECTIVE_GRID - 1);
    y[i] = height_at (graph, (double[]) { x[i], 0 }, gradient);
  }
  plot_panel_add_line (panel, NULL, -1, OBJECTIVE_GRID, x, y);
  if (result->has_minimum)
    add_minimum (panel, result->minimum, height_at (graph, result->minimum, gradient));
  for (int lane = first; lane < first + n_lanes; lane++) {
    LabPlane plane = result->planes[lane];
    int style = lab_lane_style (viewer, lane);
    g_autofree double *heights = g_new (double, plane.n);
    for (long i = 0; i < plane.n; i++)
      heights[i] = height_at (lab_experiment_graph (viewer->experiment, lane), (double[]) { plane.x[i], 0 }, gradient);
    PlotMark *dots = plot_panel_add_points (panel, NULL, style, (int) plane.now, plane.x, heights, NULL);
    dots->alpha = 0.4;
    plane.y = heights;
    add_place (panel, &plane, style, lab_lane_name (viewer, lane));
  }
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  const NnNode *node;
  const NnObjective *objective = objective_of (lab_experiment_graph (viewer->experiment, 0), &node);
  g_autofree char *title =
      objective != NULL ? g_strdup_printf (_ ("%s, step %ld"), _ (objective->entry.label), viewer->result_step)
                        : g_strdup_printf (_ ("Loss over a plane through the weights, step %ld"), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  int together = result->shared ? result->n_lanes : 1;
  for (int lane = 0; lane < result->n_lanes; lane += together)
    if (result->n_dims == 1)
      add_curve (viewer, figure, lane, together);
    else
      add_plane (viewer, figure, snapshot, lane, together);
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("loss"));
  return figure;
}

const LabView lab_view_surface = {
  { "surface", N_ ("Loss surface"),
    N_ ("The loss over a plane through the parameters, or a known function of two numbers, with the ways of the lanes"),
    "Li, Xu, Taylor, Studer, Goldstein 2018, Visualizing the loss landscape of neural nets", params },
  .help = N_ ("Colour and contour lines are the loss, each lane's way is drawn on it and paler where it is still to come. A "
             "known function is seen whole, with gradient, momentum and second moment as shapes; of a network only a plane "
             "through its many weights, and the title says how much of the way lies along each axis. Contour lines divide "
             "the area evenly, not the loss: tell steepness by the colours. What looks like a valley in the plane may be "
             "none beside it."),
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .path = true,
  .example = "objective = surface-rosenbrock\noptimizer = sgd lr=0.001\nsteps = 160\nrecord = every 5\n"
             "lane sgd : optimizer = sgd lr=0.001\nlane momentum : optimizer = sgd-momentum lr=0.001 momentum=0.9\n"
             "lane adam : optimizer = adam lr=0.1\n",
};
