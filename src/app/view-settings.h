/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How to read a view, and below it what can be set on the view itself (the image looked at, the patch, the metric), made from its Param table. Signal
 * "changed": the picture must be drawn anew. */

#include "lab/experiment.h"

#include <gtk/gtk.h>

#define GRADUS_TYPE_VIEW_SETTINGS (gradus_view_settings_get_type ())
G_DECLARE_FINAL_TYPE (GradusViewSettings, gradus_view_settings, GRADUS, VIEW_SETTINGS, GtkWidget)

/* @viewer is borrowed until the next call; NULL: none. */
void gradus_view_settings_set_viewer (GradusViewSettings *settings, LabViewer *viewer);

/* Sets one as the widgets do; false where the view refuses. */
gboolean gradus_view_settings_change (GradusViewSettings *settings, int index, double value);
