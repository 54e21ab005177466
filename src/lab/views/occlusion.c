/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "engine/occlusion.h"

#include <math.h>
#include <string.h>

/* What the network looks at: beside the image, the map that says how much the probability of the predicted
 * class drops when a patch covers that place, with the ink as a shadow on it. A row for each lane. */

enum { PATCH, STRIDE, FILL, IMAGE, CLASS };

static const Param params[] = {
  [PATCH] = { "patch", N_ ("Patch"), N_ ("px"), PARAM_INT, PARAM_LIVE, 1, 64, 7 },
  [STRIDE] = { "stride", N_ ("Stride"), N_ ("px"), PARAM_INT, PARAM_LIVE, 1, 16, 1 },
  [FILL] = { "fill", N_ ("Fill"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 3, 0, "black|grey|white|mean" },
  [IMAGE] = { "image", N_ ("Image"), NULL, PARAM_INT, PARAM_LIVE, 0, 100000, 0 },
  [CLASS] = { "class", N_ ("Class (−1: the predicted one)"), NULL, PARAM_INT, PARAM_LIVE, -1, 999, -1 },
  { NULL },
};

typedef struct {
  int n_lanes, rows, columns, patch, stride, fill, sample, wanted;
  int class_index[TRAIN_MAX_LANES];
  double probability[TRAIN_MAX_LANES];
  float *drops[TRAIN_MAX_LANES];
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_has_images (experiment) ? NULL
                                     : _ ("An occlusion map covers patches of an image; this data set has "
                                          "none. The lesson on occlusion has images.");
}

static void
compute_lane (Result *result, const LabProbeJob *job, const NnOcclusion *settings, int lane)
{
  const DataSet *set = lab_sample_set (job->experiment, lane);
  const NnLoss *loss = lab_experiment_loss (job->experiment, lane);
  int n_outputs = (int) nn_graph_output (job->graphs[lane])->size;
  result->class_index[lane] = result->wanted < n_outputs ? result->wanted : -1;
  result->drops[lane] = g_new (float, result->rows * result->columns);
  result->probability[lane] = nn_occlusion_map (
      job->graphs[lane], loss->link, set->inputs + (size_t) (result->sample % set->n) * (size_t) data_set_n_inputs (set),
      set->height, set->width, set->channels, settings, &result->class_index[lane], result->drops[lane]);
}

static void *
probe (const LabProbeJob *job)
{
  const DataSet *set = lab_sample_set (job->experiment, 0);
  Result *result = g_new0 (Result, 1);
  int smaller = set->height < set->width ? set->height : set->width;
  NnOcclusion settings = { (int) job->values[PATCH], (int) job->values[STRIDE], (NnFill) job->values[FILL] };
  settings.patch = settings.patch < smaller ? settings.patch : smaller;
  result->n_lanes = job->n_lanes;
  result->patch = settings.patch;
  result->stride = settings.stride;
  result->fill = (int) settings.fill;
  result->wanted = (int) job->values[CLASS];
  result->sample = (int) job->values[IMAGE] % set->n;
  nn_occlusion_size (&settings, set->height, set->width, &result->rows, &result->columns);
  for (int lane = 0; lane < job->n_lanes; lane++)
    compute_lane (result, job, &settings, lane);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int lane = 0; lane < result->n_lanes; lane++)
    g_free (result->drops[lane]);
  g_free (result);
}

static PlotMark *
add_image (PlotPanel *panel, const DataSet *set, int sample)
{
  g_autofree float *image = lab_image (set, sample);
  return lab_panel_add_image (panel, set->height, set->width, image, PLOT_GREY);
}

/* The ink as a shadow in the colour of text, so that no drop stays the colour of the background. */
static void
add_shadow (PlotPanel *panel, const DataSet *set, int sample)
{
  PlotMark *shadow = add_image (panel, set, sample); /* where no patch fits there is nothing to say */
  shadow->fade = true;
  shadow->alpha = 0.3;
}

/* Each cell stands where the middle of its patch was. */
static void
add_map (PlotPanel *panel, const Result *result, const DataSet *set, int lane)
{
  double first = (result->patch - result->stride) / 2.0;
  PlotMark *map = plot_panel_add_map (panel, result->rows, result->columns, result->drops[lane], PLOT_SIGNED);
  map->left = first;
  map->right = first + result->columns * result->stride;
  map->top = set->height - first;
  map->bottom = set->height - first - result->rows * result->stride;
  map->cell_min = -1, map->cell_max = 1;
  map->reach = result->patch;
  plot_set_text (&map->say, _ ("p falls by {v} under the patch centred at ({column}, {row})"));
  plot_set_text (&map->say_below, _ ("p rises by {v} under the patch centred at ({column}, {row})"));
}

static void
class_text (const DataSet *set, int index, char text[32])
{
  if (set->class_names != NULL && index >= 0 && index < set->n_classes)
    g_snprintf (text, 32, "%s", set->class_names[index]);
  else
    g_snprintf (text, 32, "%d", index);
}

/* The place where the probability falls furthest; −1: nowhere by as much as the colours can show. */
static int
worst_place (const Result *result, int lane)
{
  int worst = -1;
  float furthest = 0.02f;
  for (int i = 0; i < result->rows * result->columns; i++)
    if (result->drops[lane][i] > furthest) {
      worst = i;
      furthest = result->drops[lane][i];
    }
  return worst;
}

/* The patch at that place, in the colour of a fall. */
static void
add_worst (PlotPanel *panel, const Result *result, const DataSet *set, int place)
{
  double left = place % result->columns * result->stride, top = set->height - place / result->columns * result->stride;
  plot_panel_add_box (panel, _ ("the patch under which p falls furthest"), 0, left, left + result->patch,
                      top - result->patch, top);
}

static char *
image_title (const Result *result, const DataSet *set, int lane)
{
  char shown[32];
  int sample = result->sample % set->n; /* of another set, when it was drawn meanwhile */
  bool right = (int) set->targets[sample] == result->class_index[lane];
  g_autofree char *name = lab_sample_name (set, sample);
  class_text (set, result->class_index[lane], shown);
  if (result->wanted >= 0)
    return g_steal_pointer (&name);
  const char *mark = set->targets[sample] < 0 ? "" : right ? " ✓" : " ✗";
  return g_strdup_printf (_ ("%s, read as %s%s"), name, shown, mark);
}

/* "p(3) = 0.91, under □ 0.20" */
static char *
map_title (const LabViewer *viewer, const Result *result, const DataSet *set, int lane, int worst)
{
  char shown[32];
  const char *name = lab_lane_name (viewer, lane);
  double p = result->probability[lane];
  class_text (set, result->class_index[lane], shown);
  g_autofree char *text = worst < 0 ? g_strdup_printf (_ ("p(%s) = %.3f"), shown, p)
                                    : g_strdup_printf (_ ("p(%s) = %.3f, under □ %.3f"), shown, p,
                                                       p - result->drops[lane][worst]);
  return name != NULL ? g_strdup_printf (_ ("%s: %s"), name, text) : g_steal_pointer (&text);
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const Result *result = viewer->result;
  const DataSet *set = lab_sample_set (viewer->experiment, lane);
  int worst = worst_place (result, lane);
  g_autofree char *left = image_title (result, set, lane), *right = map_title (viewer, result, set, lane, worst);
  PlotPanel *panel = lab_figure_add_image_panel (figure, left, set->height, set->width);
  add_image (panel, set, result->sample % set->n);
  if (worst >= 0)
    add_worst (panel, result, set, worst);
  panel = lab_figure_add_image_panel (figure, right, set->height, set->width);
  add_map (panel, result, set, lane);
  add_shadow (panel, set, result->sample % set->n);
  if (worst >= 0)
    add_worst (panel, result, set, worst);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  static const char *const fills[] = { N_ ("Black"), N_ ("Grey"), N_ ("White"), N_ ("Mean") };
  g_autofree char *title = g_strdup_printf (_ ("%s %d×%d patch: where p falls, step %ld"), _ (fills[result->fill]),
                                            result->patch, result->patch, viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  figure->n_together = result->n_lanes > 1 ? 2 : 0;
  for (int lane = 0; lane < result->n_lanes; lane++)
    add_lane (viewer, figure, lane);
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("p falls by"));
  return figure;
}

const LabView lab_view_occlusion = {
  { "occlusion", N_ ("Occlusion map"),
    N_ ("p(class | image) − p(class | image with a patch over this place), over the image"),
    "Zeiler, Fergus 2014, Visualizing and understanding convolutional networks", params },
  .help = N_ ("Left, an image; right, a map of how far the probability of the class falls when a patch covers that place "
             "(Zeiler and Fergus 2014). Strong colour is what the answer rests on; the opposite colour is where covering "
             "it helps. The frame is the patch under which it falls furthest, if by more than 0.02. A patch is itself a "
             "strange input: try another fill and size before you believe a detail."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .lesson = "occlusion-map",
  .instead = "covered-inputs",
};
