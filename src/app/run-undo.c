/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/run-private.h"

#include "base/words.h"
#include "lab/shown.h"

/* Changes in the running session are taken back there; beside them lies a list of what else was done: changes that started
 * anew, and deeds such as pinning. Each deed knows how many changes the session had then, and so which of both came last. */

#define MOST 50 /* are kept */

GradusPast *
gradus_past_new (GradusLibrary *library, const LabSetup *setup)
{
  GradusPast *past = g_new0 (GradusPast, 1);

  past->library = g_object_ref (library);
  past->setup = lab_setup_copy (setup);
  return past;
}

void
gradus_past_free (gpointer data)
{
  GradusPast *past = data;

  lab_setup_free (past->setup);
  g_clear_object (&past->library);
  if (past->free)
    past->free (past->data);
  g_free (past->text);
  g_free (past);
}

GradusPast *
gradus_run_newest (GradusRun *self)
{
  return self->coming ? gradus_past_new (self->coming->library, self->coming->setup)
                      : gradus_past_new (self->library, gradus_run_setup (self));
}

static void
push (GradusRun *self, GradusPast *past)
{
  g_queue_push_tail (&self->undo, past);
  if (self->undo.length > MOST)
    gradus_past_free (g_queue_pop_head (&self->undo));
  gradus_run_forget_redo (self);
  g_signal_emit_by_name (self, "status");
}

/* What leads from here to there and back is called @text. */
static GradusPast *
newest_called (GradusRun *self, const char *text)
{
  GradusPast *past = gradus_run_newest (self);

  past->text = g_strdup (text);
  past->step = text ? gradus_run_status (self).step : 0;
  return past;
}

void
gradus_run_remember (GradusRun *self, const char *text)
{
  push (self, newest_called (self, text));
}

void
gradus_run_did (GradusRun *self, const char *text, void (*flip) (gpointer data), gpointer data, GDestroyNotify free)
{
  GradusPast *past = g_new0 (GradusPast, 1);

  past->text = g_strdup (text);
  past->n_undo = gradus_run_status (self).n_undo;
  past->flip = flip;
  past->data = data;
  past->free = free;
  push (self, past);
}

void
gradus_run_forget_redo (GradusRun *self)
{
  g_queue_clear_full (&self->redo, gradus_past_free);
}

void
gradus_run_forget (GradusRun *self)
{
  g_queue_clear_full (&self->undo, gradus_past_free);
  gradus_run_forget_redo (self);
  if (!self->pins)
    return;
  lab_pins_clear (self->pins);
  g_signal_emit_by_name (self, "pins");
}

bool
gradus_run_can_undo (GradusRun *self)
{
  return self->experiment && (gradus_run_status (self).can_undo || self->undo.length > 0);
}

bool
gradus_run_can_redo (GradusRun *self)
{
  return self->experiment && (gradus_run_status (self).can_redo || self->redo.length > 0);
}

/* The last of what is not the session's own, from @from to @to. */
static void
travel (GradusRun *self, GQueue *from, GQueue *to)
{
  GradusPast *past = g_queue_pop_tail (from);

  if (!past)
    return;
  if (past->setup) {
    g_queue_push_tail (to, newest_called (self, past->text));
    gradus_run_restart (self, past->library, g_steal_pointer (&past->setup), past->step);
    gradus_past_free (past);
  } else {
    past->flip (past->data);
    g_queue_push_tail (to, past);
    g_signal_emit_by_name (self, "status");
  }
}

static bool
session_is_next (GradusRun *self, bool redo)
{
  TrainStatus status = gradus_run_status (self);
  const GradusPast *past = g_queue_peek_tail (redo ? &self->redo : &self->undo);
  bool deed = past && !past->setup;

  if (self->coming)
    return false;
  if (redo)
    return status.can_redo && !(deed && status.n_undo >= past->n_undo);
  return status.can_undo && !(deed && status.n_undo <= past->n_undo);
}

/* One change that lies between @past and the settings of now. */
static char *
past_text (GradusRun *self, const GradusPast *past, bool redo)
{
  GradusPast *now;
  char *text;

  if (past->text)
    return g_strdup (past->text);
  now = gradus_run_newest (self);
  text = redo ? lab_setup_change_text (now->setup, past->setup) : lab_setup_change_text (past->setup, now->setup);
  gradus_past_free (now);
  if (*text)
    return text;
  g_free (text);
  return g_strdup (_("another experiment"));
}

char *
gradus_run_undo_text (GradusRun *self, bool redo)
{
  const GradusPast *past = g_queue_peek_tail (redo ? &self->redo : &self->undo);

  if (!gradus_run_can_change (self))
    return NULL;
  if (session_is_next (self, redo))
    return self->snapshot
             ? lab_deed_text (gradus_run_setup (self), redo ? &self->snapshot->redo : &self->snapshot->undo) : NULL;
  return past ? past_text (self, past, redo) : NULL;
}

static void
go (GradusRun *self, bool redo)
{
  TrainSession *session = self->experiment ? lab_experiment_session (self->experiment) : NULL;

  if (!gradus_run_can_change (self))
    return;
  if (session_is_next (self, redo))
    (redo ? train_session_redo : train_session_undo) (session);
  else
    travel (self, redo ? &self->redo : &self->undo, redo ? &self->undo : &self->redo);
  gradus_run_wake (self);
}

void
gradus_run_undo (GradusRun *self)
{
  go (self, false);
}

void
gradus_run_redo (GradusRun *self)
{
  go (self, true);
}
