/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/run-private.h"

#define FRAME_US 33000 /* at most 30 pictures a second */

enum { OPENED, CLOSING, FAILED, FRAME, STATUS, VALUES, PINS, PARTS, NOTICE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusRun, gradus_run, G_TYPE_OBJECT)

/* ---- life ---- */

static void
gradus_run_dispose (GObject *object)
{
  GradusRun *self = GRADUS_RUN (object);

  gradus_run_forget_opening (self);
  if (self->tick && self->widget)
    gtk_widget_remove_tick_callback (self->widget, self->tick);
  self->tick = 0;
  g_clear_weak_pointer (&self->widget);
  gradus_run_drop_experiment (self);
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
  if (now - self->last_frame < FRAME_US - 8000)
    return G_SOURCE_CONTINUE;
  self->last_frame = now;
  self->snapshot = train_session_snapshot (session);
  status = train_session_status (session);
  fresh = self->snapshot && self->snapshot->number != self->seen;
  if (self->snapshot)
    self->seen = self->snapshot->number;
  self->turn = (self->turn + 1) % GRADUS_RUN_TURNS;
  if (status_differs (&status, &self->last) && (self->turn == 1 || !status.running || !self->last.running)) {
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
