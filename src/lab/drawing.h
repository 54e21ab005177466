/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An image drawn by hand that views of a single sample show in the place of those of the test set. */

#include "lab/experiment.h"

/* Whether samples are grey images. */
bool lab_experiment_can_draw (const LabExperiment *experiment);

/* Shows @pixels, [height][width] from 0 (black) to 1, copied; NULL: the test set again. Main thread, never blocks for long. */
void lab_experiment_draw (LabExperiment *experiment, const float *pixels);

/* ---- private to lab ---- */
typedef struct LabDrawing LabDrawing;
LabDrawing *lab_drawing_new (void);
void lab_drawing_free (LabDrawing *drawing);
LabDrawing *lab_experiment_drawing (const LabExperiment *experiment);
const DataSet *lab_drawing_set (const LabDrawing *drawing); /* NULL: none */
long lab_drawing_number (const LabDrawing *drawing);        /* grows with every stroke */
