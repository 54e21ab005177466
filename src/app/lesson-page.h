/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A lesson, one step at a time: question, predict, run, answer, key points, popular error, follow-ups, sources. What was
 * predicted is kept for each lesson while the window is open; nothing is ever locked.
 *
 * Signals: "run" (the user has predicted and wants to see), "step-changed". */

#include "lesson/lesson.h"

#include <gtk/gtk.h>

#define GRADUS_TYPE_LESSON_PAGE (gradus_lesson_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusLessonPage, gradus_lesson_page, GRADUS, LESSON_PAGE, GtkWidget)

/* Shows @lesson (borrowed) at the step where it was left, or at the question. */
void gradus_lesson_page_set_lesson (GradusLessonPage *page, const Lesson *lesson);
const Lesson *gradus_lesson_page_get_lesson (GradusLessonPage *page);

/* Steps are counted over those the lesson has. */
int gradus_lesson_page_n_steps (GradusLessonPage *page);
int gradus_lesson_page_get_step (GradusLessonPage *page);
void gradus_lesson_page_set_step (GradusLessonPage *page, int step);

/* One step on (1) or back (−1) as a person goes: at the prediction the first option takes the focus. */
void gradus_lesson_page_go (GradusLessonPage *page, int by);
LessonSectionKind gradus_lesson_page_get_section (GradusLessonPage *page);
gboolean gradus_lesson_page_show_section (GradusLessonPage *page, LessonSectionKind kind);

/* The option chosen; −1: none yet. */
int gradus_lesson_page_get_choice (GradusLessonPage *page);
void gradus_lesson_page_set_choice (GradusLessonPage *page, int option);

/* The run has ended: predictions are compared. */
void gradus_lesson_page_set_finished (GradusLessonPage *page, gboolean finished);

/* Which experiment is open. */
void gradus_lesson_page_set_experiment (GradusLessonPage *page, int index);

/* Carries predictions and steps over to a page in another language. */
void gradus_lesson_page_copy_memory (GradusLessonPage *page, GradusLessonPage *from);
