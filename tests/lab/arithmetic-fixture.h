/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Working out shown arithmetic from its text, and what the engine says to it. */

#include "fixture.h"
#include "lab/arithmetic.h"
#include "lab/viewer.h"

/* Whether @text goes on with @word, which is then taken; the number, or the sum, that it goes on with. */
bool arithmetic_take (const char **text, const char *word);
double arithmetic_factor (const char **text);
double arithmetic_sum (const char **text);

/* Every chain of "=" holds, to the four digits that its numbers have. */
void arithmetic_check_lines (const GArray *lines);

/* What comes out at the end of the numbers behind the formula that begins with @left. */
double arithmetic_result_of (const GArray *lines, const char *left);

/* All lines last shown, for messages. */
extern char *arithmetic_said;
void arithmetic_assert_near (double shown, double computed);

/* An experiment at a step, one at a time. */
LabExperiment *arithmetic_at_step (const char *text, long step);
void arithmetic_drop (LabExperiment *experiment);

/* The checked lines of @subject, which are *@viewer's. */
const GArray *arithmetic_show (LabExperiment *experiment, const LabSubject *subject, LabViewer **viewer);

/* One sample forward and back through the first lane's network, with the parameters of now. */
NnGraph *arithmetic_pass (LabExperiment *experiment, int sample);

/* The sum over the batch is the gradient that the update begins with. */
void arithmetic_check_gradient (LabExperiment *experiment, int layer, int weight, LabViewer **viewer);

/* The weight that is shown is what the session makes of it in the next step, three times from step @at on. */
void arithmetic_check_update (const char *text, long at, int layer, int weight);
