/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The controls of time under the plots: reset, step back, play, step, timeline, speed, seed. */

#include "app/run.h"

#define GRADUS_TYPE_TRANSPORT (gradus_transport_get_type ())
G_DECLARE_FINAL_TYPE (GradusTransport, gradus_transport, GRADUS, TRANSPORT, GtkWidget)

void gradus_transport_set_run (GradusTransport *transport, GradusRun *run);
void gradus_transport_focus_play (GradusTransport *transport);

/* For a projector: without speed and seed. */
void gradus_transport_set_plain (GradusTransport *transport, gboolean plain);
