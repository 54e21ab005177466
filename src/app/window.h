/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The window: topics, the lesson, the plots with the controls of time below them, and the panel of settings. */

#include "app/canvas.h"
#include "app/controls.h"
#include "app/lab-page.h"
#include "app/lesson-page.h"
#include "app/topic-list.h"
#include "app/transport.h"

#include <adwaita.h>

#define GRADUS_TYPE_WINDOW (gradus_window_get_type ())
G_DECLARE_FINAL_TYPE (GradusWindow, gradus_window, GRADUS, WINDOW, AdwApplicationWindow)

/* @id: the lesson that gradus_window_open () will be asked for; its experiment is made while the window is. NULL: none. */
GradusWindow *gradus_window_new (GtkApplication *application, GradusLibrary *library, const char *id);

/* Opens a lesson; NULL or unknown: the first one. */
void gradus_window_open (GradusWindow *window, const char *id);

/* Opens the Lab with what it holds; at first with the first of its examples. */
void gradus_window_open_lab (GradusWindow *window);

/* Opens an experiment or a data file in the Lab. */
void gradus_window_open_file (GradusWindow *window, const char *path);

/* Opens what @other shows, with its settings, step and predictions: the library is in another language. */
void gradus_window_open_like (GradusWindow *window, GradusWindow *other);

GradusRun *gradus_window_get_run (GradusWindow *window);
GradusCanvas *gradus_window_get_canvas (GradusWindow *window);
GradusLessonPage *gradus_window_get_page (GradusWindow *window);
GradusLabPage *gradus_window_get_lab (GradusWindow *window);
GradusTopicList *gradus_window_get_topics (GradusWindow *window);
GradusControls *gradus_window_get_controls (GradusWindow *window);
GradusTransport *gradus_window_get_transport (GradusWindow *window);
GradusLibrary *gradus_window_get_library (GradusWindow *window);

/* The text of the last toast; for tests. */
const char *gradus_window_get_toast (GradusWindow *window);
