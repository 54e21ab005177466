/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A calculation follows its settings: it is made anew on any thread and takes the place of the one before, under viewers that
 * stay. */

#include "lab/experiment.h"

typedef struct LabCalculation LabCalculation;

/* Calculates all lanes of the calc block @setup, which is copied. Any thread. NULL with a message. */
LabCalculation *lab_calculation_new (const LabSetup *setup, BaseError *error);
void lab_calculation_free (LabCalculation *calculation);

/* Whether @setup is that of a calculation like @experiment and differs in values alone. */
bool lab_experiment_fits (const LabExperiment *experiment, const LabSetup *setup);

/* Settings and results become those of @calculation, which fits and is taken over; its viewers have another serial then. Main
 * thread. */
void lab_experiment_take (LabExperiment *experiment, LabCalculation *calculation);
