/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a step of a lesson shows. */
#include "app/lesson-page-private.h"

#include "app/predict.h"
#include "app/prose.h"
#include "base/param.h"
#include "base/words.h"

#include <string.h>

static GtkWidget *
heading (const char *text, const char *css)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "label", text, "wrap",
                                   TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, 1, -1);
  gtk_widget_add_css_class (label, css);
  return label;
}

/* No line ends at the last blank: a number stays with its unit. */
static void
keep_together (GString *text)
{
  const char *blank = strrchr (text->str, ' ');
  gssize at = blank ? blank - text->str : -1;

  if (at >= 0) {
    g_string_erase (text, at, 1);
    g_string_insert_unichar (text, at, 0xa0);
  }
}

static void
fill_question (GradusLessonPage *self)
{
  static const char *const levels[] = { N_ ("easy"), N_ ("medium"), N_ ("hard") };
  const Lesson *lesson = self->lesson;
  g_autoptr (GString) facts = g_string_new (lesson->chapter_title);
  GtkWidget *label;

  if (facts->len)
    g_string_append (facts, " · ");
  g_string_append (facts, _(levels[CLAMP (lesson->level, 1, 3) - 1]));
  if (lesson->minutes > 0) {
    g_string_append_printf (facts, _(" · %d min"), lesson->minutes);
    keep_together (facts);
  }
  label = gtk_label_new (facts->str);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (self->body, label);
  gtk_box_append (self->body, heading (lesson->title, "question"));
  gradus_prose_append (self->body, lesson->sections[LESSON_QUESTION].blocks, lesson->language);
}

static void
on_choice (GradusLessonPage *self, int option)
{
  gradus_lesson_page_memory (self)->choice = option;
  gradus_lesson_page_update_buttons (self);
}

static void
add_predict (GradusLessonPage *self)
{
  GtkWidget *predict = gradus_predict_new (self->lesson, gradus_lesson_page_memory (self)->choice);

  g_signal_connect_object (predict, "chosen", G_CALLBACK (on_choice), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->body, predict);
}

static void
show_now (GradusLessonPage *self)
{
  gradus_lesson_page_set_finished (self, TRUE);
}

static void
go_predict (GradusLessonPage *self)
{
  gradus_lesson_page_show_section (self, LESSON_PREDICT);
}

/* What to do next, and a button for it. */
static void
add_hint (GradusLessonPage *self, const char *text, const char *action, void (*act) (GradusLessonPage *self))
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *label = gtk_label_new (text), *button = gtk_button_new_with_label (action);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (act), self);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), button);
  gtk_widget_add_css_class (row, "card");
  gtk_widget_add_css_class (row, "hint");
  gtk_box_append (self->body, row);
}

/* Softly: what it is about stands below all the same. */
static void
add_predict_first (GradusLessonPage *self)
{
  add_hint (self, _("You have not predicted yet. An answer stays longer when you have committed to one first."),
            _("Predict first"), go_predict);
}

/* What became of the prediction comes first; before the run has ended, how to get there. */
static void
add_outcome (GradusLessonPage *self)
{
  const Lesson *lesson = self->lesson;
  int choice = gradus_lesson_page_memory (self)->choice;

  if (lesson->options->len &&
      (gradus_lesson_page_memory (self)->finished || (choice >= 0 && gradus_lesson_page_is_calculation (self))))
    gtk_box_append (self->body, gradus_predict_outcome_new (lesson, choice));
  else if (lesson->options->len && choice < 0)
    add_predict_first (self);
  else if (lesson->options->len)
    add_hint (self, _("Press Space to run and to pause. When the run has ended, it is compared with what you predicted."),
              _("Compare now"), show_now);
}

static void
fill_section (GradusLessonPage *self, LessonSectionKind kind)
{
  const LessonSection *section = &self->lesson->sections[kind];

  gtk_box_append (self->body, heading (section->title ? section->title : _(gradus_lesson_step_names[kind]), "section-title"));
  if (kind == LESSON_EXPERIMENTS)
    add_outcome (self);
  else if (kind == LESSON_ANSWER && self->lesson->options->len && gradus_lesson_page_memory (self)->choice < 0)
    add_predict_first (self);
  gradus_prose_append (self->body, section->blocks, self->lesson->language);
  if (kind == LESSON_PREDICT && self->lesson->options->len)
    add_predict (self);
}

/* The keyboard stays in the text when what it was at goes. */
void
gradus_lesson_page_fill (GradusLessonPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL, *child;

  if (focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->body)))
    gtk_widget_grab_focus (GTK_WIDGET (self->scroller));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->body))))
    gtk_box_remove (self->body, child);
  if (!self->lesson || self->n_steps == 0)
    return;
  if (self->steps[self->step] == LESSON_QUESTION)
    fill_question (self);
  else
    fill_section (self, self->steps[self->step]);
}
