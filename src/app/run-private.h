/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/run.h"
#include "lab/recalculation.h"

#define GRADUS_NICE 10 /* workers give way to the window */

/* Settings, and the library that keeps their lesson alive; or, where setup is NULL, a deed, see gradus_run_did. */
typedef struct {
  GradusLibrary *library;
  LabSetup *setup;
  long step;  /* where they were left, if that matters */
  char *text; /* NULL: how the settings differ from those of now */
  int n_undo; /* so many changes of the session came before it */
  void (*flip) (gpointer data);
  gpointer data;
  GDestroyNotify free;
} GradusPast;

struct _GradusRun {
  GObject parent;
  GradusLibrary *library; /* keeps the lesson alive */
  const Lesson *lesson;
  int index;
  LabExperiment *experiment;
  const TrainSnapshot *snapshot;
  TrainStatus last;
  double speed;

  GtkWidget *widget;
  guint tick;
  gint64 last_frame;
  guint turn; /* see gradus_run_turn () */
  long seen;      /* number of the last snapshot */
  int quiet;      /* ticks with nothing new while it stands still */
  int notified;   /* atomic: a probe result waits */

  GTask *opening; /* the experiment that is being made */
  guint slow_timer;
  bool slow, play_next; /* it has taken a while; to be played when it is there */
  GradusPast *coming; /* the settings that are being opened, where they follow from others: the next change builds on them */
  GQueue undo, redo; /* of GradusPast, oldest first: what can be taken back besides the changes in the session */
  LabPins *pins;

  GHashTable *left; /* of the lesson: index of an experiment → LabSetup it was left with */

  GPtrArray *parts; /* of LabExperiment: runs of the sweep that are no lanes here, trained to their ends */
  GCancellable *sweeping;
  bool rates; /* the parts are the experiment at other rates, see gradus_run_try_rates */
  bool parts_old, parts_stale; /* they are replaced; by hand something was changed on the way that they would not know */

  LabSetup *wanted;      /* of a calculation: asked for and not there yet, or NULL */
  guint n_wanted, begun; /* how many were asked for; of which the calculation was last begun */
  gboolean calculating;
  char *hand; /* what was changed last, */
  gint64 hand_time;
};

/* ---- run-open.c ---- */

void gradus_run_forget_opening (GradusRun *run); /* what is on its way */
void gradus_run_drop_experiment (GradusRun *run);

/* ---- run-undo.c ---- */

GradusPast *gradus_past_new (GradusLibrary *library, const LabSetup *setup); /* copies @setup */
void gradus_past_free (gpointer past);

/* A copy of the newest settings: those on their way, else those of now; gradus_past_free. There is an experiment. */
GradusPast *gradus_run_newest (GradusRun *run);

/* Puts the newest settings where undo finds them, and with @text the step, too; leaves nothing to undo or redo, and no pins. */
void gradus_run_remember (GradusRun *run, const char *text);
void gradus_run_forget_redo (GradusRun *run);
void gradus_run_forget (GradusRun *run);

/* Settings as the lesson has them, of a sweep its first runs as lanes; for the caller to free. */
LabSetup *gradus_run_first_part (const Lesson *lesson, int index, BaseError *error);

/* Asks for pictures until nothing moves. */
void gradus_run_wake (GradusRun *run);

/* Whether there are settings that a change can build on. */
bool gradus_run_can_change (GradusRun *run);

/* Starts anew with @setup (taken over), whose lesson @library keeps, and goes to @step; a run that was going goes on. */
void gradus_run_restart (GradusRun *run, GradusLibrary *library, LabSetup *setup, long step);

/* ---- run-calculation.c ---- */

/* Calculates anew with @setup, taken over, if nothing else is needed; the newest wins. */
bool gradus_run_recalculate (GradusRun *run, LabSetup *setup);

/* Whether a change of @key in @lane is the same move of a hand as the one before, so that one undo takes both back. */
bool gradus_run_same_hand (GradusRun *run, int lane, const char *key);

/* ---- run-sweep.c ---- */

/* Trains, or calculates, the other parts of a sweep if they are small; anew; drops them, @stale: until it starts anew; after a change on
 * the way, which other rates are tried with anew and others would not know. */
void gradus_run_sweep (GradusRun *run);
void gradus_run_sweep_again (GradusRun *run);
void gradus_run_drop_sweep (GradusRun *run, bool stale);
void gradus_run_leave_sweep (GradusRun *run);
void gradus_run_say_what_is_missing (GradusRun *run);

/* Frees as an errand. */
void gradus_run_free_experiment (gpointer experiment);
