/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* Who works at what, and when: the threads that prepare batches and the one that trains. */

enum { N_KINDS = 3 };

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_result (experiment, 0, "task_row") != NULL ? NULL : _ ("This shows the calculator of input pipelines.");
}

/* With the batch, and what is done where there is room. */
static void
add_task (PlotPanel *panel, int batch, int kind, double row, double from, double to)
{
  static const char *const kinds[N_KINDS] = { N_ ("read"), N_ ("augment"), N_ ("train") };
  const float shade = (float[]){ 0.25f, 0.55f, 0.95f }[kind];
  g_autofree char *text = g_strdup_printf ("%d\n%s", batch, _ (kinds[kind]));
  g_autofree char *say = g_strdup_printf (_ ("batch %d: %s, from %.4g to %.4g ms"), batch, _ (kinds[kind]), from, to);
  PlotMark *map = plot_panel_add_map (panel, 1, 1, &shade, PLOT_VIRIDIS);
  map->cell_min = 0, map->cell_max = 1;
  map->left = from, map->right = to, map->bottom = row - 0.36, map->top = row + 0.36;
  map->edge = true;
  plot_set_texts (&map->texts, (const char *[]){ text, NULL });
  plot_set_text (&map->say, say);
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const LabExperiment *from = viewer->experiment;
  const CalcValue *batch = lab_result (from, lane, "task_batch"), *kind = lab_result (from, lane, "task_kind"), *row = lab_result (from, lane, "task_row");
  const CalcValue *begin = lab_result (from, lane, "task_from"), *end = lab_result (from, lane, "task_to");
  int n_rows = (int) lab_result_number (from, lane, "workers", NULL) + 1;
  double busy = lab_result_number (from, lane, "busy", NULL), rate = lab_result_number (from, lane, "images_per_s", NULL);
  g_autofree char *numbers = g_strdup_printf (_ ("training works %.0f %% of the time, %.0f samples in a second"), 100 * busy, rate);
  g_autofree char *title = lab_lane_says (viewer, lane, numbers);
  g_auto (GStrv) names = g_new0 (char *, n_rows + 1);
  PlotPanel *panel = plot_figure_add_panel (figure, title, _ ("time (ms)"), NULL);
  for (int i = 0; i < n_rows; i++)
    names[i] = i == 0 ? g_strdup (_ ("training")) : g_strdup_printf (_ ("worker %d"), i);
  plot_set_texts (&panel->y.categories, (const char *const *) names);
  panel->y.min = -0.6, panel->y.max = n_rows - 0.4;
  panel->x.min = 0;
  for (int i = 0; i < batch->n; i++)
    if (end->values[i] > begin->values[i])
      add_task (panel, (int) batch->values[i], (int) kind->values[i], row->values[i], begin->values[i], end->values[i]);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  PlotFigure *figure = plot_figure_new (_ ("Who waits for whom"));
  double longest = 0;
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    if (lab_result (viewer->experiment, lane, "task_row") != NULL)
      add_lane (viewer, figure, lane);
  for (int p = 0; p < figure->n_panels; p++)
    for (int m = 0; m < figure->panels[p].n_marks; m++)
      longest = fmax (longest, figure->panels[p].marks[m].right);
  for (int p = 0; p < figure->n_panels; p++)
    figure->panels[p].x.max = longest; /* a millisecond is as long in all of them */
  figure->n_columns = 1;
  plot_set_text (&figure->caption, _ ("The first batches. Dark: read; middle: augmented; light: trained on. Numbers are batches; gaps are waiting."));
  return figure;
}

const LabView lab_view_timeline = {
  { "timeline", N_ ("Pipeline timeline"), N_ ("When each thread of an input pipeline reads, augments and trains, and who waits"), NULL, NULL },
  .help = N_ ("A row for each thread, time from left to right; each block is one batch being read, augmented or trained on. A gap in the row of "
              "training is time in which it waits for data: more workers help. Once training has no gaps, more workers only wait for it, because "
              "no more batches are made ahead than there are places."),
  .calculated = true,
  .refuses = refuses,
  .figure = figure,
  .example = "calculator = input-pipeline\nlane alone : calculator.workers = 0\nlane one : calculator.workers = 1\nlane two : calculator.workers = 2\n",
};
