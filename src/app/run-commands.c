/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/run-private.h"

/* ---- commands ---- */

/* NULL where no time passes, too. */
static TrainSession *
session_of (GradusRun *self)
{
  return self->experiment && !gradus_run_is_calculation (self) ? lab_experiment_session (self->experiment) : NULL;
}

void
gradus_run_play (GradusRun *self)
{
  TrainSession *session = session_of (self);
  TrainStatus status = gradus_run_status (self);

  self->play_next = true;
  if (!session || (self->opening && !self->coming)) /* what is there gives way to another experiment */
    return;
  if (status.step >= status.steps)
    train_session_seek (session, 0);
  train_session_run (session);
  gradus_run_sweep (self);
  gradus_run_wake (self);
}

void
gradus_run_pause (GradusRun *self)
{
  self->play_next = false;
  if (session_of (self))
    train_session_pause (session_of (self));
  gradus_run_wake (self);
}

void
gradus_run_toggle (GradusRun *self)
{
  if (self->opening ? self->play_next : gradus_run_status (self).running)
    gradus_run_pause (self);
  else
    gradus_run_play (self);
}

void
gradus_run_step (GradusRun *self, long n)
{
  TrainSession *session = session_of (self);
  TrainStatus status = gradus_run_status (self);

  if (!session)
    return;
  if (status.running)
    train_session_pause (session);
  if (n > 0)
    train_session_step (session, n);
  else
    train_session_seek (session, MAX (status.step + n, 0));
  gradus_run_wake (self);
}

void
gradus_run_seek (GradusRun *self, long step)
{
  if (session_of (self))
    train_session_seek (session_of (self), MAX (step, 0));
  gradus_run_wake (self);
}

static void
reset_settings (GradusRun *self)
{
  LabSetup *setup = gradus_run_first_part (self->lesson, self->index, NULL);

  if (!setup)
    return;
  gradus_run_remember (self, NULL);
  gradus_run_restart (self, self->library, setup, 0);
}

void
gradus_run_reset (GradusRun *self)
{
  if (gradus_run_is_calculation (self))
    reset_settings (self);
  if (!session_of (self))
    return;
  train_session_pause (session_of (self));
  train_session_reset (session_of (self));
  if (self->parts_stale)
    gradus_run_drop_sweep (self, false);
  gradus_run_forget_redo (self);
  gradus_run_wake (self);
}

void
gradus_run_set_speed (GradusRun *self, double steps_per_second)
{
  self->speed = steps_per_second;
  if (session_of (self))
    train_session_set_speed (session_of (self), steps_per_second);
}

double
gradus_run_get_speed (GradusRun *self)
{
  return self->speed;
}

void
gradus_run_choose (GradusRun *self, int index)
{
  LabSetup *setup = self->lesson ? g_hash_table_lookup (self->left, GINT_TO_POINTER (index)) : NULL;

  if (!self->experiment || index == self->index || index < 0 || index >= (int) self->lesson->experiments->len)
    return;
  gradus_run_pause (self);
  g_hash_table_replace (self->left, GINT_TO_POINTER (self->index), lab_setup_copy (gradus_run_setup (self)));
  gradus_run_forget (self);
  if (setup)
    gradus_run_restart (self, self->library, lab_setup_copy (setup), 0);
  else
    gradus_run_open (self, self->library, self->lesson, index);
}

/* ---- settings ---- */

/* Not while another lesson is on its way. */
bool
gradus_run_can_change (GradusRun *self)
{
  return self->experiment && (!self->opening || self->coming);
}

guint64
gradus_run_seed (GradusRun *self)
{
  LabSetup *setup = gradus_run_setup (self);
  int knob = setup ? lab_setup_find_knob (setup, "seed") : -1;

  return knob < 0 ? 0 : (guint64) lab_setup_value (setup, knob, 0);
}

bool
gradus_run_set_seed (GradusRun *self, guint64 seed, BaseError *error)
{
  GradusPast *now;
  bool fine;
  char text[32];

  if (!gradus_run_can_change (self))
    return false;
  now = gradus_run_newest (self);
  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, seed);
  fine = lab_setup_set (now->setup, -1, "seed", text, error);
  if (fine) {
    gradus_run_remember (self, NULL);
    gradus_run_restart (self, now->library, g_steal_pointer (&now->setup), 0);
  }
  gradus_past_free (now);
  return fine;
}

bool
gradus_run_set (GradusRun *self, int lane, int knob, double value, bool *restarted, BaseError *error)
{
  BaseError refused = { "" };
  GradusPast *now;
  bool fine;

  *restarted = false;
  if (!gradus_run_can_change (self))
    return false;
  if (!self->coming && lab_experiment_set (self->experiment, lane, knob, value, &refused)) {
    gradus_run_forget_redo (self);
    gradus_run_leave_sweep (self);
    gradus_run_wake (self);
    g_signal_emit_by_name (self, "values");
    return true;
  }
  if (refused.text[0])
    return base_error_set (error, "%s", refused.text);
  now = gradus_run_newest (self);
  knob = lab_setup_find_knob (now->setup, lab_setup_knob (gradus_run_setup (self), knob)->key);
  fine = knob >= 0 && lab_setup_set_value (now->setup, lane, knob, value, error);
  *restarted = fine && !gradus_run_is_calculation (self);
  if (*restarted || (fine && !gradus_run_same_hand (self, lane, lab_setup_knob (now->setup, knob)->key)))
    gradus_run_remember (self, NULL);
  if (fine)
    gradus_run_restart (self, now->library, g_steal_pointer (&now->setup), 0);
  gradus_past_free (now);
  return fine;
}

void
gradus_run_say (GradusRun *self, const char *text, bool undo)
{
  g_signal_emit_by_name (self, "notice", text, (gboolean) undo);
}

void
gradus_run_look_again (GradusRun *self)
{
  gradus_run_wake (self);
}
