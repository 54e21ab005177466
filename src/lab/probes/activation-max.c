/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/probes.h"
#include "lab/viewer.h"

#include "engine/inputs.h"

#include <math.h>

/* Uphill from grey for each class, and how what is found compares with real images: as the view of the same name does it. */

enum { STEPS, L2, TV };

static const Param params[] = {
  [STEPS] = { "steps", N_ ("Steps uphill"), NULL, PARAM_INT, 0, 1, 1000, 60 },
  [L2] = { "l2", N_ ("Penalty on the size of the input"), NULL, PARAM_REAL, 0, 0, 10, 0.1 },
  [TV] = { "tv", N_ ("Penalty on differences of neighbours"), NULL, PARAM_REAL, 0, 0, 10, 0.1 },
  { NULL },
};

/* Means over the classes, of the images found: the class's logit; p (class); total variation, and distance to the nearest training
 * image. Beside them, of real images: the mean over the classes of the largest logit that a training image of the class has; the mean
 * total variation of training images; the mean distance of a test image to the nearest training image. */
static const char *const metrics[] = { "climbed_logit",   "climbed_p",    "climbed_tv",    "climbed_distance",
                                       "real_logit",      "real_tv",      "real_distance", NULL };
enum { LOGIT, P, TOTAL, DISTANCE, REAL_LOGIT, REAL_TOTAL, REAL_DISTANCE, N_METRICS };

enum { REAL_SAMPLES = 200 }; /* of the test set */

static bool
check (const LessonPart *part, const char *path, BaseError *error)
{
  double values[PARAM_MAX];
  return lab_probe_read (part, path, params, values, NULL, NULL, error);
}

static double
nearest (const DataSet *set, const float *image)
{
  size_t n = (size_t) data_set_n_inputs (set);
  double least = INFINITY;
  for (int i = 0; i < set->n; i++) {
    const float *other = set->inputs + (size_t) i * n;
    double sum = 0;
    for (size_t k = 0; k < n && sum < least; k++)
      sum += ((double) image[k] - (double) other[k]) * ((double) image[k] - (double) other[k]);
    least = fmin (least, sum);
  }
  return sqrt (least);
}

static void
climb (NnGraph *graph, NnLink link, const DataSet *train, const double *values, double *sums)
{
  const NnNode *output = nn_graph_output (graph), *input = nn_graph_input_node (graph);
  const NnMaximize settings = { .steps = (int) values[STEPS], .lr = 0.05, .l2 = values[L2], .tv = values[TV], .low = 0, .high = 1 };
  g_autofree real *x = g_new (real, input->size);
  g_autofree double *p = g_new (double, output->size);
  for (size_t class = 0; class < output->size; class++) {
    for (size_t i = 0; i < input->size; i++)
      x[i] = (real) 0.3;
    nn_maximize (graph, output, class, &settings, x, NULL);
    lab_predict (graph, link, x, 1, p);
    sums[LOGIT] += (double) output->value[class];
    sums[P] += p[class];
    sums[TOTAL] += nn_total_variation (&input->shape, x, 0, NULL);
    sums[DISTANCE] += nearest (train, x);
  }
  for (int i = LOGIT; i <= DISTANCE; i++)
    sums[i] /= (double) output->size;
}

static void
look_at_real (NnGraph *graph, NnLink link, const DataSet *train, const DataSet *shown, double *sums)
{
  const NnNode *output = nn_graph_output (graph), *input = nn_graph_input_node (graph);
  int n = MIN (shown->n, REAL_SAMPLES);
  g_autofree double *largest = g_new (double, output->size), *p = g_new (double, output->size);
  for (size_t class = 0; class < output->size; class++)
    largest[class] = -INFINITY;
  for (int i = 0; i < train->n; i++) {
    const float *image = train->inputs + (size_t) i * input->size;
    int class = (int) train->targets[i];
    lab_predict (graph, link, image, 1, p);
    largest[class] = fmax (largest[class], (double) output->value[class]);
    sums[REAL_TOTAL] += nn_total_variation (&input->shape, image, 0, NULL) / train->n;
  }
  for (size_t class = 0; class < output->size; class++)
    sums[REAL_LOGIT] += largest[class] / (double) output->size;
  for (int i = 0; i < n; i++)
    sums[REAL_DISTANCE] += nearest (train, shown->inputs + (size_t) i * input->size) / n;
}

static void
measure (LabExperiment *experiment, const LessonPart *part, GArray *values)
{
  TrainSession *session = lab_experiment_session (experiment);
  g_autofree char *name = g_strdup_printf ("probe=%s", part->name);
  double settings[PARAM_MAX];
  lab_probe_read (part, NULL, params, settings, NULL, NULL, NULL);
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++) {
    const NnLoss *loss = lab_experiment_loss (experiment, lane);
    const DataSet *train = lab_experiment_train_set (experiment, lane);
    if (train->target != DATA_CLASSES || !nn_loss_has_class (loss))
      continue;
    NnGraph *graph = nn_graph_copy (lab_experiment_graph (experiment, lane), 1, true, NN_INPUT_GRADIENTS);
    double sums[N_METRICS] = { 0 };
    train_session_copy_parameters (session, lane, nn_graph_parameters (graph));
    climb (graph, loss->link, train, settings, sums);
    look_at_real (graph, loss->link, train, lab_shown_set (experiment, lane), sums);
    nn_graph_free (graph);
    for (int i = 0; i < N_METRICS; i++)
      lab_probe_add (values, metrics[i], name, lane, train_session_status (session).step, sums[i]);
  }
}

const LabProbeKind lab_probe_activation_max = {
  .entry = { "activation-max", N_ ("Activation maximisation"),
             N_ ("climbed_logit, climbed_p, climbed_tv, climbed_distance of the images found uphill from grey for each class; real_logit, "
                 "real_tv, real_distance of real ones [probe=…]"),
             "Erhan, Bengio, Courville, Vincent 2009, Visualizing higher-layer features of a deep network", params },
  .metrics = metrics,
  .check = check,
  .measure = measure,
};
