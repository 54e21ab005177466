/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The program with a window: lessons, language, style, shortcuts, about. */

#include "app/window.h"

#define GRADUS_TYPE_APPLICATION (gradus_application_get_type ())
G_DECLARE_FINAL_TYPE (GradusApplication, gradus_application, GRADUS, APPLICATION, AdwApplication)

GradusApplication *gradus_application_new (void);

/* The window, made when there is none. */
GradusWindow *gradus_application_window (GradusApplication *application);

/* What to open first: a lesson's id or an own lesson's file; whether to present it. */
void gradus_application_set_start (GradusApplication *application, const char *lesson, gboolean present);

/* Measures frames for so many seconds, prints them as TSV and ends. */
void gradus_application_set_bench (GradusApplication *application, double seconds);
