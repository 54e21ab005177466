/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/run-private.h"

#include <math.h>

/* metrics.csv: bytes that depend on settings and seed alone. */

static void
add_row (GString *text, const char *experiment, const char *lane, double step, const char *metric, int layer,
         double value)
{
  g_string_append_printf (text, "%s,%s,%.9g,%s,%d,", experiment, lane, step, metric, layer);
  if (isnan (value))
    g_string_append (text, "nan\n"); /* never "-nan" */
  else
    g_string_append_printf (text, "%.9g\n", value);
}

static void
add_record_row (GString *text, const char *experiment, const char *lane, const TrainRecord *record, int row)
{
  const double *values = record->values + (size_t) row * (size_t) record->n_columns;
  for (int c = 0; c < record->n_columns; c++) {
    const TrainColumn *column = &record->columns[c];
    const char *name = column->metric->entry.name;
    g_autofree char *part = *column->part != '\0' ? g_strdup_printf ("%s[%s]", name, column->part) : NULL;
    add_row (text, experiment, lane, (double) record->steps[row], part != NULL ? part : name, column->layer, values[c]);
  }
}

/* Step by step: the batch loss, at recorded steps also all metrics. */
static void
add_lane (GString *text, const char *experiment, const char *lane, const TrainRecord *record)
{
  int row = 0;
  long n_losses = record->end > 0 ? MIN (record->n_losses, record->end + 1) : record->n_losses;
  for (long step = 0; step < n_losses || row < record->n_rows; step++) {
    if (step < n_losses)
      add_row (text, experiment, lane, (double) step, "batch_loss", 0, record->losses[step]);
    while (row < record->n_rows && record->steps[row] <= step)
      add_record_row (text, experiment, lane, record, row++);
  }
}

static void
add_probes (GString *text, const char *experiment, const LabSetup *setup, const GArray *values)
{
  for (guint i = 0; values != NULL && i < values->len; i++) {
    const LabProbeValue *value = &g_array_index (values, LabProbeValue, i);
    g_autofree char *name = lab_probe_value_name (value);
    add_row (text, experiment, lab_setup_lane_id (setup, value->lane), (double) value->step, name, 0, value->value);
  }
}

/* Numbers and columns; the step of a row is its index. */
static void
add_results (GString *text, const char *experiment, const char *lane, const CalcResults *results)
{
  for (int i = 0; i < calc_n_outputs (results->calculator); i++) {
    const CalcOutput *output = &results->calculator->outputs[i];
    for (int row = 0; output->kind <= CALC_COLUMN && row < results->values[i].n; row++)
      add_row (text, experiment, lane, calc_index (results, i, row), output->name, 0, results->values[i].values[row]);
  }
}

char *
lab_metrics_csv (LabExperiment *experiment, const GArray *probe_values, bool header)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  const char *name = lab_setup_name (setup);
  GString *text = g_string_new (header ? "experiment,lane,step,metric,layer,value\n" : NULL);
  for (int i = 0; i < lab_experiment_n_earlier (experiment); i++) {
    g_autofree char *earlier = lab_metrics_csv (lab_experiment_earlier (experiment, i), NULL, false);
    g_string_append (text, earlier);
  }
  for (int lane = 0; lane < lab_setup_n_lanes (setup); lane++) {
    const CalcResults *results = lab_experiment_results (experiment, lane);
    if (results != NULL)
      add_results (text, name, lab_setup_lane_id (setup, lane), results);
    else
      add_lane (text, name, lab_setup_lane_id (setup, lane),
                train_session_record (lab_experiment_session (experiment), lane));
  }
  add_probes (text, name, setup, probe_values);
  return g_string_free (text, FALSE);
}
