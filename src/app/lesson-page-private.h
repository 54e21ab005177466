/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/lesson-page.h"

/* What is remembered of a lesson while the window is open. */
typedef struct {
  LessonSectionKind section;
  int choice;
  gboolean finished;
} GradusLessonMemory;

struct _GradusLessonPage {
  GtkWidget parent;
  GtkBox *marks;
  GtkLabel *step_name;
  GtkScrolledWindow *scroller;
  GtkBox *body;
  GtkButton *previous, *next;
  GtkLabel *previous_label, *next_label;
  GtkImage *next_icon;
  GtkPopover *menu;

  const Lesson *lesson;
  LessonSectionKind steps[LESSON_N_SECTIONS];
  int n_steps, step, experiment;
  GHashTable *memories; /* id → GradusLessonMemory */
};

extern const char *const gradus_lesson_step_names[LESSON_N_SECTIONS];

/* Of the lesson and the experiment that are open. */
GradusLessonMemory *gradus_lesson_page_memory (GradusLessonPage *page);
bool gradus_lesson_page_is_calculation (GradusLessonPage *page);
void gradus_lesson_page_update_buttons (GradusLessonPage *page);

/* lesson-page-step.c: the text of the step that is open. */
void gradus_lesson_page_fill (GradusLessonPage *page);
