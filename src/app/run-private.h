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
  GQueue undo, redo; /* of LabSetup: before settings that start anew */
};

/* Asks for pictures until nothing moves. */
void gradus_run_wake (GradusRun *run);

/* Starts anew with @setup (taken over); a run that was going goes on. */
void gradus_run_restart (GradusRun *run, LabSetup *setup);
