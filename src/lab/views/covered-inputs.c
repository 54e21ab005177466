/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/answers.h"

#include <math.h>
#include <string.h>

/* What a network looks at where samples are no images: how far its answers move when one input, or one step of a sequence, is the
 * same for all samples. */

#define MOST_PLACES 100
#define MOST_SAMPLES 300

typedef struct {
  int n_lanes, n_places[TRAIN_MAX_LANES];
  bool of_class[TRAIN_MAX_LANES];  /* p of the predicted class falls; else outputs move */
  double *moves[TRAIN_MAX_LANES];  /* owned */
} Result;

/* The inputs of a place lie beside each other. */
static int
n_places (const DataSet *set)
{
  return set->steps > 0 ? set->steps : data_set_n_inputs (set);
}

static const char *
refuses (const LabExperiment *experiment)
{
  const DataSet *set = lab_shown_set (experiment, 0);
  if (set == NULL || set->n < 2 || data_set_n_inputs (set) == 0 || lab_experiment_loss (experiment, 0) == NULL)
    return _ ("This covers inputs by their mean over samples; here there are none.");
  if (lab_has_images (experiment) || n_places (set) > MOST_PLACES)
    return _ ("This covers up to 100 inputs one by one; here are too many.");
  return NULL;
}

/* The mean of each input takes its place in all samples. */
static void
cover (const DataSet *set, int n, int place, float *samples)
{
  size_t n_inputs = (size_t) data_set_n_inputs (set), width = n_inputs / (size_t) n_places (set);
  memcpy (samples, set->inputs, (size_t) n * n_inputs * sizeof (float));
  for (size_t c = (size_t) place * width; c < (size_t) (place + 1) * width; c++) {
    double sum = 0;
    for (int i = 0; i < n; i++)
      sum += (double) set->inputs[(size_t) i * n_inputs + c];
    for (int i = 0; i < n; i++)
      samples[(size_t) i * n_inputs + c] = (float) (sum / n);
  }
}

/* Of one sample: by how much p of the predicted class falls, or the mean change of its outputs. */
static double
move (const double *before, const double *after, int n_outputs, bool of_class)
{
  int best = 0;
  double sum = 0;
  if (of_class && n_outputs == 1)
    return before[0] >= 0.5 ? before[0] - after[0] : after[0] - before[0];
  for (int k = 0; k < n_outputs; k++) {
    best = before[k] > before[best] ? k : best;
    sum += fabs (before[k] - after[k]);
  }
  return of_class ? before[best] - after[best] : sum / n_outputs;
}

static void
compute_lane (Result *result, const LabProbeJob *job, int lane)
{
  const DataSet *set = lab_shown_set (job->experiment, lane);
  NnLink link = lab_experiment_loss (job->experiment, lane)->link;
  int n = MIN (set->n, MOST_SAMPLES), n_outputs = (int) nn_graph_output (job->graphs[lane])->size;
  g_autofree double *before = g_new (double, n * n_outputs), *after = g_new (double, n * n_outputs);
  g_autofree float *samples = g_new (float, (gsize) n * (gsize) data_set_n_inputs (set));
  result->n_places[lane] = n_places (set);
  result->of_class[lane] = lab_answers_of_classes (link, n_outputs, set);
  result->moves[lane] = g_new0 (double, result->n_places[lane]);
  lab_predict (job->graphs[lane], link, set->inputs, n, before);
  for (int place = 0; place < result->n_places[lane]; place++) {
    cover (set, n, place, samples);
    lab_predict (job->graphs[lane], link, samples, n, after);
    for (int i = 0; i < n; i++)
      result->moves[lane][place] += move (before + i * n_outputs, after + i * n_outputs, n_outputs, result->of_class[lane]) / n;
  }
}

static void *
probe (const LabProbeJob *job)
{
  Result *result = g_new0 (Result, 1);
  result->n_lanes = job->n_lanes;
  for (int lane = 0; lane < job->n_lanes; lane++)
    compute_lane (result, job, lane);
  return result;
}

static void
free_result (void *data)
{
  Result *result = data;
  for (int lane = 0; lane < result->n_lanes; lane++)
    g_free (result->moves[lane]);
  g_free (result);
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const Result *result = viewer->result;
  const DataSet *set = lab_shown_set (viewer->experiment, lane);
  int n = result->n_places[lane];
  g_autofree double *edges = g_new (double, n);
  g_auto (GStrv) texts = g_new0 (char *, n + 1), names = g_new0 (char *, n + 1);
  PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), set->steps > 0 ? _ ("step of the sequence") : _ ("input"),
                                            result->of_class[lane] ? _ ("p falls by") : _ ("output moves by"));
  for (int i = 0; i < n; i++) {
    edges[i] = i - 0.35;
    texts[i] = lab_short_number (result->moves[lane][i]);
    names[i] = set->steps > 0 ? g_strdup_printf ("%d", i + 1) : lab_input_name (set, i);
  }
  PlotMark *bars = plot_panel_add_bars (panel, NULL, lab_lane_style (viewer, lane), n, edges, result->moves[lane], 0.7);
  plot_set_texts (&bars->texts, (const char *const *) texts);
  plot_set_texts (&panel->x.categories, (const char *const *) names);
  plot_set_text (&panel->empty, _ ("not finite"));
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const Result *result = viewer->result;
  g_autofree char *title = g_strdup_printf (_ ("Each input covered by its mean, step %ld"), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  for (int lane = 0; lane < result->n_lanes; lane++)
    add_lane (viewer, figure, lane);
  lab_figure_share_ranges (figure, false);
  return figure;
}

const LabView lab_view_covered_inputs = {
  { "covered-inputs", N_ ("Covered inputs"),
    N_ ("How far the answers move, in the mean over samples, when one input has its mean in all of them"),
    "Zeiler, Fergus 2014, Visualizing and understanding convolutional networks (there: patches of images)", NULL },
  .help = N_ ("Occlusion where samples are no images: one input after the other, or one step of a sequence, is set to its mean in up "
             "to 300 samples, and a bar says how far the answer moves: the probability of the predicted class falls, or the output "
             "changes. A tall bar is what the answers rest on; near zero, the network does without that input. Inputs that say "
             "the same can stand in for each other: then each bar is small although both are used."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .lesson = "learning-rate-extremes",
  .example = "data = tabular-rules n=600 test=300 dims=10\nnetwork = dense 24 relu | dense 1\nloss = bce\noptimizer = adam lr=0.01\n"
             "batch = 30\nsteps = 300\nrecord = every 50\nlane plain\nlane sparse : l1 = 0.01\n",
};
