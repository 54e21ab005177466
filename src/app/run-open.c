/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/run-private.h"

#include "app/errand.h"

#include <malloc.h>
#include <math.h>

#define SLOW_MS 400 /* what takes longer to open says so */

/* ---- one experiment gives way to another ---- */

static gpointer
free_experiment (gpointer experiment)
{
  lab_experiment_free (experiment);
  malloc_trim (0); /* data and graphs are tens of megabytes, and what lies above them in the heap would keep them */
  return NULL;
}

void
gradus_run_free_experiment (gpointer experiment)
{
  train_session_pause (lab_experiment_session (experiment));
  gradus_errand (free_experiment, experiment);
}

/* Waiting for the workers to end would hold up the window, so it is done elsewhere. */
void
gradus_run_drop_experiment (GradusRun *self)
{
  if (!self->experiment)
    return;
  g_signal_emit_by_name (self, "closing");
  lab_experiment_set_notify (self->experiment, NULL, NULL);
  gradus_run_drop_sweep (self, false);
  self->snapshot = NULL;
  g_clear_pointer (&self->wanted, lab_setup_free);
  gradus_run_free_experiment (g_steal_pointer (&self->experiment));
}

/* ---- opening, on a thread ---- */

void
gradus_run_forget_opening (GradusRun *self)
{
  g_clear_object (&self->opening);
  g_clear_handle_id (&self->slow_timer, g_source_remove);
  self->slow = false;
  g_clear_pointer (&self->coming, gradus_past_free);
}

typedef struct {
  GradusLibrary *library; /* the lesson must outlive the thread */
  const Lesson *lesson;
  int index;
  LabSetup *setup; /* NULL: the lesson's */
  LabExperiment *experiment;
  long step;
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_object (&opening->library);
  g_clear_pointer (&opening->setup, lab_setup_free);
  g_clear_pointer (&opening->experiment, lab_experiment_free);
  g_free (opening);
}

LabSetup *
gradus_run_first_part (const Lesson *lesson, int index, BaseError *error)
{
  LabSetup *setup = lab_setup_new (lesson, lesson->experiments->pdata[index], error);
  LabSetup *part = setup ? lab_setup_part (setup, 0, error) : NULL;

  lab_setup_free (setup);
  return part;
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  BaseError error = { "" };

  if (!opening->setup)
    opening->setup = gradus_run_first_part (opening->lesson, opening->index, &error);
  if (opening->setup)
    opening->experiment = lab_experiment_new (opening->setup, (LabWorkers) { GRADUS_NICE, .alone = true }, &error);
  if (opening->experiment)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", error.text);
}

static gboolean
probe_ready (gpointer data)
{
  GradusRun *self = data;

  g_atomic_int_set (&self->notified, 0);
  gradus_run_wake (self);
  return G_SOURCE_REMOVE;
}

/* On the probe thread. */
static void
on_probe (gpointer data)
{
  GradusRun *self = data;

  if (g_atomic_int_compare_and_exchange (&self->notified, 0, 1))
    g_idle_add_full (G_PRIORITY_DEFAULT, probe_ready, g_object_ref (self), g_object_unref);
}

static void
adopt (GradusRun *self, Opening *opening)
{
  TrainSession *session;

  gradus_run_drop_experiment (self);
  g_set_object (&self->library, opening->library);
  self->lesson = opening->lesson;
  self->index = opening->index;
  self->experiment = g_steal_pointer (&opening->experiment);
  self->seen = -1;
  session = lab_experiment_session (self->experiment);
  train_session_set_speed (session, self->speed);
  lab_experiment_set_notify (self->experiment, on_probe, self);
  lab_experiment_set_pins (self->experiment, self->pins);
  g_signal_emit_by_name (self, "opened");
  g_signal_emit_by_name (self, "values");
  gradus_run_say_what_is_missing (self);
  if (gradus_run_is_calculation (self) || self->play_next)
    gradus_run_sweep (self);
  if (opening->step > 0)
    train_session_seek (session, opening->step);
  if (self->play_next)
    train_session_run (session);
  gradus_run_wake (self);
}

static void
open_done (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GradusRun *self = GRADUS_RUN (object);
  GTask *task = G_TASK (result);
  GError *error = NULL;

  if (task != self->opening)
    return; /* another one was asked for meanwhile */
  gradus_run_forget_opening (self);
  if (g_task_propagate_boolean (task, &error))
    adopt (self, g_task_get_task_data (task));
  else
    g_signal_emit_by_name (self, "failed", error->message);
  g_clear_error (&error);
  g_signal_emit_by_name (self, "status");
}

static gboolean
is_slow (gpointer data)
{
  GradusRun *self = data;

  self->slow_timer = 0;
  self->slow = true;
  g_signal_emit_by_name (self, "status");
  return G_SOURCE_REMOVE;
}

static void
open_start (GradusRun *self, Opening *opening, bool play)
{
  gradus_run_forget_opening (self);
  self->slow_timer = g_timeout_add (SLOW_MS, is_slow, self);
  self->play_next = play;
  if (opening->setup)
    self->coming = gradus_past_new (opening->library, opening->setup);
  self->opening = g_task_new (self, NULL, open_done, NULL);
  g_task_set_task_data (self->opening, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (self->opening, open_thread);
}

static Opening *
opening_new (GradusLibrary *library, const Lesson *lesson, int index, LabSetup *setup)
{
  Opening *opening = g_new0 (Opening, 1);

  g_set_object (&opening->library, library);
  opening->lesson = lesson;
  opening->index = index;
  opening->setup = setup;
  return opening;
}

static bool
is_coming (GradusRun *self, const Lesson *lesson, int index)
{
  const Opening *opening = self->opening ? g_task_get_task_data (self->opening) : NULL;

  return opening && opening->lesson == lesson && opening->index == index && !self->coming;
}

void
gradus_run_open (GradusRun *self, GradusLibrary *library, const Lesson *lesson, int index)
{
  if (is_coming (self, lesson, index))
    return;
  gradus_run_forget (self);
  if (lesson != self->lesson)
    g_hash_table_remove_all (self->left);
  open_start (self, opening_new (library, lesson, index, NULL), false);
}

static void
copy_value (LabSetup *setup, const LabSetup *model, int index, int lane)
{
  int knob = lab_setup_find_knob (setup, lab_setup_knob (model, index)->key);
  double value = lab_setup_value (model, index, lane);

  if (knob >= 0 && !isnan (value) && value != lab_setup_value (setup, knob, lane))
    lab_setup_set_value (setup, lane, knob, value, NULL);
}

static LabSetup *
same_run (const Lesson *lesson, int index, const LabSetup *model)
{
  LabSetup *whole = lab_setup_new (lesson, lesson->experiments->pdata[index], NULL);
  LabSetup *run = whole ? lab_setup_same_run (whole, model, NULL) : NULL;

  lab_setup_free (whole);
  return run;
}

/* Copies what was changed, by key: the two setups come from the same blocks. Twice, because another optimizer or data set
 * comes with settings of its own, which may have been copied before it. */
static LabSetup *
setup_like (const Lesson *lesson, int index, const LabSetup *model)
{
  LabSetup *setup = lab_setup_is_alone (model) ? same_run (lesson, index, model) : gradus_run_first_part (lesson, index, NULL);

  for (int pass = 0; setup && pass < 2; pass++)
    for (int i = 0; i < lab_setup_n_knobs (model); i++)
      for (int lane = 0; lane < lab_setup_n_lanes (model); lane++)
        copy_value (setup, model, i, lane);
  return setup;
}

void
gradus_run_open_like (GradusRun *self, GradusLibrary *library, const Lesson *lesson, GradusRun *other)
{
  Opening *opening;

  if (!other->experiment || other->index >= (int) lesson->experiments->len) {
    gradus_run_open (self, library, lesson, 0);
    return;
  }
  opening = opening_new (library, lesson, other->index,
                         setup_like (lesson, other->index, gradus_run_setup (other)));
  opening->step = gradus_run_status (other).step;
  self->speed = other->speed;
  while (other->pins->pins->len > 0)
    lab_pins_add (self->pins, lab_pins_take (other->pins, 0), -1);
  open_start (self, opening, gradus_run_status (other).running);
}

void
gradus_run_restart (GradusRun *self, GradusLibrary *library, LabSetup *setup, long step)
{
  const Lesson *lesson = lab_setup_lesson (setup);
  guint index = 0;
  Opening *opening;

  if (gradus_run_recalculate (self, setup))
    return;
  g_ptr_array_find (lesson->experiments, lab_setup_experiment (setup), &index);
  opening = opening_new (library, lesson, (int) index, setup);
  opening->step = step;
  open_start (self, opening, gradus_run_status (self).running);
}

void
gradus_run_replace (GradusRun *self, GradusLibrary *library, const Lesson *lesson, bool go_on)
{
  Opening *opening = opening_new (library, lesson, 0, gradus_run_first_part (lesson, 0, NULL));

  if (self->experiment)
    gradus_run_remember (self, NULL);
  open_start (self, opening, go_on && gradus_run_status (self).running);
}

void
gradus_run_close (GradusRun *self)
{
  gradus_run_forget_opening (self);
  gradus_run_drop_experiment (self);
  self->lesson = NULL;
  self->index = -1;
  g_signal_emit_by_name (self, "status");
}
