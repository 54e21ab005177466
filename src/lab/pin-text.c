/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/across.h"
#include "lab/pin.h"

#include <math.h>

/* What lists say about pins. */

static const char *
lane_label (const LabSetup *setup, const LabPin *pin, int lane)
{
  int live = lab_find_lane (setup, pin->lanes[lane]);
  return live >= 0 ? lab_setup_lane_label (setup, live) : pin->lanes[lane];
}

/* ---- differences ---- */

static void
two_values (const void *data, const LabSetup *setup, int knob, int lane, LabDifference *values)
{
  const LabPin *pin = data;
  int live = lab_find_lane (setup, pin->lanes[lane]);
  values->before = lab_pin_value (pin, lab_setup_knob (setup, knob)->key, lane);
  values->after = live >= 0 ? lab_setup_value (setup, knob, live) : NAN;
  values->lane = live >= 0 ? lab_setup_first_run (setup, live) : -1;
}

static void
add_difference (GString *text, const LabSetup *setup, const LabDifference *difference)
{
  const LabKnob *row = lab_setup_knob (setup, difference->knob);
  const char *name = difference->lane >= 0 ? lab_setup_runs_label (setup, difference->lane) : "";
  g_autofree char *label = lab_inside_a_sentence (lab_setting_label (setup, row->key));
  g_autofree char *then = lab_value_text (row->param, difference->before), *now = lab_value_text (row->param, difference->after);
  g_autofree char *item = g_strdup_printf (_ ("%s %s (now %s)"), label, then, now);
  g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? _ (", ") : "", name, *name != '\0' ? _ (": ") : "", item);
}

char *
lab_pin_differences (const LabPin *pin, const LabSetup *setup)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GArray) differences = lab_differences (pin, setup, pin->record.n_lanes, two_values);
  for (guint i = 0; i < differences->len; i++)
    add_difference (text, setup, &g_array_index (differences, LabDifference, i));
  return g_string_free (text, FALSE);
}

/* ---- results ---- */

static void
add_result (GString *text, const char *name, double value)
{
  g_autofree char *number = lab_short_number (value);
  g_string_append_printf (text, "%s%s %s", text->len > 0 ? _ (", ") : "", name, isfinite (value) ? number : _ ("not finite"));
}

/* Of several lanes the training loss; of one the test loss, too, and accuracies. */
char *
lab_pin_result (const LabPin *pin, const LabSetup *setup)
{
  static const char *const metrics[] = { "train_loss", "test_loss", "train_acc", "test_acc" };
  bool several = pin->record.n_lanes > 1;
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint m = 0; m < (several ? 1 : G_N_ELEMENTS (metrics)); m++)
    for (int lane = 0; lane < pin->record.n_lanes; lane++) {
      g_autofree char *label = lab_inside_a_sentence (several ? lane_label (setup, pin, lane) : lab_metric_label (metrics[m]));
      if (train_snapshot_series (&pin->record, lane, metrics[m], 0) != NULL)
        add_result (text, label, lab_metric_at (&pin->record, lane, metrics[m], 0, pin->record.step));
    }
  if (several && text->len > 0)
    return g_strdup_printf (_ ("Training loss at step %ld: %s"), pin->record.step, text->str);
  return g_strdup_printf (_ ("Step %ld: %s"), pin->record.step, text->str);
}
