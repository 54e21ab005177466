/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/run-private.h"

#include "app/errand.h"

#include "base/words.h"
#include "lab/shown.h"

/* The runs of a sweep that are no lanes here, or a sweep of the learning rate that was asked for on the spot: one part after the other
 * is trained to its end on a thread and handed over, for views across runs. */

#define LARGEST (64 << 20) /* bytes of samples that all parts together may hold */
#define POLL_US 20000

typedef struct {
  GradusRun *run;
  GradusLibrary *library; /* the lesson must outlive the thread */
  LabSetup *setup;        /* of the part that is shown */
  bool rates;             /* parts are all of it, at other rates */
  GCancellable *cancel;
} Sweep;

typedef struct {
  GradusRun *run;
  GCancellable *cancel;
  LabExperiment *part;
} Found;

/* On the main thread, on which the run may end with it. */
static gboolean
sweep_free (gpointer data)
{
  Sweep *sweep = data;

  g_object_unref (sweep->run);
  g_object_unref (sweep->library);
  g_object_unref (sweep->cancel);
  lab_setup_free (sweep->setup);
  g_free (sweep);
  return G_SOURCE_REMOVE;
}

static int
n_parts (const LabSetup *part, bool rates)
{
  return rates ? LAB_N_RATES : (lab_setup_n_lanes (part) + lab_setup_n_elsewhere (part) + TRAIN_MAX_LANES - 1) / TRAIN_MAX_LANES;
}

/* Viewers let go of the parts before these do. */
static void
drop_parts (GradusRun *self)
{
  GPtrArray *old = self->parts;

  self->parts = g_ptr_array_new_with_free_func (gradus_run_free_experiment);
  g_signal_emit_by_name (self, "parts");
  g_ptr_array_unref (old);
}

/* Old ones are seen until the first new one is there. */
static gboolean
hand_over (gpointer data)
{
  Found *found = data;
  GradusRun *self = found->run;

  if (g_cancellable_is_cancelled (found->cancel)) {
    gradus_run_free_experiment (found->part);
  } else {
    if (self->parts_old)
      drop_parts (self);
    self->parts_old = false;
    g_ptr_array_add (self->parts, found->part);
    g_signal_emit_by_name (self, "parts");
    gradus_run_wake (self);
  }
  g_object_unref (found->cancel);
  g_object_unref (self);
  g_free (found);
  return G_SOURCE_REMOVE;
}

/* Trained to its end; false: it is no longer wanted. */
static bool
train (LabExperiment *part, GCancellable *cancel)
{
  TrainSession *session = lab_experiment_session (part);

  if (lab_experiment_results (part, 0))
    return true;
  train_session_wait (session);
  train_session_run (session);
  while (train_session_status (session).busy && !g_cancellable_is_cancelled (cancel))
    g_usleep (POLL_US);
  if (g_cancellable_is_cancelled (cancel))
    return false;
  train_session_wait (session);
  return true;
}

static gpointer
sweep_thread (gpointer data)
{
  Sweep *sweep = data;
  BaseError error = { "" };

  for (int i = sweep->rates ? 0 : 1; i < n_parts (sweep->setup, sweep->rates) && !g_cancellable_is_cancelled (sweep->cancel); i++) {
    LabSetup *setup = (sweep->rates ? lab_setup_at_rate : lab_setup_other_part) (sweep->setup, i, &error);
    LabExperiment *part = setup ? lab_experiment_new (setup, (LabWorkers) { .nice = GRADUS_NICE }, &error) : NULL;

    lab_setup_free (setup);
    if (part && train (part, sweep->cancel)) {
      Found *found = g_new (Found, 1);

      *found = (Found){ g_object_ref (sweep->run), g_object_ref (sweep->cancel), part };
      g_idle_add (hand_over, found);
    } else {
      lab_experiment_free (part);
    }
  }
  g_idle_add (sweep_free, sweep);
  return NULL;
}

/* Every part has samples of its own; a lesson of some hundred digits is small, all of MNIST is not. */
static bool
is_small (GradusRun *self)
{
  const DataSet *set = lab_experiment_train_set (self->experiment, 0);
  double bytes = set ? (double) set->n * data_set_n_inputs (set) * sizeof (float) : 0;

  return bytes * n_parts (lab_experiment_setup (self->experiment), self->rates) <= LARGEST;
}

void
gradus_run_sweep (GradusRun *self)
{
  const LabSetup *setup = lab_experiment_setup (self->experiment);
  Sweep *sweep;

  if (self->sweeping || self->parts_stale || !(self->rates || lab_setup_n_elsewhere (setup) > 0) || !is_small (self))
    return;
  self->sweeping = g_cancellable_new ();
  sweep = g_new (Sweep, 1);
  *sweep = (Sweep){ g_object_ref (self), g_object_ref (self->library), lab_setup_copy (setup), self->rates,
                    g_object_ref (self->sweeping) };
  gradus_errand (sweep_thread, sweep);
}

static void
stop (GradusRun *self)
{
  if (self->sweeping)
    g_cancellable_cancel (self->sweeping);
  g_clear_object (&self->sweeping);
}

void
gradus_run_sweep_again (GradusRun *self)
{
  stop (self);
  self->parts_old = true;
  gradus_run_sweep (self);
}

void
gradus_run_drop_sweep (GradusRun *self, bool stale)
{
  stop (self);
  self->parts_old = false;
  self->parts_stale = stale;
  self->rates = false;
  drop_parts (self);
}

bool
gradus_run_try_rates (GradusRun *self)
{
  if (!self->experiment || !lab_setup_has_rates (lab_experiment_setup (self->experiment)))
    return true;
  self->rates = true;
  self->rates = is_small (self);
  if (self->rates)
    gradus_run_sweep (self);
  return self->rates;
}

void
gradus_run_leave_sweep (GradusRun *self)
{
  if (self->rates)
    gradus_run_sweep_again (self);
  else
    gradus_run_drop_sweep (self, gradus_run_status (self).furthest > 0);
}

bool
gradus_run_tries_rates (GradusRun *self)
{
  return self->rates;
}

GPtrArray *
gradus_run_parts (GradusRun *self)
{
  return self->parts;
}

void
gradus_run_say_what_is_missing (GradusRun *self)
{
  const LabSetup *setup = lab_experiment_setup (self->experiment);
  int n = lab_setup_n_lanes (setup), n_elsewhere = lab_setup_n_elsewhere (setup);
  g_autofree char *text = NULL;

  if (n_elsewhere == 0 || gradus_run_is_calculation (self) || is_small (self)) /* the others train beside them when it plays */
    return;
  text = g_strdup_printf (_("%d of %d runs of the sweep are shown; \"gradus run\" trains all of them"), n, n + n_elsewhere);
  gradus_run_say (self, text, false);
}

void
gradus_run_single_out (GradusRun *self, const LabSetup *setup, int lane)
{
  g_autofree char *id = g_strdup (lab_setup_lane_id (setup, lane)), *text = NULL;
  LabSetup *alone;

  if (self->opening || !self->experiment)
    return;
  alone = lab_setup_copy (setup);
  lab_setup_only_lane (alone, id, NULL);
  text = lab_setup_n_lanes (setup) == 1 ? lab_setup_change_text (lab_experiment_setup (self->experiment), alone)
                                        : g_strdup_printf (_("%s alone"), lab_setup_lane_label (alone, 0));
  gradus_run_remember (self, text);
  gradus_run_restart (self, self->library, alone, gradus_run_status (self).step);
  gradus_run_say (self, text, true);
}
