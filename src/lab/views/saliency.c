/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "engine/inputs.h"

#include <math.h>
#include <string.h>

/* Which inputs move the output for one class: its gradient with respect to the sample, as a map over an image or as bars for
 * features. */

enum { SAMPLE, CLASS, SHOW };
enum { SHOW_SIZE, SHOW_GRADIENT, SHOW_PRODUCT };

static const Param params[] = {
  [SAMPLE] = { "sample", N_ ("Sample"), NULL, PARAM_INT, PARAM_LIVE, 0, 100000, 0 },
  [CLASS] = { "class", N_ ("Class (−1: the predicted one)"), NULL, PARAM_INT, PARAM_LIVE, -1, 999, -1 },
  [SHOW] = { "show", N_ ("Shown"), NULL, PARAM_CHOICE, PARAM_LIVE, 0, 2, 0, "size|gradient|product" },
  { NULL },
};

#define CHOICES N_ ("size"), N_ ("gradient"), N_ ("product")

typedef struct {
  int n_lanes, sample, show;
  int unit[TRAIN_MAX_LANES];
  double value[TRAIN_MAX_LANES];
  float *cells[TRAIN_MAX_LANES]; /* one for each place: of several channels the largest size, or the sum */
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  const DataSet *set = lab_experiment_train_set (experiment, 0);
  if (set->n == 0 || data_set_n_inputs (set) == 0)
    return _ ("Saliency asks which inputs matter; a known function has none.");
  if (set->height * set->width == 1 && set->channels > 100)
    return _ ("So many features are no picture; saliency shows images and up to 100 features.");
  return NULL;
}

/* The output that is largest; of a single one that one. */
static int
winner (const NnNode *output)
{
  int best = 0;
  for (int k = 1; k < (int) output->size; k++)
    if (output->value[k] > output->value[best])
      best = k;
  return best;
}

static void
compute_lane (Result *result, const LabProbeJob *job, int lane)
{
  const DataSet *set = lab_sample_set (job->experiment, lane);
  NnGraph *graph = nn_graph_copy (job->graphs[lane], 1, true, NN_INPUT_GRADIENTS);
  const NnNode *output = nn_graph_output (graph), *input = nn_graph_input_node (graph);
  bool image = set->height * set->width > 1;
  int channels = image ? set->channels : 1, n = data_set_n_inputs (set) / channels;
  const float *x = set->inputs + (size_t) (result->sample % set->n) * (size_t) data_set_n_inputs (set);
  g_autofree real *gradient = g_new0 (real, input->size);
  memcpy (input->value, x, input->size * sizeof (real));
  nn_graph_predict (graph, 1);
  int wanted = (int) job->values[CLASS];
  result->unit[lane] = wanted >= 0 && wanted < (int) output->size ? wanted : winner (output);
  result->value[lane] = nn_input_gradient (graph, output, (size_t) result->unit[lane], x, gradient);
  result->cells[lane] = g_new0 (float, n);
  for (int i = 0; i < n * channels; i++) {
    float g = (float) gradient[i], *cell = &result->cells[lane][i / channels];
    if (result->show == SHOW_SIZE)
      *cell = fabsf (g) > *cell || isnan (g) ? fabsf (g) : *cell;
    else
      *cell += result->show == SHOW_PRODUCT ? g * x[i] : g;
  }
  nn_graph_free (graph);
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->n_lanes = job->n_lanes;
  result->show = (int) job->values[SHOW];
  result->sample = (int) job->values[SAMPLE] % MAX (1, lab_sample_set (job->experiment, 0)->n);
  for (int lane = 0; lane < job->n_lanes; lane++)
    compute_lane (result, job, lane);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int lane = 0; lane < result->n_lanes; lane++)
    g_free (result->cells[lane]);
  g_free (result);
}

static const char *
what (const Result *result)
{
  return result->show == SHOW_SIZE ? _ ("|gradient|") : result->show == SHOW_GRADIENT ? _ ("gradient") : _ ("gradient × input");
}

/* "output for 3: 4.21", of a single output without a class */
static char *
output_title (const LabViewer *viewer, const DataSet *set, int lane)
{
  const Result *result = viewer->result;
  g_autofree char *class = lab_class_name (set, result->unit[lane]);
  bool single = nn_graph_output (lab_experiment_graph (viewer->experiment, lane))->size == 1;
  g_autofree char *number = lab_short_number (result->value[lane]);
  g_autofree char *text = single ? g_strdup_printf (_ ("output %s"), number) : g_strdup_printf (_ ("logit of %s: %s"), class, number);
  return lab_lane_says (viewer, lane, text);
}

/* Of all lanes, so that they can be compared; 1 where all are 0. */
static double
greatest (const Result *result, int n)
{
  double most = 0;
  for (int lane = 0; lane < result->n_lanes; lane++)
    for (int i = 0; i < n; i++)
      most = isfinite (result->cells[lane][i]) ? fmax (most, fabs ((double) result->cells[lane][i])) : most;
  return most > 0 ? most : 1;
}

static void
add_image (const LabViewer *viewer, PlotFigure *figure, const DataSet *set, int lane)
{
  const Result *result = viewer->result;
  int sample = result->sample % set->n; /* of another set, when it was drawn meanwhile */
  g_autofree float *image = lab_image (set, sample);
  g_autofree char *title = output_title (viewer, set, lane);
  g_autofree char *left = lab_sample_name (set, sample);
  PlotPanel *panel = lab_figure_add_image_panel (figure, left, set->height, set->width);
  lab_panel_add_image (panel, set->height, set->width, image, PLOT_GREY);
  panel = lab_figure_add_image_panel (figure, title, set->height, set->width);
  PlotMark *map = lab_panel_add_image (panel, set->height, set->width, result->cells[lane],
                                       result->show == SHOW_SIZE ? PLOT_VIRIDIS : PLOT_SIGNED);
  map->reach = 1;
  map->cell_min = 0, map->cell_max = greatest (result, set->height * set->width);
  plot_set_text (&map->say, result->show == SHOW_PRODUCT ? _ ("gradient × input {v} at pixel ({column}, {row})")
                            : result->show == SHOW_SIZE  ? _ ("|gradient| {v} at pixel ({column}, {row})")
                                                         : _ ("gradient {v} at pixel ({column}, {row})"));
}

static void
add_features (const LabViewer *viewer, PlotFigure *figure, const DataSet *set, int lane)
{
  const Result *result = viewer->result;
  int n = data_set_n_inputs (set);
  g_autofree double *edges = g_new (double, n), *heights = g_new (double, n);
  g_autofree char *title = output_title (viewer, set, lane);
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  PlotPanel *panel = plot_figure_add_panel (figure, title, _ ("input"), what (result));
  for (int i = 0; i < n; i++) {
    edges[i] = i - 0.35;
    heights[i] = (double) result->cells[lane][i];
    names[i] = lab_input_name (set, i);
  }
  plot_panel_add_bars (panel, NULL, lab_lane_style (viewer, lane), n, edges, heights, 0.7);
  plot_set_texts (&panel->x.categories, (const char *const *) names);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  const DataSet *first = lab_sample_set (viewer->experiment, 0);
  bool image = first->height * first->width > 1;
  g_autofree char *title = image ? g_strdup_printf (_ ("What moves the output, step %ld"), viewer->result_step)
                                 : g_strdup_printf (_ ("What moves the output at sample %d, step %ld"), result->sample, viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  figure->n_together = image && result->n_lanes > 1 ? 2 : 0;
  for (int lane = 0; lane < result->n_lanes; lane++)
    (image ? add_image : add_features) (viewer, figure, lab_sample_set (viewer->experiment, lane), lane);
  if (!image)
    lab_figure_share_ranges (figure, false);
  figure->colour_bar = image;
  plot_set_text (&figure->colour_label, what (result));
  return figure;
}

const LabView lab_view_saliency = {
  { "saliency", N_ ("Saliency"),
    N_ ("∂ output / ∂ input of one class at one sample: its size, itself, or times the input"),
    "Simonyan, Vedaldi, Zisserman 2014, Deep inside convolutional networks", params },
  .help = N_ ("How much each input would move the output of one class if it changed by a little: the gradient of the logit "
             "with respect to the input. Strong places are those to which the network is most sensitive just here. The "
             "gradient is local and noisy: a saturated answer can rest on pixels with hardly any gradient. Times the input "
             "it tells what is there from what would matter if it were."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .lesson = "occlusion-map",
  .example = "data = digits28 n=600 test=100\nnetwork = conv2d 8 5 pad=2 relu | maxpool 4 | flatten | dense 10\n"
             "loss = softmax-ce\noptimizer = adam lr=0.01\nbatch = 32\nsteps = 200\nrecord = every 10\n",
};
