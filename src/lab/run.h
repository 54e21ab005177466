/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whole runs without a window: to the end with progress, metrics.csv, pictures, summary, claims over several
 * seeds. */

#include "lab/experiment.h"

typedef struct {
  const char *out; /* folder; NULL: write nothing */
  int n_frames;    /* of an animation of each view, in the folder "frames" of @out; 0: none */
  bool page;       /* all views of an experiment on one page, too */
  PlotFormat format;
  double width, height; /* px; 0: 960 × 600 */
  PlotTheme theme;
  void (*progress) (const LabExperiment *experiment, long step, long steps,
                    gpointer data); /* about ten times a second */
  gpointer data;
} LabRunOptions;

/* One experiment of a run, kept for a summary. */
typedef struct {
  LabExperiment *experiment;
  GArray *probe_values; /* of LabProbeValue (lab/probes.h), or empty */
  double seconds;       /* of training */
  GPtrArray *pictures;  /* paths written */
} LabRun;

/* Runs @setups, the parts of the experiments of one lesson, to their ends and writes metrics.csv (header
 * experiment,lane,step,metric,layer,value; batch_loss at every step, the metrics at recorded ones; %.9g, nan,
 * inf), timing.csv and one picture for each view into the folder. Files are written after everything has been
 * computed, each through a temporary file; on failure those already written are removed. @runs[n] is cleared
 * by lab_run_clear. */
bool lab_run (LabSetup *const *setups, int n, const LabRunOptions *options, LabRun *runs, BaseError *error);
void lab_run_clear (LabRun *run);

/* The results of the calculator @name: settings[n] are "KEY=VALUE" with its own settings, seed, network, or those of layers. The
 * caller frees them; NULL with a message. */
CalcResults *lab_calculate_named (const char *name, char *const *settings, int n, BaseError *error);

/* The record of all lanes as CSV text. @probe_values NULL: without. The session stands still. */
char *lab_metrics_csv (LabExperiment *experiment, const GArray *probe_values, bool header);

typedef struct {
  const LessonClaim *claim;
  int held, n_seeds;
  char *numbers; /* both sides as measured, for each seed: "0.67 > 0.033; 0.66 > 0.036; …", "0.5 == 0.51 +- 0.02" */
  bool passed;   /* held in at least 4 of 5 (⌈0.8 n⌉) */
  char *problem; /* why it could not be evaluated, or NULL */
} LabVerdict;
void lab_verdict_free (LabVerdict *verdict);

typedef struct {
  int n_seeds;   /* seeds 1 … n */
  int jobs;      /* runs at once; sessions are independent of each other */
  bool null_run; /* lanes made equal, a single lane with rate 0, a stored counterexample applied: claims must
                    fail */
  long steps;    /* 0: the lesson's */
  void (*progress) (int done, int n, gpointer data); /* from the calling thread */
  gpointer data;
} LabVerifyOptions;

/* Trains all experiments of @lesson that have claims, for every seed, and judges every claim in the lesson's
 * order; in a null run without those tagged `same`. A GPtrArray of LabVerdict that frees them; NULL with a
 * message when an experiment cannot be run. */
GPtrArray *lab_verify (const Lesson *lesson, const LabVerifyOptions *options, BaseError *error);

/* Everything that can be found out about @lesson without running it: settings, networks, views, metrics of
 * claims. Returns the messages, each "PATH:LINE:COLUMN: …"; empty if all is well. */
GPtrArray *lab_check (const Lesson *lesson);
