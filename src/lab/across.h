/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All runs of an experiment beside each other: the lanes shown, and where a view has been given them the lanes of the other
 * parts of its sweep. Private to lab. */

#include "lab/viewer.h"

typedef struct {
  LabExperiment *experiment;
  const TrainSnapshot *snapshot;
  int lane;
  long step;  /* that is shown */
  int number; /* from 1: the lanes of the session, then those of the other parts. Marks of a run are about it */
  int place;  /* in the sweep, from 0: whichever part it is in */
} LabAcross;

/* In the order of the sweep, for the caller to free. Where the session has come to its end each run is shown at its own. */
GArray *lab_across_runs (const LabViewer *viewer, const TrainSnapshot *snapshot);

/* Whether the runs have come to ends at different steps. */
bool lab_across_unequal (const GArray *runs);

/* "Training loss" */
const char *lab_metric_label (const char *metric);

/* What of a run is shown. */
typedef struct {
  const char *metric; /* or a result of a calculator */
  int layer;          /* from 1, of a metric of layers; else 0 */
  char *part;         /* "test=far", "" for none; owned */
} LabMeasure;

/* @metric, as the settings "layer" and "test" of the view say, where it has them; clear it. */
LabMeasure lab_measure (const LabViewer *viewer, const char *metric);
void lab_measure_clear (LabMeasure *measure);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabMeasure, lab_measure_clear)

/* The step of the newest value that is shown of any of the runs, 0 for none: it may have been recorded before the session's. */
long lab_across_step (const GArray *runs, const LabMeasure *measure);

/* Of a lane that is shown, up to @step; NaN: not recorded, or not finite. */
double lab_shown_measure (const LabShown *shown, const LabMeasure *measure, long step);

/* "Test accuracy (far)", "Gradient size (layer 2)"; the caller frees it. */
char *lab_measure_label (const LabViewer *viewer, const LabMeasure *measure);

/* The newest value, NaN where it is not finite; false: it is not recorded there. */
bool lab_across_value (const LabAcross *run, const LabMeasure *measure, double *value);

/* Number @axis, from 0, of the settings in which the runs differ: the swept ones, else those that differ between lanes. NULL:
 * there are fewer. The key of a setting. */
const char *lab_across_key (const LabExperiment *experiment, int axis);

/* What the setting @key is called: in the words of the lesson, else "Learning rate". */
const char *lab_across_label (const LabExperiment *experiment, const char *key);

/* What runs that differ in @key alone have in common, "tanh, batch size = 8"; "" for nothing. The caller frees it. */
char *lab_across_group (const LabAcross *run, const char *key);

/* What the run has of the swept settings: "8", "8, 0.1"; "" for nothing. The caller frees it. */
char *lab_across_values (const LabAcross *run);

/* What is measured against the setting @key: a line for each group; runs without a finite value are rules. */
PlotFigure *lab_figure_across (const LabViewer *viewer, const TrainSnapshot *snapshot, const char *key, const LabMeasure *measure);

/* Says how many runs are not in the picture. */
void lab_figure_note_missing (const LabViewer *viewer, PlotFigure *figure);
