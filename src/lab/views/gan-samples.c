/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>
#include <string.h>

/* What a generator makes, over real samples, and what the discriminator says where. Points: both in the plane, the
 * discriminator's value behind them. Numbers: their densities, and its value as a curve below. */

enum { SAMPLES, GRID };
enum { MAX_GRID = 200, BINS = 48 };

static const Param params[] = {
  [SAMPLES] = { "samples", N_ ("Samples shown"), NULL, PARAM_INT, PARAM_LIVE, 16, 4096, 512 },
  [GRID] = { "grid", N_ ("Cells on a side"), NULL, PARAM_INT, PARAM_LIVE, 10, MAX_GRID, 60 },
  { NULL },
};

typedef struct {
  float *generated; /* [n][dims] */
  double *said;     /* of a grid over the extent: [cells], rows from the top */
  double extent[4]; /* left, right, bottom, top */
} Lane;

typedef struct {
  int n_lanes, n, dims, grid;
  bool critic; /* what the discriminator says is no probability */
  Lane lanes[TRAIN_MAX_LANES];
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++) {
    if (nn_graph_find (lab_experiment_graph (experiment, lane), "generated") == NULL)
      return _ ("Generated samples need a generator, which this experiment does not have.");
    if (data_set_n_inputs (lab_experiment_train_set (experiment, lane)) > 2)
      return _ ("Generated samples are drawn where a sample is one or two numbers.");
  }
  return NULL;
}

/* ---- on the probe thread ---- */

/* The same noise at every step, so that points move instead of jumping. */
static void
generate (NnGraph *graph, int n, float *samples)
{
  const NnNode *made = nn_graph_find (graph, "generated");
  for (int first = 0; first < n; first += nn_graph_capacity (graph)) {
    int rows = MIN (n - first, nn_graph_capacity (graph));
    nn_graph_set_first_row (graph, (uint64_t) first);
    nn_graph_forward (graph, rows);
    memcpy (samples + (size_t) first * made->size, made->value, (size_t) rows * made->size * sizeof (float));
  }
}

/* Around the real samples, with room for generated ones beside them. */
static void
find_extent (const DataSet *set, int dims, double *extent)
{
  for (int d = 0; d < dims; d++) {
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < set->n; i++) {
      low = fmin (low, (double) set->inputs[i * dims + d]);
      high = fmax (high, (double) set->inputs[i * dims + d]);
    }
    double margin = high > low ? (dims == 1 ? 0.6 : 0.25) * (high - low) : 1;
    extent[2 * d] = low - margin, extent[2 * d + 1] = high + margin;
  }
}

static double
middle (const double *range, int i, int n)
{
  return range[0] + (range[1] - range[0]) * (i + 0.5) / n;
}

static void
judge (const LabProbeJob *job, int lane, int grid, int dims, Lane *to)
{
  int n_rows = dims == 2 ? grid : 1;
  g_autofree float *places = g_new (float, dims *grid);
  to->said = g_new (double, grid *n_rows);
  for (int r = 0; r < n_rows; r++) {
    for (int c = 0; c < grid; c++) {
      places[dims * c] = (float) middle (to->extent, c, grid);
      if (dims == 2)
        places[dims * c + 1] = (float) middle (to->extent + 2, grid - 1 - r, grid);
    }
    lab_predict (job->graphs[lane], lab_experiment_loss (job->experiment, lane)->link, places, grid, to->said + r * grid);
  }
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->n_lanes = job->n_lanes;
  result->n = (int) job->values[SAMPLES];
  result->dims = data_set_n_inputs (lab_experiment_train_set (job->experiment, 0));
  result->grid = result->dims == 2 ? (int) job->values[GRID] : MAX_GRID;
  for (int lane = 0; lane < job->n_lanes; lane++) {
    Lane *to = &result->lanes[lane];
    to->generated = g_new (float, result->n *result->dims);
    result->critic |= lab_experiment_loss (job->experiment, lane)->link == NN_LINK_IDENTITY;
    find_extent (lab_experiment_train_set (job->experiment, lane), result->dims, to->extent);
    judge (job, lane, result->grid, result->dims, to);
    generate (job->graphs[lane], result->n, to->generated);
  }
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int lane = 0; lane < result->n_lanes; lane++) {
    g_free (result->lanes[lane].generated);
    g_free (result->lanes[lane].said);
  }
  g_free (result);
}

/* ---- pictures ---- */

/* Real samples and as many generated ones at most. */
static void
add_points (PlotPanel *panel, const DataSet *set, const Result *result, const Lane *lane)
{
  int n_real = MIN (set->n, result->n), n = n_real + result->n;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  g_autofree int *group = g_new (int, n);
  for (int i = 0; i < n; i++) {
    const float *at = i < n_real ? set->inputs + 2 * i : lane->generated + 2 * (i - n_real);
    bool shown = at[0] >= lane->extent[0] && at[0] <= lane->extent[1] && at[1] >= lane->extent[2] && at[1] <= lane->extent[3];
    x[i] = shown ? (double) at[0] : NAN, y[i] = shown ? (double) at[1] : NAN;
    group[i] = i < n_real; /* in the colour of what the discriminator takes for real */
  }
  PlotMark *points = plot_panel_add_points (panel, NULL, -1, n, x, y, group);
  const char *const names[] = { _ ("generated"), _ ("real"), NULL };
  plot_set_texts (&points->names, names);
  plot_set_text (&points->say, _ ("{name} at ({x}, {y})"));
}

static void
add_plane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const Result *result = viewer->result;
  const Lane *of = &result->lanes[lane];
  int n = result->grid * result->grid;
  g_autofree float *cells = g_new (float, n);
  for (int i = 0; i < n; i++)
    cells[i] = (float) (result->critic ? of->said[i] : of->said[i] - 0.5);
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), "x", "y");
  PlotMark *map = plot_panel_add_map (panel, result->grid, result->grid, cells, PLOT_SIGNED);
  map->left = of->extent[0], map->right = of->extent[1], map->bottom = of->extent[2], map->top = of->extent[3];
  map->smooth = true;
  if (!result->critic)
    map->cell_min = -0.5, map->cell_max = 0.5, map->say_add = 0.5;
  plot_set_text (&map->say, _ ("D = {v} at ({x}, {y})"));
  panel->square = true;
  panel->x.min = map->left, panel->x.max = map->right, panel->y.min = map->bottom, panel->y.max = map->top;
  add_points (panel, lab_experiment_train_set (viewer->experiment, lane), result, of);
}

/* Shares of @n numbers in bins over the extent, divided by their width. */
static void
find_density (const float *values, int n, const double *extent, double *density)
{
  double width = (extent[1] - extent[0]) / BINS;
  memset (density, 0, BINS * sizeof *density);
  for (int i = 0; i < n; i++) {
    double bin = floor (((double) values[i] - extent[0]) / width);
    if (bin >= 0 && bin < BINS)
      density[(int) bin] += 1 / (n * width);
  }
}

static void
add_densities (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const Result *result = viewer->result;
  const Lane *of = &result->lanes[lane];
  const DataSet *set = lab_experiment_train_set (viewer->experiment, lane);
  double edges[BINS], middles[BINS], density[BINS];
  for (int i = 0; i < BINS; i++) {
    middles[i] = middle (of->extent, i, BINS);
    edges[i] = middles[i] - (of->extent[1] - of->extent[0]) / BINS / 2;
  }
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), "x", _ ("density"));
  find_density (set->inputs, set->n, of->extent, density);
  PlotMark *bars = plot_panel_add_bars (panel, _ ("real"), -1, BINS, edges, density, (of->extent[1] - of->extent[0]) / BINS);
  bars->alpha = 0.5;
  find_density (of->generated, result->n, of->extent, density);
  plot_panel_add_line (panel, _ ("generated"), lab_lane_style (viewer, lane), BINS, middles, density);
  panel->x.min = of->extent[0], panel->x.max = of->extent[1], panel->y.min = 0;
}

static void
add_verdicts (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const Result *result = viewer->result;
  const Lane *of = &result->lanes[lane];
  double x[MAX_GRID];
  const double ends[] = { of->extent[0], of->extent[1] }, half[] = { 0.5, 0.5 };
  for (int i = 0; i < result->grid; i++)
    x[i] = middle (of->extent, i, result->grid);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, "x", result->critic ? _ ("critic") : "D (x)");
  if (!result->critic) {
    plot_panel_add_line (panel, _ ("undecided"), -1, 2, ends, half);
    panel->y.min = 0, panel->y.max = 1;
  }
  plot_panel_add_line (panel, NULL, lab_lane_style (viewer, lane), result->grid, x, of->said);
  panel->x.min = of->extent[0], panel->x.max = of->extent[1];
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  g_autofree char *title = g_strdup_printf (_ ("Generated samples, step %ld"), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  bool plane = result->dims == 2;
  for (int lane = 0; lane < result->n_lanes; lane++) {
    (plane ? add_plane : add_densities) (viewer, figure, lane);
    if (!plane)
      add_verdicts (viewer, figure, lane);
  }
  figure->n_together = plane ? 0 : 2;
  figure->colour_bar = plane;
  plot_set_text (&figure->colour_label, result->critic ? _ ("critic") : _ ("D: real"));
  return figure;
}

static const char example[] =
    "data = gmm-ring n=512 test=256\nnet G : latent 8 | 2 * dense 32 relu | dense 2\n"
    "net D : 2 * dense 32 leaky-relu | dense 1\nplay = gan\nloss = gan-nonsaturating\n"
    "optimizer = adam lr=0.002 beta1=0.5 beta2=0.9\nbatch = 64\nsteps = 300\nrecord = every 20\n";

const LabView lab_view_gan_samples = {
  { "gan-samples", N_ ("Generated samples"),
    N_ ("What the generator of each lane makes, over real samples, with what the discriminator says of every place"),
    NULL, params },
  .help = N_ ("What the generator makes beside real samples, and behind them, or in the panel below, what the discriminator "
             "D says there. D = 0.5 means undecided: once the two distributions agree, D can do no better. Regions of real "
             "samples without generated ones are modes that are missed. A critic's value is no probability; only its "
             "differences mean something."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .lesson = "gan-concept",
  .example = example,
};
