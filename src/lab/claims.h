/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Judges claims over what was recorded. A loss that is not finite compares as +infinity; any other value that
 * is not finite fails the claim. Private to lab. */

#include "lab/probes.h"

/* One lane of a finished session. */
typedef struct {
  const char *lane; /* its name in the lesson; "" for the only one */
  int point;        /* of the sweep; −1: none */
  const char *stage; /* NULL: there are none */
  bool last;        /* of the stages: the one that is meant where none is named */
  const TrainRecord *record;
  const GArray *probe_values; /* of LabProbeValue, or NULL */
  int index;                  /* of the lane in @probe_values */
} LabEvidenceRun;

/* What a claim may look at: all runs of one experiment. */
typedef struct {
  const LessonExperiment *experiment; /* NULL: nothing is swept */
  GArray *runs;                       /* of LabEvidenceRun */
} LabEvidence;

/* Adds all lanes of an experiment whose session stands still; valid until its next command. */
void lab_evidence_add (LabEvidence *evidence, LabExperiment *experiment, const GArray *probe_values);

/* Whether @claim holds. @numbers: the two sides as measured, "0.67 > 0.033"; the caller frees it. A claim
 * that cannot be evaluated does not hold and leaves a message in @error. */
bool lab_claim_judge (const LessonClaim *claim, const LabEvidence *evidence, char **numbers,
                      BaseError *error);

/* Whether all metrics of @claim exist, without a run; else a message with its place. */
bool lab_claim_check (const LessonClaim *claim, const char *path, BaseError *error);
