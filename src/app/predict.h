/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The prediction: options to commit to before the run, and the comparison after it. Signal of the first: "chosen" (int). */

#include "lesson/lesson.h"

#include <gtk/gtk.h>

#define GRADUS_TYPE_PREDICT (gradus_predict_get_type ())
G_DECLARE_FINAL_TYPE (GradusPredict, gradus_predict, GRADUS, PREDICT, GtkWidget)

/* @choice −1: none yet. */
GtkWidget *gradus_predict_new (const Lesson *lesson, int choice);
void gradus_predict_choose (GradusPredict *predict, int option);

/* The keyboard goes to the chosen option, or the first. */
void gradus_predict_focus (GradusPredict *predict);

/* All options with what became of them: the right one marked, each wrong one with why it tempts. */
GtkWidget *gradus_predict_outcome_new (const Lesson *lesson, int choice);
