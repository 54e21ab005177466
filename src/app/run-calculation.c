/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/run-private.h"

/* A calculation follows its settings: one is made on a thread; of those asked for meanwhile the newest comes next. */

#define SAME_HAND_US 1000000 /* changes of one setting that follow each other so soon are one to undo */

typedef struct {
  GradusLibrary *library; /* the lesson must outlive the thread */
  LabExperiment *experiment;
  LabSetup *setup;
  LabCalculation *calculation;
  guint number; /* of the settings asked for */
} Work;

static void
work_free (Work *work)
{
  g_object_unref (work->library);
  lab_setup_free (work->setup);
  g_clear_pointer (&work->calculation, lab_calculation_free);
  g_free (work);
}

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  BaseError error = { "" };

  work->calculation = lab_calculation_new (work->setup, &error);
  if (work->calculation)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", error.text);
}

static void begin (GradusRun *self);

/* Settings that do not go together leave those before. */
static void
work_done (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GradusRun *self = GRADUS_RUN (object);
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean fine = g_task_propagate_boolean (G_TASK (result), &error);

  self->calculating = FALSE;
  if (work->experiment == self->experiment && self->wanted) {
    if (fine) {
      lab_experiment_take (self->experiment, g_steal_pointer (&work->calculation));
      gradus_run_sweep_again (self);
    } else {
      gradus_run_say (self, error->message, false);
    }
    if (work->number == self->n_wanted)
      g_clear_pointer (&self->wanted, lab_setup_free);
    g_signal_emit_by_name (self, "values");
    g_signal_emit_by_name (self, "status");
    gradus_run_wake (self);
  }
  begin (self);
}

static void
begin (GradusRun *self)
{
  Work *work;
  GTask *task;

  if (!self->wanted || self->calculating || self->begun == self->n_wanted)
    return;
  self->calculating = TRUE;
  self->begun = self->n_wanted;
  work = g_new (Work, 1);
  *work = (Work){ g_object_ref (self->library), self->experiment, lab_setup_copy (self->wanted), NULL, self->n_wanted };
  task = g_task_new (self, NULL, work_done, NULL);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  g_task_run_in_thread (task, work_thread);
  g_object_unref (task);
}

bool
gradus_run_recalculate (GradusRun *self, LabSetup *setup)
{
  if (!self->experiment || self->opening || !lab_experiment_fits (self->experiment, setup))
    return false;
  g_clear_pointer (&self->wanted, lab_setup_free);
  self->wanted = setup;
  self->n_wanted++;
  g_signal_emit_by_name (self, "values");
  g_signal_emit_by_name (self, "status");
  begin (self);
  return true;
}

bool
gradus_run_same_hand (GradusRun *self, int lane, const char *key)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *hand = g_strdup_printf ("%d %s", lane, key);
  bool same = now - self->hand_time < SAME_HAND_US && g_strcmp0 (hand, self->hand) == 0 && self->undo.length > 0;

  self->hand_time = now;
  g_free (self->hand);
  self->hand = g_steal_pointer (&hand);
  return same;
}

bool
gradus_run_is_calculation (GradusRun *self)
{
  const LabSetup *setup = gradus_run_setup (self);

  return setup && lab_setup_experiment (setup)->calculator;
}

bool
gradus_run_is_changed (GradusRun *self)
{
  LabSetup *setup = gradus_run_setup (self);
  bool changed = false;

  if (!gradus_run_is_calculation (self))
    return false;
  for (int knob = 0; knob < lab_setup_n_knobs (setup); knob++)
    for (int lane = 0; lane < lab_setup_n_lanes (setup); lane++)
      changed |= lab_setup_differs (setup, knob, lane);
  return changed;
}
