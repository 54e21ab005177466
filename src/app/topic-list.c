/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/topic-list.h"

#include "base/param.h"
#include "base/words.h"

#include <adwaita.h>

struct _GradusTopicList {
  GtkWidget parent;
  GradusLibrary *library;
  GtkWidget *content;
  GtkSearchEntry *search;
  GtkListBox *list;
  char *query;
  int selected; /* in the library; −1: none */
  gboolean filled;
};

G_DEFINE_FINAL_TYPE (GradusTopicList, gradus_topic_list, GTK_TYPE_WIDGET)

enum { OPEN_LESSON, N_SIGNALS };
static guint signals[N_SIGNALS];

static int
row_index (GtkListBoxRow *row)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "lesson")) - 1;
}

static const Lesson *
row_lesson (GradusTopicList *self, GtkListBoxRow *row)
{
  int index = row_index (row);

  return index < 0 ? NULL : gradus_library_lesson (self->library, index);
}

/* ---- rows ---- */

static GtkWidget *
text_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css)
    gtk_widget_add_css_class (label, css);
  return label;
}

/* A lesson that cannot be read says why, in its own place. */
static GtkWidget *
broken_row (const Lesson *lesson, GtkWidget *box)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *message = text_label (lesson->broken, "caption");

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_lines (GTK_LABEL (message), 4);
  gtk_label_set_ellipsize (GTK_LABEL (message), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (message, lesson->broken);
  gtk_widget_add_css_class (line, "broken");
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), message);
  gtk_box_append (GTK_BOX (box), line);
  return box;
}

static GtkWidget *
make_row (GradusTopicList *self, int index)
{
  const Lesson *lesson = gradus_library_lesson (self->library, index);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (box), text_label (lesson->title, NULL));
  if (lesson->broken) {
    broken_row (lesson, box);
  } else if (lesson->minutes > 0) {
    static const char *const levels[] = { N_ ("easy"), N_ ("medium"), N_ ("hard") };
    g_autofree char *text = g_strdup_printf (_("%d min · %s"), lesson->minutes, _(levels[CLAMP (lesson->level, 1, 3) - 1]));

    gtk_box_append (GTK_BOX (box), text_label (text, "dim-label"));
    gtk_widget_add_css_class (gtk_widget_get_last_child (box), "caption");
  }
  gtk_widget_add_css_class (box, "topic");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "lesson", GINT_TO_POINTER (index + 1));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, lesson->title, -1);
  return row;
}

static void
set_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  GradusTopicList *self = data;
  const Lesson *lesson = row_lesson (self, row), *above = before ? row_lesson (self, before) : NULL;
  const char *title = lesson && lesson->chapter_title && *lesson->chapter_title ? lesson->chapter_title : _("Own lessons");
  GtkWidget *label;

  if (lesson && above && g_strcmp0 (lesson->chapter, above->chapter) == 0) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "label", title, "xalign", 0.0f,
                        "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, 2, -1);
  gtk_widget_add_css_class (label, "chapter");
  gtk_list_box_row_set_header (row, label);
}

static gboolean
is_shown (GtkListBoxRow *row, gpointer data)
{
  GradusTopicList *self = data;

  return !self->query || !*self->query || gradus_library_matches (self->library, row_index (row), self->query);
}

/* ---- what the user does ---- */

static void
on_activated (GradusTopicList *self, GtkListBoxRow *row)
{
  const Lesson *lesson = row_lesson (self, row);

  if (lesson)
    g_signal_emit (self, signals[OPEN_LESSON], 0, lesson->id);
}

static void
on_search_changed (GradusTopicList *self)
{
  gradus_topic_list_set_search (self, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static GtkListBoxRow *
first_shown (GradusTopicList *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (is_shown (row, self))
      return row;
  return NULL;
}

static void
on_search_activate (GradusTopicList *self)
{
  GtkListBoxRow *row = first_shown (self);

  if (row)
    on_activated (self, row);
}

static void
on_stop_search (GradusTopicList *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

/* ---- life ---- */

static void
select_row (GradusTopicList *self)
{
  gtk_list_box_select_row (self->list, self->selected < 0 ? NULL : gtk_list_box_get_row_at_index (self->list, self->selected));
}

static void
fill (GradusTopicList *self)
{
  GtkWidget *row;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0))))
    gtk_list_box_remove (self->list, row);
  for (int i = 0; i < gradus_library_n_lessons (self->library); i++)
    gtk_list_box_append (self->list, make_row (self, i));
  self->filled = TRUE;
  select_row (self);
}

/* A window lays out what is hidden, too, and a hundred rows take longer than all else in it: they are made when they are
 * seen. */
static void
gradus_topic_list_map (GtkWidget *widget)
{
  GradusTopicList *self = GRADUS_TOPIC_LIST (widget);

  if (!self->filled)
    fill (self);
  GTK_WIDGET_CLASS (gradus_topic_list_parent_class)->map (widget);
}

static void
gradus_topic_list_dispose (GObject *object)
{
  GradusTopicList *self = GRADUS_TOPIC_LIST (object);

  if (self->content) { /* rows go one by one, and each would look for its header */
    gtk_list_box_set_header_func (self->list, NULL, NULL, NULL);
    gtk_list_box_set_filter_func (self->list, NULL, NULL, NULL);
  }
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->library);
  g_clear_pointer (&self->query, g_free);
  G_OBJECT_CLASS (gradus_topic_list_parent_class)->dispose (object);
}

static void
gradus_topic_list_class_init (GradusTopicListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_topic_list_dispose;
  widget_class->map = gradus_topic_list_map;
  signals[OPEN_LESSON] = g_signal_new ("open-lesson", GRADUS_TYPE_TOPIC_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "topics");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/topic-list.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusTopicList, content);
  gtk_widget_class_bind_template_child (widget_class, GradusTopicList, search);
  gtk_widget_class_bind_template_child (widget_class, GradusTopicList, list);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
}

static void
gradus_topic_list_init (GradusTopicList *self)
{
  self->selected = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, set_header, self, NULL);
  gtk_list_box_set_filter_func (self->list, is_shown, self, NULL);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->list));
}

void
gradus_topic_list_set_library (GradusTopicList *self, GradusLibrary *library)
{
  g_set_object (&self->library, library);
  self->filled = FALSE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
}

void
gradus_topic_list_select (GradusTopicList *self, const char *id)
{
  self->selected = id ? gradus_library_find (self->library, id) : -1;
  select_row (self);
}

void
gradus_topic_list_focus_search (GradusTopicList *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
gradus_topic_list_set_search (GradusTopicList *self, const char *text)
{
  g_autofree char *query = g_strdup (text);

  /* First the entry: while its text is replaced it is empty for a moment, and says so. */
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->search)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->search), query);
  g_free (self->query);
  self->query = g_steal_pointer (&query);
  gtk_list_box_invalidate_filter (self->list);
}

int
gradus_topic_list_n_shown (GradusTopicList *self)
{
  GtkListBoxRow *row;
  int n = 0;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    n += is_shown (row, self);
  return n;
}
