/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* The images that a calculator gives side by side, those of each lane together. */

static const CalcResults *
results_of (const LabExperiment *experiment, int lane, int *n_images)
{
  const CalcResults *results = lab_experiment_results (experiment, lane);
  *n_images = 0;
  for (int i = 0; results != NULL && i < calc_n_outputs (results->calculator); i++)
    *n_images += results->calculator->outputs[i].kind == CALC_IMAGE;
  return results;
}

static const char *
refuses (const LabExperiment *experiment)
{
  int n_images;
  results_of (experiment, 0, &n_images);
  return n_images > 0 ? NULL : _ ("This shows the images that a calculator gives; here there are none.");
}

static double
largest (const CalcResults *results)
{
  double most = 0;
  for (int i = 0; i < calc_n_outputs (results->calculator); i++)
    for (int k = 0; results->calculator->outputs[i].kind == CALC_IMAGE && k < results->values[i].height * results->values[i].width; k++)
      most = fmax (most, fabs (results->values[i].values[k]));
  return most;
}

/* What is less than @nothing has no sign to be read. */
static void
add_image (PlotFigure *figure, const char *title, const CalcValue *image, double nothing)
{
  int n = image->height * image->width;
  g_autofree float *cells = g_new (float, MAX (n, 1));
  for (int i = 0; i < n; i++)
    cells[i] = (float) image->values[i];
  PlotPanel *panel = lab_figure_add_image_panel (figure, title, image->height, image->width);
  PlotMark *map = lab_panel_add_image (panel, image->height, image->width, cells, PLOT_SIGNED);
  map->ruled = n <= 400;
  plot_set_text (&map->say, "{v}");
  lab_map_write_values (map);
  for (int i = 0; map->texts != NULL && i < n && map->texts[i] != NULL; i++)
    if (fabs (image->values[i]) < nothing)
      map->texts[i][0] = '\0';
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  int n_images;
  const CalcResults *first = results_of (viewer->experiment, 0, &n_images);
  PlotFigure *figure = plot_figure_new (_ (first->calculator->entry.label));
  figure->n_together = n_images;
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    const CalcResults *results = lab_experiment_results (viewer->experiment, lane);
    bool named = false;
    for (int i = 0; results->calculator == first->calculator && i < calc_n_outputs (results->calculator); i++) {
      const CalcOutput *output = &results->calculator->outputs[i];
      if (output->kind != CALC_IMAGE)
        continue;
      g_autofree char *title = named ? g_strdup (_ (output->label)) : lab_lane_says (viewer, lane, _ (output->label));
      add_image (figure, title, &results->values[i], 0.01 * largest (results));
      named = true;
    }
  }
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("value"));
  return figure;
}

const LabView lab_view_images = {
  { "images", N_ ("Images of a calculator"), N_ ("The images that a calculator gives, with one range of colours for all"), NULL, NULL },
  .help = N_ ("What the calculator makes as images, those of each lane together; one range of colours holds for all, so that they can be compared. "
              "Blue is positive, orange negative, and where there is room the numbers stand in the cells."),
  .calculated = true,
  .refuses = refuses,
  .figure = figure,
  .example = "calculator = kernel-factors kernels=1\nlane random\nlane blur : calculator.target = blur\n",
};
