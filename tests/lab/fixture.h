/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Small lessons for the tests of lab: the smallest one that the reader takes, around an experiment. */

#include "lab/run.h"

/* A lesson with this experiment block and these claims (NULL: none); asserts that it can be read. */
Lesson *fixture_lesson (const char *experiment, const char *claims);

/* Its setup; asserts that it resolves. */
LabSetup *fixture_setup (const Lesson *lesson);

/* The first experiment of @lesson, standing at step 0. */
LabExperiment *fixture_experiment (const Lesson *lesson);

/* What @view, as a lesson writes it, shows of this experiment block at step 0. */
PlotFigure *fixture_figure (const char *experiment, const char *view);

/* Changes a live setting of a lane, or (−1) of all; asserts that it takes. */
void fixture_change (LabExperiment *experiment, int lane, const char *key, double value);

/* Two lanes on 60 points that run 40 steps in a few milliseconds; one convolutional lane on 60 small digits,
 * 12 steps. */
extern const char fixture_points[], fixture_images[];

/* Whether each claim about @experiment holds for so many of two seeds. */
typedef struct {
  const char *claim;
  int held;
  const char *problem; /* why it cannot be judged; NULL: not looked at */
} FixtureClaim;
void fixture_check_claims (const char *experiment, const FixtureClaim *rows, guint n);

/* Whether @experiment with the line behind it is refused with a message that begins so. */
typedef struct {
  const char *line, *message;
} FixtureMistake;
void fixture_check_mistakes (const char *experiment, const FixtureMistake *rows, guint n);

/* Whether a run of @experiment with seeks to and fro leaves the same bytes as one straight to the end; returns its metrics as
 * CSV. */
char *fixture_check_seek (const char *experiment);
