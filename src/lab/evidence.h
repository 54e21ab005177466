/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What claims look at: the records of all runs of an experiment. Private to lab. */

#include "lab/lane.h"
#include "lab/probes.h"

/* One lane of a finished session. */
typedef struct {
  const char *lane; /* its name in the lesson; "" for the only one */
  int point;        /* of the sweep; −1: none */
  const char *stage; /* NULL: there are none */
  bool last;        /* of the stages: the one that is meant where none is named */
  const TrainRecord *record;
  const LabLane *settings;
  const GArray *probe_values; /* of LabProbeValue, or NULL */
  int index;                  /* of the lane in @probe_values */
  double seconds;             /* of training alone; NAN: not measured */
  const CalcResults *results; /* of a calculator, in place of the record: the rows of a table are its steps */
} LabEvidenceRun;

/* What a claim may look at: all runs of one experiment. */
typedef struct {
  const LessonExperiment *experiment; /* NULL: nothing is swept */
  GArray *runs;                       /* of LabEvidenceRun */
} LabEvidence;

/* Adds all lanes of an experiment whose session stands still; valid until its next command. */
void lab_evidence_add (LabEvidence *evidence, LabExperiment *experiment, const GArray *probe_values);

/* The one run that a metric is about, or NULL with a message; where it says "key=*" the run has what the sweep has at
 * @point. */
const LabEvidenceRun *lab_evidence_find (const LabEvidence *evidence, const LessonExpr *expr, int point,
                                         BaseError *error);

/* The recorded steps of @run, for a calculator the indices of the rows that @expr's metric has. */
int lab_evidence_n_steps (const LabEvidenceRun *run, const LessonExpr *expr);
double lab_evidence_step (const LabEvidenceRun *run, const LessonExpr *expr, int row);

/* What a metric was in @run at @step; false with a message. */
bool lab_evidence_value (const LabEvidenceRun *run, const LessonExpr *expr, double step, double *number,
                         BaseError *error);
