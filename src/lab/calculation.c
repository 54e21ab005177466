/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/calculation.h"

#include "base/words.h"
#include "lab/network.h"
#include "lab/run.h"
#include "lab/setup-private.h"
#include "lab/viewer.h"

#include <math.h>
#include <string.h>

static int
setting (const LabLane *lane, const char *name)
{
  int index = params_find (lane->calculator->entry.params, name);
  return index >= 0 ? (int) lane->calculator_values[index] : 1;
}

NnShape
lab_calculation_shape (const LabLane *lane)
{
  return (NnShape){ 3, { setting (lane, "height"), setting (lane, "width"), setting (lane, "channels") } };
}

CalcResults *
lab_calculate (const LabLane *lane, uint64_t seed, BaseError *error)
{
  CalcInput input = { .values = lane->calculator_values, .seed = seed };
  NnNode *ends[2];
  if (lane->calculator->network != NULL) {
    input.graph = lab_network_chain (lane, lab_calculation_shape (lane), ends, error);
    if (input.graph == NULL)
      return NULL;
    input.input = ends[0];
    input.output = ends[1];
  }
  CalcResults *results = calc_run (lane->calculator, &input, error);
  nn_graph_free (input.graph);
  return results;
}

LabCalculation *
lab_calculation_new (const LabSetup *setup, BaseError *error)
{
  LabCalculation *calculation = g_new0 (LabCalculation, 1);
  gint64 start = g_get_monotonic_time ();
  calculation->setup = lab_setup_copy (setup);
  for (int lane = 0; lane < setup->n_lanes; lane++) {
    calculation->results[lane] = lab_calculate (&setup->lanes[lane], (uint64_t) setup->run[LAB_SEED], error);
    if (calculation->results[lane] == NULL) {
      lab_calculation_free (calculation);
      lab_place_error ((LabPlace){ setup->path, setup->experiment->place }, error);
      return NULL;
    }
  }
  calculation->seconds = (double) (g_get_monotonic_time () - start) / 1e6;
  return calculation;
}

void
lab_calculation_free (LabCalculation *calculation)
{
  if (calculation == NULL)
    return;
  for (int lane = 0; lane < TRAIN_MAX_LANES; lane++)
    calc_results_free (calculation->results[lane]);
  lab_setup_free (calculation->setup);
  g_free (calculation);
}

/* When a word is read: the calculator's own settings say how large the image is, then come networks, then their layers. */
static int
rank (const char *key)
{
  static const char *const of_networks[] = { "network", "activation", NULL };
  return strchr (key, '.') != NULL ? 2 : g_strv_contains (of_networks, key) ? 1 : 0;
}

/* "gap=3", "seed=2", "network=conv2d 8 3", "layer1.kernel=5", if it is its turn. */
static bool
set_word (LabLane *lane, double *seed, const char *word, int turn, BaseError *error)
{
  const char *equals = strchr (word, '=');
  if (equals == NULL)
    return base_error_set (error, _ ("\"%s\": expected KEY=VALUE"), word);
  g_autofree char *key = g_strndup (word, (gsize) (equals - word));
  if (rank (key) != turn)
    return true;
  if (strcmp (key, lab_run_params[LAB_SEED].name) == 0)
    return param_parse (&lab_run_params[LAB_SEED], equals + 1, seed, error);
  g_autofree char *path = turn == 0 ? g_strconcat ("calculator.", key, NULL) : g_strdup (key);
  return lab_lane_set (lane, path, equals + 1, NULL, (LabPlace){ NULL, { 0, 0 } }, error);
}

CalcResults *
lab_calculate_named (const char *name, char *const *settings, int n, BaseError *error)
{
  LabLane lane;
  double seed = lab_run_params[LAB_SEED].def;
  lab_lane_init (&lane);
  bool fine = lab_lane_set (&lane, "calculator", name, NULL, (LabPlace){ NULL, { 0, 0 } }, error);
  for (int turn = 0; fine && turn < 3; turn++) {
    for (int i = 0; fine && i < n; i++)
      fine = set_word (&lane, &seed, settings[i], turn, error);
    fine = fine && (turn == 0 || lab_network_check (&lane, error)); /* numbers the layers */
  }
  CalcResults *results = fine ? lab_calculate (&lane, (uint64_t) seed, error) : NULL;
  lab_lane_clear (&lane);
  return results;
}

const CalcValue *
lab_result (const LabExperiment *experiment, int lane, const char *name)
{
  const CalcResults *results = lab_experiment_results (experiment, lane);
  int output = results != NULL ? calc_find_output (results->calculator, name) : -1;
  return output >= 0 ? &results->values[output] : NULL;
}

const char *
lab_output_unit (const CalcOutput *output)
{
  return output->unit != NULL ? _ (output->unit) : NULL;
}

char *
lab_output_label (const CalcOutput *output)
{
  return output->unit != NULL ? g_strdup_printf ("%s (%s)", _ (output->label), lab_output_unit (output)) : g_strdup (_ (output->label));
}

double
lab_result_number (const LabExperiment *experiment, int lane, const char *name, const char **label)
{
  const CalcResults *results = lab_experiment_results (experiment, lane);
  const Param *params = results->calculator->entry.params;
  int output = calc_find_output (results->calculator, name), setting = params_find (params, name);
  bool is_output = output >= 0 && results->calculator->outputs[output].kind == CALC_NUMBER;
  if (label != NULL)
    *label = is_output ? _ (results->calculator->outputs[output].label) : setting >= 0 ? _ (params[setting].label) : NULL;
  return is_output      ? results->values[output].values[0]
         : setting >= 0 ? lab_experiment_setup (experiment)->lanes[lane].calculator_values[setting]
                        : NAN;
}
