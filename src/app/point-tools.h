/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a click in the plot does to the training samples: nothing, add one, move one, remove one. Shown where the large plot has
 * the samples' own axes.
 *
 * Signal: "edited" (char *lines: all samples as lines "point INPUTS : TARGETS"). */

#include "app/plot-view.h"
#include "app/run.h"

#define GRADUS_TYPE_POINT_TOOLS (gradus_point_tools_get_type ())
G_DECLARE_FINAL_TYPE (GradusPointTools, gradus_point_tools, GRADUS, POINT_TOOLS, GtkBox)

/* The samples are those of @run's first lane; @view is clicked on. */
void gradus_point_tools_attach (GradusPointTools *tools, GradusRun *run, GradusPlotView *view);

/* Which plot that view shows; NULL: none whose samples may be edited. */
void gradus_point_tools_set_viewer (GradusPointTools *tools, LabViewer *viewer);
