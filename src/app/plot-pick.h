/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What stands in a plot is picked up and put down: with the pointer, or at the cursor with Return; Escape lets go. */

#include "app/plot-view.h"

/* @to NULL: the place @from was picked; TRUE: what stands there is carried until it is put down in the same panel, and then
 * this is called again with both places. */
typedef gboolean (*GradusPlotPicked) (const PlotReadout *from, const PlotReadout *to, gpointer data);

void gradus_plot_pick_add (GradusPlotView *view, GradusPlotPicked picked, gpointer data);
