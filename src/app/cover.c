/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cover.h"

#include "app/prose.h"
#include "base/words.h"

#include <adwaita.h>

#define MAX_OPTIONS 12

struct _GradusCover {
  GtkWidget parent;
  GtkWidget *content;
  GtkBox *question;
  GtkListBox *options;
  GtkLabel *counts[MAX_OPTIONS];
  GtkProgressBar *bars[MAX_OPTIONS];
  int votes[MAX_OPTIONS], n_options;
};

G_DEFINE_FINAL_TYPE (GradusCover, gradus_cover, GTK_TYPE_WIDGET)

enum { UNCOVER, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
update (GradusCover *self)
{
  int total = 0;

  for (int i = 0; i < self->n_options; i++)
    total += self->votes[i];
  for (int i = 0; i < self->n_options; i++) {
    g_autofree char *text = total ? g_strdup_printf (_("%d · %.0f %%"), self->votes[i], 100.0 * self->votes[i] / total)
                                  : g_strdup ("0");

    gtk_label_set_text (self->counts[i], text);
    gtk_progress_bar_set_fraction (self->bars[i], total ? self->votes[i] / (double) total : 0);
  }
}

void
gradus_cover_vote (GradusCover *self, int option)
{
  if (option < 0 || option >= self->n_options)
    return;
  self->votes[option]++;
  update (self);
}

int
gradus_cover_votes (GradusCover *self, int option)
{
  return option >= 0 && option < self->n_options ? self->votes[option] : 0;
}

static void
on_row_activated (GradusCover *self, GtkListBoxRow *row)
{
  gradus_cover_vote (self, gtk_list_box_row_get_index (row));
}

static void
on_uncover_clicked (GradusCover *self)
{
  g_signal_emit (self, signals[UNCOVER], 0);
}

static void
add_option (GradusCover *self, const LessonOption *option, const char *language)
{
  GtkWidget *row = gtk_list_box_row_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *bar = gtk_progress_bar_new (), *count = gtk_label_new ("0"), *key;
  g_autofree char *text = lesson_runs_text (option->runs), *number = g_strdup_printf ("%d", self->n_options + 1);

  key = gtk_label_new (number);
  gtk_widget_add_css_class (key, "key");
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), key);
  gtk_box_append (GTK_BOX (line), gradus_prose_label (option->runs, language, NULL));
  gtk_widget_set_size_request (bar, 200, -1);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), bar);
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "votes");
  gtk_label_set_width_chars (GTK_LABEL (count), 9);
  gtk_label_set_xalign (GTK_LABEL (count), 1);
  gtk_box_append (GTK_BOX (line), count);
  gtk_widget_add_css_class (line, "option");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_widget_set_tooltip_text (row, _("One vote for each click, or press of its number"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_list_box_append (self->options, row);
  self->counts[self->n_options] = GTK_LABEL (count);
  self->bars[self->n_options] = GTK_PROGRESS_BAR (bar);
  self->votes[self->n_options++] = 0;
}

void
gradus_cover_set_lesson (GradusCover *self, const Lesson *lesson)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->question))))
    gtk_box_remove (self->question, child);
  while ((child = GTK_WIDGET (gtk_list_box_get_row_at_index (self->options, 0))))
    gtk_list_box_remove (self->options, child);
  self->n_options = 0;
  gradus_prose_append (self->question, lesson->sections[LESSON_PREDICT].blocks, lesson->language);
  for (guint i = 0; i < lesson->options->len && i < MAX_OPTIONS; i++)
    add_option (self, lesson->options->pdata[i], lesson->language);
  update (self);
}

/* The keyboard goes to the first option. */
static gboolean
gradus_cover_grab_focus (GtkWidget *widget)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GRADUS_COVER (widget)->options, 0);

  return row && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
gradus_cover_dispose (GObject *object)
{
  g_clear_pointer (&GRADUS_COVER (object)->content, gtk_widget_unparent);
  G_OBJECT_CLASS (gradus_cover_parent_class)->dispose (object);
}

static void
gradus_cover_class_init (GradusCoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_cover_dispose;
  widget_class->grab_focus = gradus_cover_grab_focus;
  signals[UNCOVER] = g_signal_new ("uncover", GRADUS_TYPE_COVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "cover");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/cover.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusCover, content);
  gtk_widget_class_bind_template_child (widget_class, GradusCover, question);
  gtk_widget_class_bind_template_child (widget_class, GradusCover, options);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_uncover_clicked);
}

static void
gradus_cover_init (GradusCover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
