/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/run-private.h"

#include "app/errand.h"

#include <malloc.h>
#include <math.h>

#define FRAME_US 33000 /* at most 30 pictures a second */
#define SLOW_MS 400     /* what takes longer to open says so */

enum { OPENED, CLOSING, FAILED, FRAME, STATUS, VALUES, PINS, PARTS, NOTICE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusRun, gradus_run, G_TYPE_OBJECT)

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
static void
drop_experiment (GradusRun *self)
{
  if (!self->experiment)
    return;
  g_signal_emit (self, signals[CLOSING], 0);
  lab_experiment_set_notify (self->experiment, NULL, NULL);
  gradus_run_drop_sweep (self, false);
  self->snapshot = NULL;
  g_clear_pointer (&self->wanted, lab_setup_free);
  gradus_run_free_experiment (g_steal_pointer (&self->experiment));
}

/* ---- life ---- */

static void
forget_opening (GradusRun *self)
{
  g_clear_object (&self->opening);
  g_clear_handle_id (&self->slow_timer, g_source_remove);
  self->slow = false;
  g_clear_pointer (&self->coming, gradus_past_free);
}

static void
gradus_run_dispose (GObject *object)
{
  GradusRun *self = GRADUS_RUN (object);

  forget_opening (self);
  if (self->tick && self->widget)
    gtk_widget_remove_tick_callback (self->widget, self->tick);
  self->tick = 0;
  g_clear_weak_pointer (&self->widget);
  drop_experiment (self);
  g_clear_pointer (&self->pins, lab_pins_free);
  gradus_run_forget (self);
  g_clear_pointer (&self->left, g_hash_table_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_object (&self->library);
  g_clear_pointer (&self->hand, g_free);
  G_OBJECT_CLASS (gradus_run_parent_class)->dispose (object);
}

static guint
signal_new (const char *name, GType argument)
{
  return g_signal_new (name, GRADUS_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       argument == G_TYPE_NONE ? 0 : 1, argument);
}

static void
gradus_run_class_init (GradusRunClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_run_dispose;
  signals[OPENED] = signal_new ("opened", G_TYPE_NONE);
  signals[CLOSING] = signal_new ("closing", G_TYPE_NONE);
  signals[FAILED] = signal_new ("failed", G_TYPE_STRING);
  signals[FRAME] = signal_new ("frame", G_TYPE_NONE);
  signals[STATUS] = signal_new ("status", G_TYPE_NONE);
  signals[VALUES] = signal_new ("values", G_TYPE_NONE);
  signals[PARTS] = signal_new ("parts", G_TYPE_NONE);
  signals[PINS] = signal_new ("pins", G_TYPE_NONE);
  signals[NOTICE] = g_signal_new ("notice", GRADUS_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
gradus_run_init (GradusRun *self)
{
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
  self->parts = g_ptr_array_new_with_free_func (gradus_run_free_experiment);
  self->left = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) lab_setup_free);
  self->index = -1;
  self->pins = lab_pins_new ();
}

GradusRun *
gradus_run_new (void)
{
  return g_object_new (GRADUS_TYPE_RUN, NULL);
}

/* ---- opening, on a thread ---- */

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

  drop_experiment (self);
  g_set_object (&self->library, opening->library);
  self->lesson = opening->lesson;
  self->index = opening->index;
  self->experiment = g_steal_pointer (&opening->experiment);
  self->seen = -1;
  session = lab_experiment_session (self->experiment);
  train_session_set_speed (session, self->speed);
  lab_experiment_set_notify (self->experiment, on_probe, self);
  lab_experiment_set_pins (self->experiment, self->pins);
  g_signal_emit (self, signals[OPENED], 0);
  g_signal_emit (self, signals[VALUES], 0);
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
  forget_opening (self);
  if (g_task_propagate_boolean (task, &error))
    adopt (self, g_task_get_task_data (task));
  else
    g_signal_emit (self, signals[FAILED], 0, error->message);
  g_clear_error (&error);
  g_signal_emit (self, signals[STATUS], 0);
}

static gboolean
is_slow (gpointer data)
{
  GradusRun *self = data;

  self->slow_timer = 0;
  self->slow = true;
  g_signal_emit (self, signals[STATUS], 0);
  return G_SOURCE_REMOVE;
}

static void
open_start (GradusRun *self, Opening *opening, bool play)
{
  forget_opening (self);
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
  forget_opening (self);
  drop_experiment (self);
  self->lesson = NULL;
  self->index = -1;
  g_signal_emit (self, signals[STATUS], 0);
}

/* ---- asking for pictures ---- */

static bool
status_differs (const TrainStatus *a, const TrainStatus *b)
{
  return a->step != b->step || a->furthest != b->furthest || a->running != b->running || a->branch != b->branch ||
         a->can_undo != b->can_undo || a->can_redo != b->can_redo || a->steps != b->steps;
}

/* Nothing moves, and the newest snapshot shows all that there is. */
static bool
settled (GradusRun *self, const TrainStatus *status)
{
  return !status->busy && self->snapshot && self->snapshot->version == status->version;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GradusRun *self = data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  TrainSession *session;
  TrainStatus status;
  bool fresh;

  if (!self->experiment || !self->widget) {
    self->tick = 0;
    return G_SOURCE_REMOVE;
  }
  session = lab_experiment_session (self->experiment);
  /* Half a screen frame of slack, so that 60 Hz gives every second one instead of every third. */
  if (now - self->last_frame < FRAME_US - 8000) {
    train_session_want_snapshot (session);
    return G_SOURCE_CONTINUE;
  }
  self->last_frame = now;
  self->snapshot = train_session_snapshot (session);
  status = train_session_status (session);
  fresh = self->snapshot && self->snapshot->number != self->seen;
  if (self->snapshot)
    self->seen = self->snapshot->number;
  self->turn++;
  if (status_differs (&status, &self->last) && (self->turn % 2 || !status.running || !self->last.running)) {
    self->last = status;
    g_signal_emit (self, signals[STATUS], 0);
  }
  if (self->snapshot)
    g_signal_emit (self, signals[FRAME], 0);
  if (settled (self, &status) && lab_experiment_follow (self->experiment, self->snapshot))
    g_signal_emit (self, signals[VALUES], 0);
  self->quiet = !fresh && settled (self, &status) ? self->quiet + 1 : 0;
  if (self->quiet < 2) {
    train_session_want_snapshot (session);
    return G_SOURCE_CONTINUE;
  }
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

guint
gradus_run_turn (GradusRun *self)
{
  return self->turn;
}

void
gradus_run_wake (GradusRun *self)
{
  self->quiet = 0;
  if (!self->experiment || !self->widget)
    return;
  train_session_want_snapshot (lab_experiment_session (self->experiment));
  if (!self->tick)
    self->tick = gtk_widget_add_tick_callback (self->widget, on_tick, self, NULL);
}

void
gradus_run_attach (GradusRun *self, GtkWidget *widget)
{
  g_set_weak_pointer (&self->widget, widget);
  gradus_run_wake (self);
}

/* ---- what it is ---- */

const Lesson *
gradus_run_lesson (GradusRun *self)
{
  return self->lesson;
}

int
gradus_run_index (GradusRun *self)
{
  return self->index;
}

LabExperiment *
gradus_run_experiment (GradusRun *self)
{
  return self->experiment;
}

LabSetup *
gradus_run_setup (GradusRun *self)
{
  return self->wanted ? self->wanted : self->experiment ? lab_experiment_setup (self->experiment) : NULL;
}

bool
gradus_run_is_opening (GradusRun *self)
{
  return self->opening != NULL;
}

bool
gradus_run_opens_slowly (GradusRun *self)
{
  return self->slow;
}

const TrainSnapshot *
gradus_run_snapshot (GradusRun *self)
{
  return self->snapshot;
}

TrainStatus
gradus_run_status (GradusRun *self)
{
  if (!self->experiment)
    return (TrainStatus){ 0 };
  return train_session_status (lab_experiment_session (self->experiment));
}
