/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/run.h"

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
  long seen;      /* number of the last snapshot */
  int quiet;      /* ticks with nothing new while it stands still */
  int notified;   /* atomic: a probe result waits */

  GCancellable *opening;
  GQueue undo, redo; /* of GradusPast: before settings that start anew */
};

/* Settings that were left, and the library that keeps their lesson alive. */
typedef struct {
  GradusLibrary *library;
  LabSetup *setup;
} GradusPast;

void gradus_past_free (gpointer past);

/* Puts the settings of now where undo finds them. */
void gradus_run_remember (GradusRun *run);

/* Asks for pictures until nothing moves. */
void gradus_run_wake (GradusRun *run);

/* Starts anew with @setup (taken over), whose lesson @library keeps; a run that was going goes on. */
void gradus_run_restart (GradusRun *run, GradusLibrary *library, LabSetup *setup);
