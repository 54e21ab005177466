/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One setting of the experiment, made from its LabKnob: a slider and an entry for each lane where lanes differ, a switch or
 * a list for what is not a number, a dot and a button where it is not the lesson's value. */

#include "app/run.h"

#define GRADUS_TYPE_KNOB (gradus_knob_get_type ())
G_DECLARE_FINAL_TYPE (GradusKnob, gradus_knob, GRADUS, KNOB, GtkWidget)

GtkWidget *gradus_knob_new (GradusRun *run, int knob);

/* Shows the values of now. */
void gradus_knob_refresh (GradusKnob *knob);

/* Whether a value differs from the lesson's. */
gboolean gradus_knob_is_changed (GradusKnob *knob);

/* As if typed into the entry of a line (a lane where lanes differ, else 0). */
void gradus_knob_enter (GradusKnob *knob, int line, const char *text);
void gradus_knob_restore (GradusKnob *knob);
const char *gradus_knob_get_key (GradusKnob *knob);

/* To its first slider, entry, switch or list. */
gboolean gradus_knob_focus (GradusKnob *knob);
