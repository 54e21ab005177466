/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Judges claims over what was recorded. A loss that is not finite compares as +infinity; any other value that
 * is not finite fails the claim. Private to lab. */

#include "lab/evidence.h"
#include "lab/setup-private.h"

/* Whether @claim holds. @numbers: the two sides as measured, "0.67 > 0.033"; the caller frees it. A claim
 * that cannot be evaluated does not hold and leaves a message in @error. */
bool lab_claim_judge (const LessonClaim *claim, const LabEvidence *evidence, char **numbers,
                      BaseError *error);

/* Whether all metrics of @claim exist in its experiment @setup, without a run; else a message with its place. */
bool lab_claim_check (const LessonClaim *claim, const LabSetup *setup, BaseError *error);
