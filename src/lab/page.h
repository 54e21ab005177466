/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is seen of an experiment on one page, for files: its plots with captions below the lesson's title, and what it takes to
 * see it again: settings, seed and step. */

#include "lab/experiment.h"

/* Writes @n figures of @experiment at @snapshot, the first one large; captions may be NULL. @width px, @scale pixels in each. */
bool lab_page_write (const LabExperiment *experiment, const TrainSnapshot *snapshot, const PlotFigure *const *figures,
                     const char *const *captions, int n, const char *path, PlotFormat format, double width, double scale,
                     const PlotTheme *theme, BaseError *error);
