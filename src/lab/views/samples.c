/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/answers.h"

#include <math.h>
#include <string.h>

/* Test images with prediction → truth, the wrong ones first. */

enum { COUNT, LANE, AMONG, TEST };

static const Param params[] = {
  [COUNT] = { "count", N_ ("Images shown"), NULL, PARAM_INT, PARAM_LIVE, 1, 60, 24 },
  [LANE] = { "lane", N_ ("Lane"), NULL, PARAM_INT, PARAM_LIVE, 1, TRAIN_MAX_LANES, 1 },
  [AMONG] = { "among", N_ ("Images looked at"), NULL, PARAM_INT, PARAM_LIVE | PARAM_LOG, 1, 10000, 500 },
  [TEST] = LAB_TEST_PARAM,
  { NULL },
};

typedef struct {
  int sample, predicted;
  double probability;
  bool wrong;
} Shown;

typedef struct {
  const DataSet *set;
  int lane, n, n_seen, n_wrong;
  Shown shown[60];
} Result;

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_has_images (experiment)
             ? NULL
             : _ ("A grid of samples needs images with classes; this data set has points.");
}

static int
winner (const double *prediction, int n)
{
  int best = 0;
  for (int k = 1; k < n; k++)
    if (!(prediction[k] <= prediction[best]))
      best = k;
  return best;
}

/* Two passes over the predictions in the order of the set: the wrong ones, then the right ones. */
static void
choose (Result *result, const double *predictions, int n, int n_outputs, int count)
{
  for (int pass = 0; pass < 2; pass++)
    for (int i = 0; i < n; i++) {
      const double *prediction = predictions + i * n_outputs;
      int best = winner (prediction, n_outputs);
      bool wrong = best != (int) result->set->targets[i];
      result->n_wrong += pass == 0 && wrong;
      if (wrong == (pass == 0) && result->n < count)
        result->shown[result->n++] = (Shown){ i, best, prediction[best], wrong };
    }
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  int lane = (int) job->values[LANE] - 1;
  result->lane = lane < job->n_lanes ? lane : job->n_lanes - 1;
  const DataSet *set = result->set = lab_named_set (job->experiment, result->lane, job->test);
  int n = set->n < (int) job->values[AMONG] ? set->n : (int) job->values[AMONG];
  NnGraph *graph = job->graphs[result->lane];
  int n_outputs = (int) nn_graph_output (graph)->size;
  g_autofree double *predictions = g_new (double, n *n_outputs);
  lab_predict (graph, lab_experiment_loss (job->experiment, result->lane)->link, set->inputs, n, predictions);
  result->n_seen = n;
  choose (result, predictions, n, n_outputs, (int) job->values[COUNT]);
  return result;
}

static const char *
class_name (const DataSet *set, int index, char text[16])
{
  if (set->class_names != NULL && index < set->n_classes)
    return set->class_names[index];
  g_snprintf (text, 16, "%d", index);
  return text;
}

static void
add_image (PlotFigure *figure, const DataSet *set, const Shown *shown)
{
  char predicted[16], truth[16];
  g_autofree float *image = lab_image (set, shown->sample);
  g_autofree char *title =
      g_strdup_printf ("%s → %s%s", class_name (set, shown->predicted, predicted),
                       class_name (set, (int) set->targets[shown->sample], truth), shown->wrong ? " ✗" : "");
  PlotPanel *panel = lab_figure_add_image_panel (figure, title, set->height, set->width);
  PlotMark *map = lab_panel_add_image (panel, set->height, set->width, image, PLOT_GREY);
  g_autofree char *say =
      g_strdup_printf (_ ("predicted %s (p = %.2f), truth %s"), class_name (set, shown->predicted, predicted),
                       shown->probability, class_name (set, (int) set->targets[shown->sample], truth));
  plot_set_text (&map->say, say);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  const char *name = lab_lane_name (viewer, result->lane);
  g_autofree char *text = g_strdup_printf (_ ("Prediction → truth: %d of %d wrong, step %ld"),
                                           result->n_wrong, result->n_seen, viewer->result_step);
  g_autofree char *title = name != NULL ? g_strdup_printf ("%s · %s", name, text) : g_strdup (text);
  PlotFigure *figure = lab_answers_figure (viewer, title);
  for (int i = 0; i < result->n; i++)
    add_image (figure, result->set, &result->shown[i]);
  return figure;
}

const LabView lab_view_samples = {
  { "samples", N_ ("Samples"), N_ ("Test images with prediction → truth, the wrong ones first"), NULL,
    params },
  .help = N_ ("Images with the network's answer → the truth; those it gets wrong come first and are marked ✗. Ask of each "
             "mistake whether you would have done better, and what the mistakes have in common. The title counts the "
             "mistakes among the images looked at, 500 unless set otherwise; the order of the set, not the probability, "
             "decides which are shown."),
  .refuses = refuses,
  .probe = probe,
  .free_result = g_free,
  .figure = figure,
  .lesson = "occlusion-map",
};
