/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* What one output sees: a cut through all layers with the cells that it looks at, and how much each pixel matters to it. */

enum { LANE };
enum { MOST_CUTS = 2, MOST_CELLS = 512, AROUND = 4 /* px beside the field */ };

static const Param params[] = {
  [LANE] = { "lane", N_ ("Lane (0: all, of more than two without the cut)"), NULL, PARAM_INT, PARAM_LIVE, 0, TRAIN_MAX_LANES, 0 },
  { NULL },
};

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_result (experiment, 0, "middle_first") != NULL ? NULL : _ ("This shows the calculator of receptive fields.");
}

/* A map of one layer along a line, in pixels of the input. */
typedef struct {
  const char *name;
  double start, step; /* where its first cell begins; from cell to cell, and how wide each is drawn */
  int side, first, last; /* cells; those that are seen */
  double field;          /* of one of its cells, px */
} Level;

static double
column_of (const CalcResults *results, const char *name, int row)
{
  return results->values[calc_find_output (results->calculator, name)].values[row];
}

/* Level 0 is the image. */
static Level
level_of (const CalcResults *results, int level, int side)
{
  if (level == 0)
    return (Level){ _ ("image"), 0, 1, side, 0, -1, 1 };
  double field = column_of (results, "row_rf", level - 1), jump = column_of (results, "row_jump", level - 1);
  double start = column_of (results, "row_start", level - 1), step = jump > 0 ? jump : field;
  return (Level){ results->row_names[level - 1],
                  start + (field - step) / 2,
                  step,
                  (int) column_of (results, "row_side", level - 1),
                  (int) column_of (results, "row_first", level - 1),
                  (int) column_of (results, "row_last", level - 1),
                  field };
}

#define HALF 0.32 /* of a row of cells, in rows */

/* The cells between @from and @to px; beyond its map they are padding. */
static void
add_cells (PlotPanel *panel, const Level *level, int at, double from, double to)
{
  int low = (int) ceil ((from - level->start) / level->step), high = (int) floor ((to - level->start) / level->step) - 1;
  low = MIN (MAX (low, MIN (0, level->first)), level->first), high = MAX (MIN (high, MAX (level->side - 1, level->last)), level->last);
  int n = CLAMP (high - low + 1, 1, MOST_CELLS);
  float cells[MOST_CELLS];
  for (int i = 0; i < n; i++) {
    int cell = low + i;
    bool outside = cell < 0 || cell >= level->side, seen = cell >= level->first && cell <= level->last;
    cells[i] = outside ? NAN : seen ? 0.8f : 0.12f;
  }
  PlotMark *map = plot_panel_add_map (panel, 1, n, cells, PLOT_GREY);
  map->cell_min = 0, map->cell_max = 1;
  map->fade = map->ruled = true;
  map->left = level->start + low * level->step, map->right = map->left + n * level->step;
  map->bottom = at - HALF, map->top = at + HALF;
  plot_set_text (&map->say, "");
}

static double
left_of (const Level *level)
{
  return level->start + level->first * level->step;
}

static double
right_of (const Level *level)
{
  return level->start + (level->last + 1) * level->step;
}

/* From the cells that are seen to those they look at. */
static void
add_funnel (PlotPanel *panel, const Level *below, const Level *above, int at)
{
  const double y[] = { at + HALF, at + 1 - HALF };
  plot_panel_add_line (panel, NULL, -1, 2, (double[]){ left_of (below), left_of (above) }, y);
  plot_panel_add_line (panel, NULL, -1, 2, (double[]){ right_of (below), right_of (above) }, y);
}

/* The pixels from @from to @to, with some around them. */
typedef struct {
  double from, to;
} Span;

static void
show_span (PlotAxis *axis, const Span *span)
{
  axis->min = span->from - AROUND, axis->max = span->to + AROUND;
}

static void
add_cut (PlotFigure *figure, const CalcResults *results, Level *image, const Span *span, const char *title)
{
  int n = results->values[calc_find_output (results->calculator, "row")].n;
  g_auto (GStrv) names = g_new0 (char *, n + 2);
  PlotPanel *panel = plot_figure_add_panel (figure, title, _ ("place in the image (px)"), NULL);
  show_span (&panel->x, span);
  panel->y.min = -0.6, panel->y.max = n + 0.6;
  panel->y.plain = true;
  for (int l = 0; l <= n; l++) {
    Level level = l == 0 ? *image : level_of (results, l, image->side), before = l <= 1 ? *image : level_of (results, l - 1, image->side);
    g_autofree char *name = lab_layer_name (level.name);
    names[l] = l == 0 ? g_steal_pointer (&name) : g_strdup_printf ("%s: %g px", name, level.field);
    add_cells (panel, &level, l, panel->x.min, panel->x.max);
    if (l > 0 && level.first <= level.last && before.first <= before.last)
      add_funnel (panel, &before, &level, l - 1);
  }
  plot_set_texts (&panel->y.categories, (const char *const *) names);
}

/* The gradient of the output in the middle, with the field by the formula around it. */
static void
add_footprint (PlotFigure *figure, const CalcResults *results, const Level *image, const Span *span, const char *title)
{
  const CalcValue *value = &results->values[calc_find_output (results->calculator, "footprint")];
  g_autofree float *cells = g_new (float, value->height *value->width);
  double most = 0;
  for (int i = 0; i < value->height * value->width; i++)
    most = fmax (most, value->values[i]);
  for (int i = 0; i < value->height * value->width; i++)
    cells[i] = (float) (most > 0 ? value->values[i] / most : 0);
  PlotPanel *panel = lab_figure_add_image_panel (figure, title, value->height, value->width);
  PlotMark *map = lab_panel_add_image (panel, value->height, value->width, cells, PLOT_VIRIDIS);
  map->cell_min = 0, map->cell_max = 1;
  PlotMark *box = plot_panel_add_box (panel, _ ("field by the formula"), -1, left_of (image), right_of (image), value->height - right_of (image),
                                      value->height - left_of (image));
  box->dashed = true;
  plot_set_text (&box->say, box->label);
  if (value->height != value->width)
    return;
  show_span (&panel->x, span);
  panel->x.min = fmax (panel->x.min, 0), panel->x.max = fmin (panel->x.max, value->width);
  panel->y.min = value->height - panel->x.max, panel->y.max = value->height - panel->x.min;
}

/* What the output in the middle sees of the image, by the formula. */
static Level
image_of (const LabViewer *viewer, int lane)
{
  const CalcResults *results = lab_experiment_results (viewer->experiment, lane);
  Level image = level_of (results, 0, results->values[calc_find_output (results->calculator, "footprint")].height);
  image.first = (int) lab_result_number (viewer->experiment, lane, "middle_first", NULL);
  image.last = image.first + (int) lab_result_number (viewer->experiment, lane, "rf", NULL) - 1;
  return image;
}

static void
add_with_cut (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const CalcResults *results = lab_experiment_results (viewer->experiment, lane);
  double effective = lab_result_number (viewer->experiment, lane, "rf_effective", NULL), field = lab_result_number (viewer->experiment, lane, "rf", NULL);
  Level image = image_of (viewer, lane);
  Span span = { left_of (&image), right_of (&image) };
  g_autofree char *formula = g_strdup_printf (_ ("one output sees %g px"), field), *measured = g_strdup_printf (_ ("effective: %.3g px"), effective);
  g_autofree char *cut = lab_lane_says (viewer, lane, formula);
  if (results->row_names != NULL)
    add_cut (figure, results, &image, &span, cut);
  add_footprint (figure, results, &image, &span, measured);
}

/* All lanes in one scale, the widest field with some pixels around it. */
static void
add_footprints (const LabViewer *viewer, PlotFigure *figure, int n_lanes)
{
  Span span = { INFINITY, -INFINITY };
  for (int pass = 0; pass < 2; pass++)
    for (int lane = 0; lane < n_lanes; lane++) {
      if (lab_result (viewer->experiment, lane, "middle_first") == NULL)
        continue;
      Level image = image_of (viewer, lane);
      span = (Span){ fmin (span.from, left_of (&image)), fmax (span.to, right_of (&image)) };
      g_autofree char *fields = g_strdup_printf ("%g → %.3g px", lab_result_number (viewer->experiment, lane, "rf", NULL),
                                                 lab_result_number (viewer->experiment, lane, "rf_effective", NULL));
      g_autofree char *title = lab_lane_says (viewer, lane, fields);
      if (pass == 1)
        add_footprint (figure, lab_experiment_results (viewer->experiment, lane), &image, &span, title);
    }
  plot_set_text (&figure->caption, _ ("Above each: the field by the formula → the effective one."));
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  PlotFigure *figure = plot_figure_new (_ ("What one output sees"));
  int chosen = MIN ((int) viewer->values[LANE], snapshot->n_lanes);
  if (chosen == 0 && snapshot->n_lanes > MOST_CUTS) {
    add_footprints (viewer, figure, snapshot->n_lanes);
  } else {
    figure->n_together = 2;
    for (int lane = 0; lane < snapshot->n_lanes; lane++)
      if ((chosen == 0 || lane == chosen - 1) && lab_result (viewer->experiment, lane, "middle_first") != NULL)
        add_with_cut (viewer, figure, lane);
  }
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("size of the gradient"));
  return figure;
}

const LabView lab_view_receptive_field = {
  { "receptive-field", N_ ("Receptive field"), N_ ("A cut through all layers with what one output looks at, and how much each pixel matters to it"),
    "Luo, Li, Urtasun, Zemel 2016, Understanding the effective receptive field", params },
  .help = N_ ("On the left a cut through the layers, the image at the bottom. Dark cells are those that one output looks at, directly or through other "
              "layers; hatched ones are padding. On the right how large the gradient of that output is at every pixel: the field by the formula is "
              "dashed, what really counts is smaller and strongest in the middle. Of more than two lanes only this is shown, in one scale."),
  .calculated = true,
  .refuses = refuses,
  .figure = figure,
  .example = "calculator = receptive-field draws=5\nnetwork = conv2d 4 3 pad=1 relu | conv2d 4 3 pad=1 relu | maxpool 2 | conv2d 4 3 pad=1 relu\n",
};
