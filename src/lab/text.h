/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Experiments as text that can be kept: the content of a file FILE.gradus. */

#include "lab/experiment.h"

/* Keys of such a text that name files (percent-encoded, relative to the text's own folder): data in the place of the
 * source's, and a test set. */
#define LAB_DATA_FILE "data-file"
#define LAB_TEST_FILE "test-file"

/* The setup as a block that reads as the same settings; what was not changed stays as it was written. NULL with a message
 * where the notation cannot say it: one run of a sweep with a setting of its own. The caller frees it. */
char *lab_setup_text (const LabSetup *setup, BaseError *error);

/* The same of an experiment that stands still, as it was at step 0, and at their steps the changes made since: a run of this
 * text gives the same numbers, bit for bit. */
char *lab_experiment_text (LabExperiment *experiment, BaseError *error);
