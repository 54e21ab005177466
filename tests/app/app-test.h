/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What tests of the window share: start, waiting, lessons. */

#include "app/application.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable() ((void) 0)
#define __lsan_enable() ((void) 0)
#endif

/* GTK, libadwaita and the texts; then g_test_run as usual. */
void app_test_init (int *argc, char ***argv);

/* Runs the main loop until @condition holds; fails after a minute. */
typedef bool (*AppCondition) (gpointer data);
void app_test_wait (AppCondition condition, gpointer data, const char *what);
#define WAIT(condition, data) app_test_wait ((AppCondition) (condition), (data), __FILE__ ":" G_STRINGIFY (__LINE__) ": " #condition)

/* Lets the main loop run for a while: only to show that nothing happens. */
void app_test_idle (guint ms);

/* The two lessons, in @language; the caller frees it. */
GradusLibrary *app_test_library (const char *language);

/* A small lesson whose run is short, read from text in the test. */
Lesson *app_test_lesson (void);

/* The application, registered, with its window mapped; of a new window it waits until the
 * first experiment is open. */
GradusWindow *app_test_window (void);
GradusRun *app_test_run (void);         /* the window's */
void app_test_act (const char *action); /* of the window */
GradusApplication *app_test_application (void);

/* Conditions on a GradusRun. */
bool app_test_open (gpointer run);   /* an experiment and its first snapshot are there */
bool app_test_still (gpointer run);  /* nothing moves */
