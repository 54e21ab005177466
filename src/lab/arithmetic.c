/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/arithmetic-private.h"
#include "lab/cell.h"

#include "train/probe.h"

#include <math.h>
#include <string.h>

/* The subject goes with the request as settings of a view that is in no list. */
enum { KIND, LANE, NODE, UNIT, SAMPLE, LAYER, WEIGHT, METRIC, SERIES, PART, TRACE };

static LabSubject
subject_of (const double *values)
{
  return (LabSubject){ (LabSubjectKind)values[KIND], (int)values[LANE], (int)values[NODE],   (int)values[UNIT],   (int)values[SAMPLE],
                       (int)values[LAYER],           (int)values[WEIGHT], (int)values[METRIC], (int)values[SERIES], values[PART] != 0,
                       (int)values[TRACE] };
}

static void *
probe (const LabProbeJob *job)
{
  static void (*const kinds[]) (const LabArithmetic *) = {
    [LAB_UNIT] = lab_arithmetic_unit, [LAB_TRACE] = lab_arithmetic_unit, [LAB_WEIGHT] = lab_arithmetic_weight, [LAB_METRIC] = lab_arithmetic_metric
  };
  const LabSubject subject = subject_of (job->values);
  const LabArithmetic arithmetic = { job, &subject, lab_lines_new () };
  kinds[subject.kind] (&arithmetic);
  return arithmetic.lines;
}

static void
free_result (void *lines)
{
  g_array_unref (lines);
}

static const LabView arithmetic_view = {
  { "arithmetic", N_ ("Arithmetic"), NULL, NULL, NULL }, .probe = probe, .free_result = free_result, .updates = true
};

LabViewer *
lab_arithmetic_new (LabExperiment *experiment, const LabSubject *s)
{
  const double values[PARAM_MAX] = { [KIND] = s->kind, [LANE] = s->lane, [NODE] = s->node, [UNIT] = s->unit, [SAMPLE] = s->sample,
                                     [LAYER] = s->layer, [WEIGHT] = s->weight, [METRIC] = s->metric, [SERIES] = s->series,
                                     [PART] = s->part, [TRACE] = s->trace };
  return lab_viewer_new_of (experiment, &arithmetic_view, values);
}

/* ---- what was recorded ---- */

static void
add_recorded (GArray *lines, const LabSubject *subject, const TrainSnapshot *snapshot, long step)
{
  const TrainSeries *series = &snapshot->lanes[subject->lane].series[subject->series];
  for (int i = series->n - 1; i >= 0; i--)
    if (series->step[i] <= (double) step) {
      g_autofree char *value = lab_line_number (series->last[i]);
      lab_lines_add (lines, LAB_LINE_NUMBERS, _ ("recorded at step %.0f: %s"), series->step[i], value);
      return;
    }
}

const GArray *
lab_arithmetic_lines (LabViewer *viewer, const TrainSnapshot *snapshot, long *step)
{
  const LabSubject subject = subject_of (viewer->values);
  void *before = viewer->result;
  if (!lab_prober_take (lab_experiment_prober (viewer->experiment), viewer))
    return NULL;
  if (viewer->result != before && subject.kind == LAB_METRIC)
    add_recorded (viewer->result, &subject, snapshot, viewer->result_step);
  if (step != NULL)
    *step = viewer->result_step;
  return viewer->result;
}

const GArray *
lab_arithmetic_lines_now (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  lab_viewer_request (viewer, snapshot, 1);
  lab_prober_wait (lab_experiment_prober (viewer->experiment), viewer);
  return lab_arithmetic_lines (viewer, snapshot, NULL);
}

/* ---- what a place in a view means ---- */

void
lab_subject_of_series (const TrainSnapshot *snapshot, int lane, int index, LabSubject *subject)
{
  const TrainColumn *column = &snapshot->lanes[lane].series[index].column;
  *subject = (LabSubject){ .kind = LAB_METRIC, .lane = lane, .layer = column->layer, .metric = -1, .series = index,
                           .part = column->part[0] != '\0' };
  for (int i = 0; i < train_metrics.n_entries && column->metric != NULL; i++)
    if (train_metrics.entries[i] == &column->metric->entry)
      subject->metric = i;
}

bool
lab_viewer_subject (LabViewer *viewer, const PlotFigure *figure, const PlotReadout *place, const TrainSnapshot *snapshot,
                    LabSubject *subject)
{
  if (viewer->view->across || place->panel < 0 || place->mark < 0 || lab_experiment_results (viewer->experiment, 0) != NULL)
    return false;
  const PlotMark *mark = &figure->panels[place->panel].marks[place->mark];
  if (mark->about == 0)
    return false;
  if (viewer->view->subject != NULL)
    return viewer->view->subject (viewer, mark, place, snapshot, subject);
  lab_subject_of_series (snapshot, (mark->about - 1) / LAB_ABOUT_SERIES, (mark->about - 1) % LAB_ABOUT_SERIES, subject);
  return true;
}

/* ---- graphs ---- */

NnGraph *
lab_arithmetic_graph (const LabArithmetic *arithmetic, int rows, bool training)
{
  const LabUpdate *update = &arithmetic->job->updates[arithmetic->subject->lane];
  NnGraph *graph = nn_graph_copy (arithmetic->job->graphs[arithmetic->subject->lane], rows, false, NN_GRADIENTS);
  if (update->optimizer != NULL && nn_graph_loss_node (graph) != NULL && lab_is_op (nn_graph_loss_node (graph), "add"))
    memcpy (nn_graph_loss_node (graph)->settings, update->settings.heads, sizeof update->settings.heads);
  nn_graph_set_training (graph, training);
  nn_graph_set_step (graph, update->batch.seed, (uint64_t) arithmetic->job->step);
  return graph;
}

NnGraph *
lab_arithmetic_batch (const LabArithmetic *arithmetic)
{
  const TrainBatch *batch = &arithmetic->job->updates[arithmetic->subject->lane].batch;
  NnGraph *graph = lab_arithmetic_graph (arithmetic, batch->n, true);
  train_gather (graph, lab_experiment_train_set (arithmetic->job->experiment, arithmetic->subject->lane), batch->samples, 0, batch->n);
  nn_graph_forward (graph, batch->n);
  nn_graph_backward (graph, batch->n);
  return graph;
}

LabPlaceText
lab_place_text (const NnNode *node, size_t index)
{
  LabPlaceText place;
  while (node->kind == NN_COMPUTED && (lab_is_op (node, "flatten") || lab_is_op (node, "dropout")))
    node = node->operands[0];
  const int *d = node->shape.d, i = (int) index;
  if (node->shape.n == 3 && d[2] == 1)
    g_snprintf (place.text, sizeof place.text, "%d,%d", i / d[1] + 1, i % d[1] + 1);
  else if (node->shape.n == 3 && d[0] * d[1] > 1)
    g_snprintf (place.text, sizeof place.text, "%d,%d,%d", i / d[2] / d[1] + 1, i / d[2] % d[1] + 1, i % d[2] + 1);
  else if (node->shape.n == 2)
    g_snprintf (place.text, sizeof place.text, "%d,%d", i / d[1] + 1, i % d[1] + 1);
  else
    g_snprintf (place.text, sizeof place.text, "%d", i + 1);
  return place;
}

int
lab_joined_part (const NnNode *node, size_t index, size_t *at)
{
  int width = node->shape.d[node->shape.n - 1], column = (int) index % width, part = 0, n;
  for (; column >= (n = node->operands[part]->shape.d[node->shape.n - 1]); part++)
    column -= n;
  *at = index / (size_t) width * (size_t) n + (size_t) column;
  return part;
}

long
lab_embedded_weight (const NnNode *node, size_t index)
{
  long units = node->shape.d[1], token = lrint (lab_value_at (node->operands[0], index / (size_t) units));
  bool known = token >= 0 && token < node->operands[1]->shape.d[0] && (double) token != node->settings[0];
  return known ? token * units + (long) (index % (size_t) units) : -1;
}

LabPlaceText
lab_weight_text (const NnNode *z, size_t weight)
{
  LabPlaceText text;
  const int *d = z->operands[1]->shape.d;
  int n = z->operands[1]->shape.n, unit = (int) weight % d[n - 1] + 1, rest = (int) weight / d[n - 1];
  if (n == 4)
    g_snprintf (text.text, sizeof text.text, "%d,%d,%d,%d", rest / d[2] / d[1] + 1, rest / d[2] % d[1] + 1, rest % d[2] + 1, unit);
  else if (lab_is_op (z, "embedding"))
    g_snprintf (text.text, sizeof text.text, "%d,%d", rest + 1, unit);
  else
    g_snprintf (text.text, sizeof text.text, "%s,%d", lab_place_text (z->operands[0], (size_t) rest).text, unit);
  return text;
}

const NnNode *
lab_weight_user (const NnGraph *graph, const NnNode *weight)
{
  const NnNode *user = NULL;
  for (int i = 0; i < nn_graph_n_nodes (graph); i++) {
    const NnNode *node = nn_graph_node (graph, i);
    for (int k = 0; k < node->n_operands; k++)
      if (node->operands[k] == weight) {
        if (user != NULL || !(k == 1 ? lab_is_op (node, "dense") || lab_is_op (node, "embedding") || lab_is_conv (node) || lab_is_recurrent (node)
                                     : k == 2 && lab_is_recurrent (node)))
          return NULL;
        user = node;
      }
  }
  return user;
}

bool
lab_is_turned (const NnNode *node)
{
  return lab_is_op (node, "transposed-conv");
}

bool
lab_is_conv (const NnNode *node)
{
  return lab_is_op (node, "conv2d") || lab_is_op (node, "group-conv") || lab_is_turned (node);
}

/* Kernels are {k, k, in / groups, out}, turned round {k, k, out, in}. */
LabTap
lab_conv_tap (const NnNode *z, size_t weight)
{
  const int *d = z->operands[1]->shape.d;
  int last = (int) weight % d[3], third = (int) weight / d[3] % d[2], at = (int) weight / d[3] / d[2];
  if (lab_is_turned (z))
    return (LabTap){ at / d[1], at % d[1], last, third };
  int groups = z->operands[0]->shape.d[2] / d[2];
  return (LabTap){ at / d[1], at % d[1], last / (d[3] / groups) * d[2] + third, last };
}

long
lab_conv_pixel (const NnNode *z, int place, LabTap tap)
{
  const int *d = z->operands[0]->shape.d, stride = (int) z->settings[0], pad = (int) z->settings[1];
  int y = place / z->shape.d[1], x = place % z->shape.d[1], holes = lab_is_op (z, "group-conv") ? (int) z->settings[2] : 1;
  if (lab_is_turned (z)) {
    y += pad - tap.i, x += pad - tap.j;
    if (y % stride != 0 || x % stride != 0)
      return -1;
    y /= stride, x /= stride;
  } else {
    y = y * stride + tap.i * holes - pad, x = x * stride + tap.j * holes - pad;
  }
  return y < 0 || x < 0 || y >= d[0] || x >= d[1] ? -1 : (long) y * d[1] + x;
}
