/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "lab/setup-private.h"
#include "plot/axis.h"

#include <math.h>
#include <string.h>

/* What the settings of a data set do to one of its images: a row for each setting that changes it, from the least value to the
 * greatest; the image as it is trained on stands in front. */

enum { SAMPLE, STEPS, ROWS };
enum { MOST_STEPS = 8, MOST_ROWS = 12 };

static const Param params[] = {
  [SAMPLE] = { "sample", N_ ("Image"), NULL, PARAM_INT, PARAM_LIVE, 0, 200, 0 },
  [STEPS] = { "steps", N_ ("Values of each setting"), NULL, PARAM_INT, PARAM_LIVE, 2, MOST_STEPS, 5 },
  [ROWS] = { "rows", N_ ("Settings at most"), NULL, PARAM_INT, PARAM_LIVE, 1, MOST_ROWS, 4 },
  { NULL },
};

typedef struct {
  int n_steps, n_rows, height, width;
  const Param *settings[MOST_ROWS];
  double values[MOST_ROWS][MOST_STEPS];
  float *images[MOST_ROWS][MOST_STEPS];
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  if (!lab_has_images (experiment))
    return _ ("This shows what settings do to an image; this data set has none.");
  return lab_experiment_setup (experiment)->lanes[0].source != NULL
             ? NULL
             : _ ("Images from a file are as they are; this shows the settings of images that are drawn.");
}

/* Sample @sample with setting @which of the source, or behind them of what any source takes, at @value; NULL where it does not
 * come out as an image of the same size. */
static float *
draw (const LabLane *lane, uint64_t seed, int sample, int which, double value, const DataSet *like)
{
  double values[PARAM_MAX];
  BaseError error = { "" };
  memcpy (values, lane->data_values, sizeof values);
  values[which] = value;
  DataSet *set = data_draw (lane->source, values, sample + 1, false, seed, &error);
  bool fine = set != NULL && set->height == like->height && set->width == like->width && set->n > sample;
  float *image = fine ? lab_image (set, sample) : NULL;
  data_set_free (set);
  return image;
}

static double
value_at (const Param *param, double share)
{
  bool log = (param->flags & PARAM_LOG) && param->min > 0;
  double value = log ? param->min * pow (param->max / param->min, share) : param->min + share * (param->max - param->min);
  return param->kind == PARAM_INT ? nearbyint (value) : value;
}

static bool
differ (float *const *images, int n, size_t size)
{
  for (int k = 1; k < n; k++)
    if (memcmp (images[0], images[k], size * sizeof (float)) != 0)
      return true;
  return false;
}

/* A row for the setting; false where it does nothing to this image, or makes one of another size. */
static bool
add_row (Result *result, const LabProbeJob *job, const LabLane *lane, int which)
{
  const DataSet *like = lab_experiment_train_set (job->experiment, 0);
  const Param *param = &lane->source->entry.params[which];
  float **images = result->images[result->n_rows];
  bool fine = true;
  for (int k = 0; k < result->n_steps; k++) {
    double value = result->values[result->n_rows][k] = value_at (param, k / (result->n_steps - 1.0));
    images[k] = draw (lane, 1, (int) job->values[SAMPLE], which, value, like);
    fine &= images[k] != NULL;
  }
  fine = fine && differ (images, result->n_steps, (size_t) (like->height * like->width));
  for (int k = 0; k < result->n_steps && !fine; k++)
    g_clear_pointer (&images[k], g_free);
  result->settings[result->n_rows] = param;
  return fine;
}

static void *
probe (const LabProbeJob *job)
{
  const LabLane *lane = &lab_experiment_setup (job->experiment)->lanes[0];
  const DataSet *set = lab_experiment_train_set (job->experiment, 0);
  const Param *all = lane->source->entry.params;
  Result *result = g_new0 (Result, 1);
  result->n_steps = (int) job->values[STEPS];
  result->height = set->height;
  result->width = set->width;
  for (int i = 2; i < params_count (all) && result->n_rows < (int) job->values[ROWS]; i++) /* behind the numbers of samples */
    if (all[i].kind == PARAM_REAL)
      result->n_rows += add_row (result, job, lane, i);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int row = 0; row < result->n_rows; row++)
    for (int k = 0; k < result->n_steps; k++)
      g_free (result->images[row][k]);
  g_free (result);
}

static char *
value_text (const Result *result, int row, int k)
{
  const Param *param = result->settings[row];
  const char *unit = param->unit != NULL ? _ (param->unit) : "";
  char number[48];
  plot_number (result->values[row][k], false, number, sizeof number);
  return g_strconcat (number, *unit == '\0' || g_str_has_prefix (unit, "°") ? "" : " ", unit, NULL);
}

/* The images of one setting side by side, each over its value. */
static void
add_setting (PlotFigure *figure, const Result *result, int row)
{
  g_auto (GStrv) values = g_new0 (char *, result->n_steps + 1);
  double half = 0.47, high = half * result->height / result->width;
  const char *name = _ (result->settings[row]->label);
  PlotPanel *panel = plot_figure_add_panel (figure, name, NULL, NULL);
  for (int k = 0; k < result->n_steps; k++) {
    values[k] = value_text (result, row, k);
    g_autofree char *say = g_strdup_printf ("%s = %s", name, values[k]);
    PlotMark *image = lab_panel_add_image (panel, result->height, result->width, result->images[row][k], PLOT_GREY);
    image->left = k - half, image->right = k + half, image->bottom = -high, image->top = high;
    image->edge = true;
    plot_set_text (&image->say, say);
  }
  plot_set_texts (&panel->x.categories, (const char *const *) values);
  panel->x.plain = panel->y.hidden = panel->square = true;
  panel->y.min = -high, panel->y.max = high;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  g_autofree char *title = g_strdup_printf (_ ("What the settings of the data do to image %d"), (int) viewer->values[SAMPLE]);
  PlotFigure *figure = plot_figure_new (title);
  for (int row = 0; row < result->n_rows; row++)
    add_setting (figure, result, row);
  return figure;
}

const LabView lab_view_augmented = {
  { "augmented", N_ ("Changed samples"),
    N_ ("One image with each setting of its data (noise, slant, rotation …) from the least to the greatest value, a row for each"),
    "Simard, Steinkraus, Platt 2003, Best practices for convolutional neural networks applied to visual document analysis", params },
  .help = N_ ("One image, drawn anew with one setting of its data at a time: a row for each setting, from its least value "
             "at the left to its greatest at the right. Read along a row to see what the network would have to put up "
             "with. Settings that change nothing in this image have no row; at the far ends a digit may no longer be the "
             "digit that its label says."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .lesson = "occlusion-map",
};
