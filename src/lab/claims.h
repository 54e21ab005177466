/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Judges claims over what was recorded. A loss that is not finite compares as +infinity; any other value that
 * is not finite fails the claim. Private to lab. */

#include "lab/probes.h"

/* What a claim may look at: all lanes of one finished run. Recorded steps are the same in all lanes. */
typedef struct {
  int n_lanes;
  const char *lane_ids[TRAIN_MAX_LANES]; /* "" for the only one */
  const TrainRecord *records[TRAIN_MAX_LANES];
  const GArray *probe_values; /* of LabProbeValue, or NULL */
} LabEvidence;

/* Gathers it from an experiment whose session stands still; valid until the next command. */
void lab_evidence_from (LabEvidence *evidence, LabExperiment *experiment, const GArray *probe_values);

/* Whether @claim holds. @numbers: the two sides as measured, "0.67 > 0.033"; the caller frees it. A claim
 * that cannot be evaluated does not hold and leaves a message in @error. */
bool lab_claim_judge (const LessonClaim *claim, const LabEvidence *evidence, char **numbers,
                      BaseError *error);

/* Whether all metrics of @claim exist, without a run; else a message with its place. */
bool lab_claim_check (const LessonClaim *claim, const char *path, BaseError *error);
