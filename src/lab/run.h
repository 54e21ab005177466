/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whole runs without a window: to the end with progress, metrics.csv, pictures, summary, claims over several seeds. */

#include "lab/experiment.h"

typedef struct {
  const char *out;     /* folder; NULL: write nothing */
  PlotFormat format;
  double width, height;
  PlotTheme theme;
  void (*progress) (const char *experiment, double done, gpointer data); /* 0 … 1 */
  gpointer data;
} LabRunOptions;

/* Runs @setups, the experiments of one lesson, to their ends and writes metrics.csv (header
 * experiment,lane,step,metric,layer,value; %.9g, nan, inf), timing.csv and one picture for each view into the folder;
 * nothing half-written on failure. experiments[n] are handed back for a summary; the caller frees them. */
bool lab_run (LabSetup *const *setups, int n, const LabRunOptions *options, LabExperiment **experiments,
              BaseError *error);

/* The record of all lanes as CSV text, for one experiment. */
char *lab_metrics_csv (LabExperiment *experiment, const char *experiment_name, bool header);

typedef struct {
  const LessonClaim *claim;
  int held, n_seeds;
  char *numbers;    /* "0.67 > 3 * 0.011; 0.66 > 3 * 0.012; …" per seed */
  bool passed;      /* held in at least 4 of 5 (⌈0.8 n⌉) */
  char *problem;    /* why it could not be evaluated, or NULL */
} LabVerdict;

typedef struct {
  int n_seeds, jobs;
  bool null_run;
} LabVerifyOptions;

/* Trains all experiments of @lesson for seeds 1 … n and judges every claim; the result is a GPtrArray of LabVerdict. */
GPtrArray *lab_verify (const Lesson *lesson, const LabVerifyOptions *options, BaseError *error);
