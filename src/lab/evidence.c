/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/evidence.h"

#include "base/words.h"
#include "lab/nets.h"
#include "lab/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
lab_evidence_add (LabEvidence *evidence, LabExperiment *experiment, const GArray *probe_values)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  evidence->experiment = setup->experiment;
  for (int i = 0; i < lab_experiment_n_earlier (experiment); i++)
    lab_evidence_add (evidence, lab_experiment_earlier (experiment, i), NULL);
  for (int i = 0; i < setup->n_lanes; i++) {
    const LessonLane *lane = setup->lesson_lanes[i];
    LabEvidenceRun run = { lane != NULL ? lane->id : "", setup->points[i], setup->lanes[i].stage, setup->stage == NULL,
                           train_session_record (lab_experiment_session (experiment), i), &setup->lanes[i], probe_values,
                           i, NAN, lab_experiment_results (experiment, i) };
    g_array_append_val (evidence->runs, run);
  }
}

/* ---- which run ---- */

static const char *
arg_text (const LessonExpr *expr, const char *key)
{
  for (guint i = 0; expr->args != NULL && i < expr->args->len; i++) {
    const LessonArg *arg = &g_array_index (expr->args, LessonArg, i);
    if (g_strcmp0 (arg->key, key) == 0)
      return arg->value;
  }
  return NULL;
}

/* Whether @run has the swept value that @arg asks for; other arguments say nothing about runs. */
static bool
has_value (const LabEvidence *evidence, const LabEvidenceRun *run, const LessonArg *arg, int point)
{
  const LessonExperiment *experiment = evidence->experiment;
  for (guint s = 0; experiment != NULL && s < experiment->sweeps->len; s++) {
    const LessonRange *sweep = experiment->sweeps->pdata[s];
    if (g_strcmp0 (sweep->key, arg->key) != 0)
      continue;
    const LessonSetting *value = lab_sweep_value (experiment, (int) s, run->point);
    return strcmp (arg->value, "*") == 0 ? value == lab_sweep_value (experiment, (int) s, point)
                                         : lab_sweep_is_value (value, arg->value);
  }
  return true;
}

static bool
is_meant (const LabEvidence *evidence, const LabEvidenceRun *run, const LessonExpr *expr, int point)
{
  const char *stage = arg_text (expr, "stage");
  bool meant = (expr->lane == NULL || strcmp (run->lane, expr->lane) == 0) &&
               (stage == NULL ? run->last : g_strcmp0 (run->stage, stage) == 0);
  for (guint i = 0; meant && expr->args != NULL && i < expr->args->len; i++)
    meant = has_value (evidence, run, &g_array_index (expr->args, LessonArg, i), point);
  return meant;
}

const LabEvidenceRun *
lab_evidence_find (const LabEvidence *evidence, const LessonExpr *expr, int point, BaseError *error)
{
  const GArray *runs = evidence->runs;
  const LabEvidenceRun *found = NULL;
  for (guint i = 0; i < runs->len; i++) {
    const LabEvidenceRun *run = &g_array_index (runs, LabEvidenceRun, i);
    if (!is_meant (evidence, run, expr, point))
      continue;
    if (found != NULL) {
      bool lanes = strcmp (found->lane, run->lane) != 0;
      base_error_set (error, lanes ? _ ("there are several lanes: say which, \"metric[lane]\"")
                                   : _ ("there are several runs: say which, \"metric[lane,key=value]\""));
      return NULL;
    }
    found = run;
  }
  if (found == NULL && expr->lane != NULL)
    base_error_set (error, _ ("the lane \"%s\" was not run"), expr->lane);
  else if (found == NULL)
    base_error_set (error, _ ("%s: there is no such run"), expr->name);
  return found;
}

/* ---- which number ---- */

/* −1: a record, or a name that the calculator does not have: then it has one step, at which it will be refused. */
static int
output_of (const LabEvidenceRun *run, const LessonExpr *expr)
{
  return run->results != NULL ? calc_find_output (run->results->calculator, expr->name) : -1;
}

int
lab_evidence_n_steps (const LabEvidenceRun *run, const LessonExpr *expr)
{
  int output = output_of (run, expr);
  return run->results == NULL ? run->record->n_rows : output >= 0 ? run->results->values[output].n : 1;
}

double
lab_evidence_step (const LabEvidenceRun *run, const LessonExpr *expr, int row)
{
  int output = output_of (run, expr);
  return run->results == NULL ? (double) run->record->steps[row] : output >= 0 ? calc_index (run->results, output, row) : 0;
}

/* A number is the same at every step; "params[layer=2]" is "params@2". */
static bool
result_value (const LabEvidenceRun *run, const LessonExpr *expr, double step, double *number, BaseError *error)
{
  const CalcCalculator *calculator = run->results->calculator;
  int output = output_of (run, expr);
  if (output < 0 || calculator->outputs[output].kind > CALC_COLUMN)
    return base_error_set (error, _ ("the calculator %s gives no number \"%s\""), calculator->entry.name, expr->name);
  const char *index = calculator->outputs[output].index, *at = index != NULL ? arg_text (expr, index) : NULL;
  if (at != NULL)
    step = g_ascii_strtod (at, NULL);
  int row = index == NULL ? 0 : calc_find_row (run->results, output, step);
  if (row < 0 || row >= run->results->values[output].n)
    return base_error_set (error, _ ("%s has no value at %g"), expr->name, step);
  *number = run->results->values[output].values[row];
  return true;
}

/* "test=far", "head=A", "class=3" … or "" */
static char *
part_text (const LessonExpr *expr)
{
  static const char *const kinds[] = { "test", "head", "net", "class", "group", "fill", "probe" };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const char *name = arg_text (expr, kinds[i]);
    if (name != NULL)
      return g_strdup_printf ("%s=%s", kinds[i], name);
  }
  return g_strdup ("");
}

static bool
probe_value (const LabEvidenceRun *run, const LessonExpr *expr, long step, double *number, BaseError *error)
{
  const GArray *values = run->probe_values;
  g_autofree char *part = part_text (expr);
  for (guint i = 0; values != NULL && i < values->len; i++) {
    const LabProbeValue *value = &g_array_index (values, LabProbeValue, i);
    if (value->lane == run->index && value->step == step && strcmp (value->metric, expr->name) == 0 &&
        (*part == '\0' || strcmp (value->part, part) == 0)) {
      *number = value->value;
      return true;
    }
  }
  return base_error_set (error, *part != '\0' ? _ ("%s[%s] was not measured at step %ld")
                                             : _ ("%s%s was not measured at step %ld"), expr->name, part, step);
}

static bool
recorded_value (const LabEvidenceRun *run, const LessonExpr *expr, long step, double *number, BaseError *error)
{
  const TrainRecord *record = run->record;
  const char *layer_text = arg_text (expr, "layer");
  const char *net = layer_text != NULL ? arg_text (expr, "net") : NULL;
  g_autofree char *part = net != NULL ? g_strdup ("") : part_text (expr);
  int layer = layer_text != NULL ? atoi (layer_text) : 0;
  layer = net != NULL ? lab_net_layer (run->settings, net, layer) : layer;
  if (strcmp (expr->name, "batch_loss") == 0) {
    if (step >= record->n_losses)
      return base_error_set (error, _ ("batch_loss was not recorded at step %ld"), step);
    *number = record->losses[step];
    return true;
  }
  if (train_record_part_value (record, expr->name, layer, part, step, number))
    return true;
  if (*part != '\0')
    return base_error_set (error, _ ("%s[%s] was not recorded at step %ld"), expr->name, part, step);
  if (layer > 0)
    return base_error_set (error, _ ("%s[layer=%d] was not recorded at step %ld"), expr->name, layer,
                           step);
  return base_error_set (error, _ ("%s was not recorded at step %ld"), expr->name, step);
}

bool
lab_evidence_value (const LabEvidenceRun *run, const LessonExpr *expr, double step, double *number, BaseError *error)
{
  if (strcmp (expr->name, "seconds") == 0) {
    *number = run->seconds;
    return !isnan (run->seconds) || base_error_set (error, _ ("seconds are known only to claims tagged timing"));
  }
  if (run->results != NULL)
    return result_value (run, expr, step, number, error);
  return (lab_probes_know (expr->name) ? probe_value : recorded_value) (run, expr, (long) step, number, error);
}
