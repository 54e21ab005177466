/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The run from step 0 to its end as a bar: where it stands, how far it has been, and what happened on the way. A drag or
 * the arrow keys go to any step. Signal "seek" (glong step). */

#include "lab/experiment.h"

#include <gtk/gtk.h>

#define GRADUS_TYPE_TIMELINE (gradus_timeline_get_type ())
G_DECLARE_FINAL_TYPE (GradusTimeline, gradus_timeline, GRADUS, TIMELINE, GtkWidget)

GtkWidget *gradus_timeline_new (void);
void gradus_timeline_set_status (GradusTimeline *timeline, const TrainStatus *status);

/* Copies the marks; texts come from @experiment. */
void gradus_timeline_set_events (GradusTimeline *timeline, const LabExperiment *experiment,
                                 const TrainSnapshot *snapshot);
int gradus_timeline_n_events (GradusTimeline *timeline);
