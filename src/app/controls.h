/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The panel of settings, generated from the experiment's knobs: the lesson's own on top, all others in groups. */

#include "app/knob.h"

#define GRADUS_TYPE_CONTROLS (gradus_controls_get_type ())
G_DECLARE_FINAL_TYPE (GradusControls, gradus_controls, GRADUS, CONTROLS, GtkWidget)

void gradus_controls_set_run (GradusControls *controls, GradusRun *run);

/* To the first of the lesson's controls; FALSE: there is none, or it is not seen. */
gboolean gradus_controls_focus (GradusControls *controls);

/* The row of the setting called @key, or NULL. */
GradusKnob *gradus_controls_find (GradusControls *controls, const char *key);
