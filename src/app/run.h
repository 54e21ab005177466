/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The experiment in the window: makes it on a thread, sends commands, asks for pictures of it while it moves and stops
 * asking when it stands still, and takes back what was changed.
 *
 * Signals, all on the main thread: "opened" (another experiment: viewers of the old one must go in "closing"),
 * "closing", "failed" (char *message), "frame" (a new snapshot or probe result), "status" (running, step or undo
 * changed), "values" (settings changed), "pins" (the list of pins or one of them), "notice" (char *text,
 * gboolean undo: something to say, and whether it can be taken back). */

#include "lab/pin.h"
#include "app/library.h"

#include <gtk/gtk.h>

#define GRADUS_TYPE_RUN (gradus_run_get_type ())
G_DECLARE_FINAL_TYPE (GradusRun, gradus_run, GRADUS, RUN, GObject)

GradusRun *gradus_run_new (void);

/* The widget whose frame clock drives it; it must outlive the run's use. */
void gradus_run_attach (GradusRun *run, GtkWidget *widget);

/* Opens experiment number @index of @lesson, paused at step 0; the old one stays until the new one is there. */
void gradus_run_open (GradusRun *run, GradusLibrary *library, const Lesson *lesson, int index);

/* Opens it with the settings, step and speed of @other (the same lesson in another language). */
void gradus_run_open_like (GradusRun *run, GradusLibrary *library, const Lesson *lesson, GradusRun *other);

/* Opens the first experiment of @lesson in the place of the one that is open, at step 0: a change that can be undone. @go_on: a run
 * that was going goes on, else it is paused. */
void gradus_run_replace (GradusRun *run, GradusLibrary *library, const Lesson *lesson, bool go_on);

/* Opens another experiment of the same lesson, with the settings that it was left with. */
void gradus_run_choose (GradusRun *run, int index);

/* Nothing: for lessons without an experiment. */
void gradus_run_close (GradusRun *run);

const Lesson *gradus_run_lesson (GradusRun *run);
int gradus_run_index (GradusRun *run);
LabExperiment *gradus_run_experiment (GradusRun *run); /* NULL while there is none */
LabSetup *gradus_run_setup (GradusRun *run);           /* of the experiment, or newer, while that is calculated; NULL while
                                                        * there is none */
bool gradus_run_is_calculation (GradusRun *run);       /* nothing trains: there are no steps, and results follow settings */

/* The other parts of a sweep as far as they are there, of LabExperiment, for views across runs; "parts" says that they differ. */
GPtrArray *gradus_run_parts (GradusRun *run);

/* Where all lanes have one learning rate, trains the experiment beside itself at others: these are the parts then. False: its samples are too many. */
bool gradus_run_try_rates (GradusRun *run);
bool gradus_run_tries_rates (GradusRun *run);

bool gradus_run_is_opening (GradusRun *run);
bool gradus_run_opens_slowly (GradusRun *run); /* it has taken so long that it should be said ("status") */

/* Keeps one run of several alone, lane @lane of @setup, which is that of the experiment or of a part, and goes to the step that
 * is shown: a change that can be undone. */
void gradus_run_single_out (GradusRun *run, const LabSetup *setup, int lane);

/* The newest snapshot; NULL before the first. Valid until the main loop runs again. */
const TrainSnapshot *gradus_run_snapshot (GradusRun *run);
TrainStatus gradus_run_status (GradusRun *run);

/* Whose turn a picture ("frame") is while it runs, from 0 round to GRADUS_RUN_TURNS − 1. In 0 a small plot is begun, in 1 it is
 * shown and the timeline moves ("status"), in the others the large plot is shown: what changes in one frame lies close together,
 * and only the part of the window is drawn that holds it all. */
#define GRADUS_RUN_TURNS 3
guint gradus_run_turn (GradusRun *run);

/* ---- commands ---- */
void gradus_run_play (GradusRun *run); /* at the end: once more from step 0 */
void gradus_run_pause (GradusRun *run);
void gradus_run_toggle (GradusRun *run);
void gradus_run_step (GradusRun *run, long n); /* back when negative */
void gradus_run_seek (GradusRun *run, long step);
void gradus_run_reset (GradusRun *run); /* of a calculation: all settings as in the lesson */
bool gradus_run_is_changed (GradusRun *run); /* a calculation has other settings than in the lesson */
void gradus_run_set_speed (GradusRun *run, double steps_per_second);
double gradus_run_get_speed (GradusRun *run);
guint64 gradus_run_seed (GradusRun *run);
bool gradus_run_set_seed (GradusRun *run, guint64 seed, BaseError *error);

/* Changes a setting in a lane (−1: all); one that is not live starts the run anew. Sets *@restarted when it did. */
bool gradus_run_set (GradusRun *run, int lane, int knob, double value, bool *restarted, BaseError *error);

/* Emits "notice". */
void gradus_run_say (GradusRun *run, const char *text, bool undo);

/* Asks the views anew: something else than the step has changed that they show. */
void gradus_run_look_again (GradusRun *run);

/* ---- pins: runs put aside, shown beside the one that goes on ---- */
const LabPins *gradus_run_pins (GradusRun *run);
bool gradus_run_pin (GradusRun *run, int lane); /* −1: all; false and a notice where there is nothing to pin, or no place */
void gradus_run_unpin (GradusRun *run, int place);
void gradus_run_rename_pin (GradusRun *run, int place, const char *name);
void gradus_run_hide_pin (GradusRun *run, int place, bool hidden);

/* ---- undo ---- */

/* Something was done that is not the session's: @flip takes it back, and when called again does it once more. @data is given to
 * @free when it is forgotten. */
void gradus_run_did (GradusRun *run, const char *text, void (*flip) (gpointer data), gpointer data, GDestroyNotify free);

/* What undo, or @redo, would be about: "learning rate 0.1 → 0.3"; NULL: nothing. The caller frees it. */
char *gradus_run_undo_text (GradusRun *run, bool redo);

bool gradus_run_can_undo (GradusRun *run);
bool gradus_run_can_redo (GradusRun *run);
void gradus_run_undo (GradusRun *run);
void gradus_run_redo (GradusRun *run);
