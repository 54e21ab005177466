/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* The weights of a layer, as a matrix and as a histogram; of a single unit as bars, whose heights tell more than a column of colours. */

enum { LAYER };
enum { MAX_BINS = 40, MAX_SIDE = 400, MAX_BARS = 60 };

static const Param params[] = {
  [LAYER] = { "layer", N_ ("Layer"), NULL, PARAM_INT, PARAM_LIVE, 1, 64, 1 },
  { NULL },
};

/* A matrix with more rows or columns than pixels: of the weights that share a cell the largest is shown. */
static float *
shrink (const real *weights, int rows, int columns, int most_rows, int *few_rows, int *few_columns)
{
  *few_rows = MIN (rows, most_rows);
  *few_columns = MIN (columns, MAX_SIDE);
  float *cells = g_new0 (float, *few_rows * *few_columns);
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++) {
      float *cell = &cells[(gint64) r * *few_rows / rows * *few_columns + (gint64) c * *few_columns / columns];
      float weight = (float) weights[(gsize) r * (gsize) columns + (gsize) c];
      if (!(fabsf (weight) <= fabsf (*cell)))
        *cell = weight;
    }
  return cells;
}

static void
add_matrix (const LabViewer *viewer, PlotFigure *figure, int lane, const NnNode *weight, const real *values)
{
  int columns = weight->shape.d[weight->shape.n - 1], rows = (int) weight->size / columns, few_rows, few_columns;
  g_autofree float *cells = shrink (values, rows, columns, MAX_SIDE, &few_rows, &few_columns);
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), _ ("unit"), _ ("input"));
  PlotMark *map = plot_panel_add_map (panel, few_rows, few_columns, cells, PLOT_SIGNED);
  map->about = 1 + lane;
  map->left = map->top = 0.5; /* both count from 1 */
  map->right = columns + 0.5, map->bottom = rows + 0.5;
  panel->x.whole = panel->y.whole = panel->y.reversed = true;
  lab_map_write_values (map);
  plot_set_text (&map->say, _ ("weight {v} from input {y} to unit {x}"));
}

static bool
is_unit (const NnNode *weight)
{
  return weight->shape.d[weight->shape.n - 1] == 1 && weight->size > 1;
}

static void
add_unit (const LabViewer *viewer, PlotFigure *figure, int lane, int rows, const real *values)
{
  int n, one;
  g_autofree float *cells = shrink (values, rows, 1, MAX_BARS, &n, &one);
  double width = (double) rows / n, edges[MAX_BARS], heights[MAX_BARS];
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), _ ("input"), _ ("weight"));
  for (int i = 0; i < n; i++) {
    edges[i] = 0.5 + i * width; /* inputs count from 1 */
    heights[i] = (double) cells[i];
  }
  PlotMark *bars = plot_panel_add_bars (panel, NULL, lab_lane_style (viewer, lane), n, edges, heights, width);
  bars->about = n == rows ? 1 + lane : 0;
  panel->x.min = 0.5 - 0.03 * rows, panel->x.max = 0.5 + 1.03 * rows; /* the first one is not taken for an axis */
  plot_set_text (&panel->empty, _ ("not finite"));
}

/* What is strong in one lane and weak in another is seen on one scale, with 0. */
static void
share_heights (PlotFigure *figure)
{
  lab_figure_share_ranges (figure, false);
  for (int p = 0; p < figure->n_panels; p++) {
    PlotAxis *y = &figure->panels[p].y;
    if (!(y->min < y->max))
      y->min = y->max = NAN;
  }
}

static void
add_histogram (const LabViewer *viewer, PlotFigure *figure, int lane, int n, const real *weights)
{
  double low = INFINITY, high = -INFINITY, sum = 0, squares = 0, edges[MAX_BINS], counts[MAX_BINS] = { 0 };
  int n_bins = (int) CLAMP (2 * cbrt (n), 8, MAX_BINS); /* Rice */
  for (int i = 0; i < n; i++) {
    low = fmin (low, (double) weights[i]), high = fmax (high, (double) weights[i]);
    sum += (double) weights[i], squares += (double) weights[i] * (double) weights[i];
  }
  double mean = sum / n, width = (high - low) / n_bins;
  g_autofree char *deviation = lab_short_number (sqrt (fmax (0, squares / n - mean * mean)));
  g_autofree char *text = g_strdup_printf ("σ = %s", deviation);
  PlotPanel *panel = plot_figure_add_panel (figure, isfinite (sum) ? text : NULL, _ ("weight"), _ ("share"));
  plot_set_text (&panel->empty, _ ("not finite"));
  if (!isfinite (sum) || !isfinite (width))
    return;
  width = width > 0 ? width : 1e-3;
  for (int i = 0; i < n; i++)
    counts[MIN (n_bins - 1, (int) (((double) weights[i] - low) / width))] += 1.0 / n;
  for (int i = 0; i < n_bins; i++)
    edges[i] = low + i * width;
  plot_panel_add_bars (panel, NULL, lab_lane_style (viewer, lane), n_bins, edges, counts, width);
  panel->y.min = 0;
}

static bool
subject (const LabViewer *viewer, const PlotMark *mark, const PlotReadout *place, const TrainSnapshot *snapshot, LabSubject *subject)
{
  int lane = mark->about - 1, layer = (int) viewer->values[LAYER] - 1;
  const NnNode *weight = nn_graph_layer (lab_experiment_graph (viewer->experiment, lane), layer)->weight;
  int columns = weight->shape.d[weight->shape.n - 1], rows = (int) weight->size / columns;
  int unit = CLAMP ((int) floor (place->x + 0.5), 1, columns) - 1, input = CLAMP ((int) floor (place->y + 0.5), 1, rows) - 1;
  if (is_unit (weight))
    unit = 0, input = CLAMP (place->index, 0, rows - 1);
  *subject = (LabSubject){ .kind = LAB_WEIGHT, .lane = lane, .layer = layer, .weight = input * columns + unit };
  return true;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  int layer = (int) viewer->values[LAYER];
  g_autofree char *title = g_strdup_printf (_ ("Weights of layer %d, step %ld"), layer, snapshot->step);
  PlotFigure *figure = plot_figure_new (title);
  bool units = true;
  for (int histogram = 0; histogram < 2; histogram++) {
    for (int lane = 0; lane < snapshot->n_lanes; lane++) {
      const NnLayerView *view;
      const real *weights = lab_layer_weights (viewer, snapshot, lane, layer, &view);
      if (weights == NULL)
        continue;
      units &= is_unit (view->weight);
      if (histogram)
        add_histogram (viewer, figure, lane, (int) view->weight->size, weights);
      else if (is_unit (view->weight))
        add_unit (viewer, figure, lane, (int) view->weight->size, weights);
      else
        add_matrix (viewer, figure, lane, view->weight, weights);
    }
    if (units && !histogram)
      share_heights (figure);
  }
  figure->n_columns = figure->n_panels / 2 == 1 ? 2 : figure->n_panels / 2;
  figure->colour_bar = !units;
  plot_set_text (&figure->colour_label, _ ("weight"));
  if (figure->n_panels == 0)
    plot_set_text (&figure->empty, _ ("No lane has such a layer."));
  return figure;
}

const LabView lab_view_weights = {
  { "weights", N_ ("Weights"), N_ ("The weights of a layer as a matrix, inputs down and units across, and as a histogram"), NULL,
    params },
  .help = N_ ("The weights of one layer: as a matrix, an input in each row and a unit in each column, coloured by sign and "
             "size, or of a single unit as bars; and as a histogram with their standard deviation σ. Columns that look alike are units that do the "
             "same; rows without colour are inputs that are ignored. Of a matrix with more than 400 rows or columns each "
             "cell shows the largest weight that it stands for; so does a bar of a single unit with more than 60 inputs."),
  .figure = figure,
  .subject = subject,
};
