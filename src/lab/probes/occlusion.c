/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/probes.h"
#include "lab/setup-private.h"
#include "lab/viewer.h"

#include "engine/occlusion.h"

#include <math.h>
#include <string.h>

/* How much the answer depends on parts of an image: patches over its ink and beside it. */

#define INK 0.2f
#define MAX_FILLS 4

static const char *const fill_parts[MAX_FILLS] = { "fill=black", "fill=grey", "fill=white", "fill=mean" };
static const char drop_object[] = "occlusion_drop_object", drop_background[] = "occlusion_drop_background",
                  agreement[] = "occlusion_agreement";
/* The mean drop of p (class) over the patches that cover ink (a pixel above 0.2), over those that cover none, both [fill=F]; and the share
 * of images whose place of largest drop is the same under the first two fills, to within half a patch in each direction. */
static const char *const metrics[] = { drop_object, drop_background, agreement, NULL };

typedef struct {
  NnFill fills[MAX_FILLS];
  int n_fills, patch, stride, images;
} Settings;

static const Param params[] = {
  { "patch", N_ ("Patch"), N_ ("px"), PARAM_INT, 0, 1, 64, 7 },
  { "stride", N_ ("Stride"), N_ ("px"), PARAM_INT, 0, 1, 16, 1 },
  { "images", N_ ("Images"), NULL, PARAM_INT, 0, 1, 10000, 60 },
  { NULL },
};

/* "black,white" */
static bool
read_fills (const char *text, Settings *settings, BaseError *error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  settings->n_fills = 0;
  for (int i = 0; words[i] != NULL; i++) {
    int fill = 0;
    while (fill < MAX_FILLS && strcmp (fill_parts[fill] + strlen ("fill="), words[i]) != 0)
      fill++;
    if (fill == MAX_FILLS || i == MAX_FILLS)
      return base_error_set (error, _ ("fill = %s: expected some of black, grey, white, mean"), text);
    settings->fills[settings->n_fills++] = (NnFill) fill;
  }
  return true;
}

static bool
read_line (const LessonPart *part, const char *path, Settings *settings, BaseError *error)
{
  double values[PARAM_MAX];
  const LessonArg *fill = NULL;
  if (!lab_probe_read (part, path, params, values, "fill", &fill, error))
    return false;
  *settings = (Settings){ .patch = (int) values[0], .stride = (int) values[1], .images = (int) values[2] };
  return read_fills (fill != NULL ? fill->value : "black,white", settings, error) ||
         lab_place_error ((LabPlace){ path, fill->place }, error);
}

static bool
check (const LessonPart *part, const char *path, BaseError *error)
{
  Settings settings;
  return read_line (part, path, &settings, error);
}

/* ---- measuring ---- */

typedef struct {
  const Settings *probe;
  const DataSet *set;
  NnGraph *graph;
  NnLink link;
  int rows, columns;
  float *drops; /* [rows][columns] */
  bool *ink;    /* [rows][columns]: the patch covers ink */
  double sums[MAX_FILLS][2];
  long counts[MAX_FILLS][2];
  long n_images, n_agree;
} Measure;

static void
mark_ink (Measure *m, const float *image)
{
  int stride = m->probe->stride, patch = m->probe->patch, width = m->set->width;
  for (int r = 0; r < m->rows; r++)
    for (int c = 0; c < m->columns; c++) {
      bool ink = false;
      for (int y = r * stride; y < r * stride + patch; y++)
        for (int x = c * stride; x < c * stride + patch; x++)
          ink |= image[y * width + x] > INK;
      m->ink[r * m->columns + c] = ink;
    }
}

/* One map: adds its drops and returns the place of the largest one. */
static int
measure_fill (Measure *m, const float *sample, int class_index, int fill)
{
  NnOcclusion settings = { m->probe->patch, m->probe->stride, m->probe->fills[fill] };
  int best = 0;
  nn_occlusion_map (m->graph, m->link, sample, m->set->height, m->set->width, m->set->channels, &settings,
                    &class_index, m->drops);
  for (int i = 0; i < m->rows * m->columns; i++) {
    m->sums[fill][m->ink[i]] += m->drops[i];
    m->counts[fill][m->ink[i]]++;
    if (m->drops[i] > m->drops[best])
      best = i;
  }
  return best;
}

static void
measure_image (Measure *m, int sample, int class_index)
{
  int best[MAX_FILLS];
  g_autofree float *image = lab_image (m->set, sample);
  const float *inputs = m->set->inputs + (size_t) sample * (size_t) data_set_n_inputs (m->set);
  mark_ink (m, image);
  for (int f = 0; f < m->probe->n_fills; f++)
    best[f] = measure_fill (m, inputs, class_index, f);
  m->n_images++;
  if (m->probe->n_fills < 2)
    return;
  int rows_apart = abs (best[0] / m->columns - best[1] / m->columns) * m->probe->stride;
  int columns_apart = abs (best[0] % m->columns - best[1] % m->columns) * m->probe->stride;
  m->n_agree += rows_apart <= m->probe->patch / 2 && columns_apart <= m->probe->patch / 2;
}

/* The first images that the network gets right. */
static void
measure_images (Measure *m)
{
  int n_outputs = (int) nn_graph_output (m->graph)->size;
  g_autofree double *predictions = g_new (double, (size_t) m->set->n *(size_t) n_outputs);
  lab_predict (m->graph, m->link, m->set->inputs, m->set->n, predictions);
  for (int i = 0; i < m->set->n && m->n_images < m->probe->images; i++) {
    const double *p = predictions + (size_t) i * (size_t) n_outputs;
    int best = 0;
    for (int k = 1; k < n_outputs; k++)
      if (p[k] > p[best])
        best = k;
    if (isfinite (p[best]) && best == (int) m->set->targets[i])
      measure_image (m, i, best);
  }
}

static void
add_values (const Measure *m, int lane, long step, GArray *values)
{
  for (int f = 0; f < m->probe->n_fills; f++)
    for (int ink = 1; ink >= 0; ink--)
      lab_probe_add (values, ink ? drop_object : drop_background, fill_parts[m->probe->fills[f]], lane, step,
                     m->counts[f][ink] > 0 ? m->sums[f][ink] / (double) m->counts[f][ink] : NAN);
  if (m->probe->n_fills > 1)
    lab_probe_add (values, agreement, "", lane, step, m->n_images > 0 ? (double) m->n_agree / (double) m->n_images : NAN);
}

static void
measure_lane (LabExperiment *experiment, const Settings *probe, int lane, GArray *values)
{
  TrainSession *session = lab_experiment_session (experiment);
  Measure m = { .probe = probe,
                .set = lab_shown_set (experiment, lane),
                .link = lab_experiment_loss (experiment, lane)->link };
  NnOcclusion settings = { probe->patch, probe->stride, NN_FILL_BLACK };
  m.graph = nn_graph_copy (lab_experiment_graph (experiment, lane), LAB_PROBE_ROWS, true, NN_FORWARD_ONLY);
  train_session_copy_parameters (session, lane, nn_graph_parameters (m.graph));
  nn_occlusion_size (&settings, m.set->height, m.set->width, &m.rows, &m.columns);
  m.drops = g_new (float, m.rows *m.columns);
  m.ink = g_new (bool, m.rows *m.columns);
  measure_images (&m);
  add_values (&m, lane, train_session_status (session).step, values);
  g_free (m.drops);
  g_free (m.ink);
  nn_graph_free (m.graph);
}

static void
measure (LabExperiment *experiment, const LessonPart *part, GArray *values)
{
  Settings settings;
  const DataSet *set = lab_shown_set (experiment, 0);
  if (read_line (part, NULL, &settings, NULL) && settings.patch <= set->height && settings.patch <= set->width)
    for (int lane = 0; lane < lab_experiment_setup (experiment)->n_lanes; lane++)
      measure_lane (experiment, &settings, lane, values);
}

const LabProbeKind lab_probe_occlusion = {
  .entry = { "occlusion", N_ ("Occlusion"),
             N_ ("occlusion_drop_object, occlusion_drop_background [fill=…] and "
                 "occlusion_agreement over the first images that the network gets right"),
             "Zeiler, Fergus 2014, Visualizing and understanding convolutional networks", params },
  .metrics = metrics,
  .check = check,
  .measure = measure,
};
