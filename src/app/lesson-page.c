/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/lesson-page-private.h"

#include "app/css-class.h"
#include "app/predict.h"
#include "app/prose-reader.h"
#include "app/prose.h"
#include "base/param.h"
#include "base/words.h"

G_DEFINE_FINAL_TYPE (GradusLessonPage, gradus_lesson_page, GTK_TYPE_WIDGET)

enum { RUN, STEP_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

const char *const gradus_lesson_step_names[LESSON_N_SECTIONS] = {
  [LESSON_QUESTION] = N_ ("Question"),           [LESSON_PREDICT] = N_ ("Predict"),
  [LESSON_EXPERIMENTS] = N_ ("Experiment"),      [LESSON_ANSWER] = N_ ("Answer"),
  [LESSON_KEY_POINTS] = N_ ("Key points"),       [LESSON_POPULAR_ERROR] = N_ ("Popular error"),
  [LESSON_FOLLOW_UPS] = N_ ("Follow-ups"),       [LESSON_SOURCES] = N_ ("Sources"),
};

GradusLessonMemory *
gradus_lesson_page_memory (GradusLessonPage *self)
{
  const char *id = self->lesson ? self->lesson->id : "";
  GradusLessonMemory *found = g_hash_table_lookup (self->memories, id);

  if (!found) {
    found = g_new0 (GradusLessonMemory, 1);
    found->choice = -1;
    g_hash_table_insert (self->memories, g_strdup (id), found);
  }
  return found;
}

/* Its results are there at once: nothing has to run to its end first. */
bool
gradus_lesson_page_is_calculation (GradusLessonPage *self)
{
  const GPtrArray *experiments = self->lesson->experiments;

  return self->experiment < (int) experiments->len && ((const LessonExperiment *) experiments->pdata[self->experiment])->calculator;
}

/* ---- moving between steps ---- */

static void
on_mark (GtkButton *mark, GradusLessonPage *self)
{
  gradus_lesson_page_set_step (self, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (mark), "step")));
}

/* One bar for each step; the one shown is filled and says so to screen readers. */
static void
make_marks (GradusLessonPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->marks))))
    gtk_box_remove (self->marks, child);
  for (int i = 0; i < self->n_steps; i++) {
    GtkWidget *mark = gtk_button_new ();

    gtk_widget_set_hexpand (mark, TRUE);
    gtk_widget_add_css_class (mark, "step-mark");
    gtk_widget_set_focusable (mark, FALSE); /* Alt+Left, Alt+Right and the buttons below serve the keyboard */
    gtk_widget_set_tooltip_text (mark, _(gradus_lesson_step_names[self->steps[i]]));
    gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _(gradus_lesson_step_names[self->steps[i]]), -1);
    g_object_set_data (G_OBJECT (mark), "step", GINT_TO_POINTER (i));
    g_signal_connect (mark, "clicked", G_CALLBACK (on_mark), self);
    gtk_box_append (self->marks, mark);
  }
}

static void
update_marks (GradusLessonPage *self)
{
  GtkWidget *mark = gtk_widget_get_first_child (GTK_WIDGET (self->marks));
  g_autofree char *name = NULL;

  for (int i = 0; mark; i++, mark = gtk_widget_get_next_sibling (mark)) {
    gradus_set_css_class (mark, "current", i == self->step);
    gradus_set_css_class (mark, "passed", i < self->step);
  }
  name = g_strdup_printf (_("%d of %d · %s"), self->step + 1, self->n_steps, _(gradus_lesson_step_names[self->steps[self->step]]));
  gtk_label_set_text (self->step_name, name);
}

/* The next step after a prediction is to see: then the button is the one to press. */
void
gradus_lesson_page_update_buttons (GradusLessonPage *self)
{
  bool first = self->step == 0, last = self->step == self->n_steps - 1;
  bool runs = gradus_lesson_page_get_section (self) == LESSON_PREDICT && gradus_lesson_page_memory (self)->choice >= 0;

  gtk_widget_set_visible (GTK_WIDGET (self->previous), !first);
  gtk_widget_set_visible (GTK_WIDGET (self->next), !last);
  if (!first)
    gtk_label_set_text (self->previous_label, _(gradus_lesson_step_names[self->steps[self->step - 1]]));
  if (!last)
    gtk_label_set_text (self->next_label, !runs ? _(gradus_lesson_step_names[self->steps[self->step + 1]])
                                          : gradus_lesson_page_is_calculation (self) ? _("See the result")
                                                                                     : _("Run and see"));
  gtk_image_set_from_icon_name (self->next_icon, runs && !gradus_lesson_page_is_calculation (self) ? "media-playback-start-symbolic"
                                                                                                    : "go-next-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->next), runs ? "lesson.run" : "lesson.next");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->next), runs ? NULL : _("Next step (Alt+Right)"));
  gradus_set_css_class (self->next, "suggested-action", runs);
}

void
gradus_lesson_page_set_step (GradusLessonPage *self, int step)
{
  if (step < 0 || step >= self->n_steps)
    return;
  self->step = step;
  gradus_lesson_page_memory (self)->section = self->steps[step];
  gradus_lesson_page_fill (self);
  update_marks (self);
  gradus_lesson_page_update_buttons (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  g_signal_emit (self, signals[STEP_CHANGED], 0);
}

void
gradus_lesson_page_go (GradusLessonPage *self, int by)
{
  GtkWidget *last;

  gradus_lesson_page_set_step (self, self->step + by);
  last = gtk_widget_get_last_child (GTK_WIDGET (self->body));
  if (last && GRADUS_IS_PREDICT (last) && gtk_widget_get_root (last))
    gradus_predict_focus (GRADUS_PREDICT (last));
}

static void
action_previous (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_lesson_page_go (GRADUS_LESSON_PAGE (widget), -1);
}

static void
action_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_lesson_page_go (GRADUS_LESSON_PAGE (widget), 1);
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *text = gradus_prose_copy (GTK_WIDGET (GRADUS_LESSON_PAGE (widget)->body));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
action_run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_lesson_page_show_section (GRADUS_LESSON_PAGE (widget), LESSON_EXPERIMENTS);
  g_signal_emit (widget, signals[RUN], 0);
}

gboolean
gradus_lesson_page_show_section (GradusLessonPage *self, LessonSectionKind kind)
{
  for (int i = 0; i < self->n_steps; i++)
    if (self->steps[i] == kind) {
      gradus_lesson_page_set_step (self, i);
      return TRUE;
    }
  return FALSE;
}

void
gradus_lesson_page_set_lesson (GradusLessonPage *self, const Lesson *lesson)
{
  self->lesson = lesson;
  self->n_steps = 0;
  self->experiment = 0;
  for (int kind = 0; lesson && kind < LESSON_N_SECTIONS; kind++)
    if (kind == LESSON_QUESTION || lesson->sections[kind].title)
      self->steps[self->n_steps++] = (LessonSectionKind) kind;
  make_marks (self);
  if (!lesson || !gradus_lesson_page_show_section (self, gradus_lesson_page_memory (self)->section))
    gradus_lesson_page_set_step (self, 0);
}

/* PageUp and PageDown scroll where the text goes on and turn to another step where it ends, whatever in it has the keyboard: a
 * list would take them for its cursor. */
static gboolean
on_text_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusLessonPage *self)
{
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (self->scroller);
  int by = key == GDK_KEY_Page_Down || key == GDK_KEY_KP_Page_Down ? 1 : key == GDK_KEY_Page_Up || key == GDK_KEY_KP_Page_Up ? -1 : 0;
  double rest = by > 0 ? gtk_adjustment_get_upper (at) - gtk_adjustment_get_page_size (at) - gtk_adjustment_get_value (at)
                       : gtk_adjustment_get_value (at) - gtk_adjustment_get_lower (at);
  gboolean scrolled;

  if (by == 0 || (state & gtk_accelerator_get_default_mod_mask ()))
    return GDK_EVENT_PROPAGATE;
  if (rest > 1)
    g_signal_emit_by_name (self->scroller, "scroll-child", by > 0 ? GTK_SCROLL_PAGE_DOWN : GTK_SCROLL_PAGE_UP, FALSE, &scrolled);
  else
    gradus_lesson_page_go (self, by);
  return GDK_EVENT_STOP;
}

static void
add_keys (GradusLessonPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_text_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), keys);
}

/* ---- life ---- */

static void
gradus_lesson_page_dispose (GObject *object)
{
  GradusLessonPage *self = GRADUS_LESSON_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_pointer (&self->memories, g_hash_table_unref);
  G_OBJECT_CLASS (gradus_lesson_page_parent_class)->dispose (object);
}

static void
gradus_lesson_page_class_init (GradusLessonPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_lesson_page_dispose;
  signals[RUN] = g_signal_new ("run", GRADUS_TYPE_LESSON_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STEP_CHANGED] =
    g_signal_new ("step-changed", GRADUS_TYPE_LESSON_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "lesson");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/lesson-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, marks);
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, step_name);
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, body);
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, previous);
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, next);
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, previous_label);
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, next_label);
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, next_icon);
  gtk_widget_class_bind_template_child (widget_class, GradusLessonPage, menu);
  gtk_widget_class_install_action (widget_class, "lesson.previous", NULL, action_previous);
  gtk_widget_class_install_action (widget_class, "lesson.next", NULL, action_next);
  gtk_widget_class_install_action (widget_class, "lesson.run", NULL, action_run);
  gtk_widget_class_install_action (widget_class, "lesson.copy", NULL, action_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "lesson.copy", NULL);
}

static void
gradus_lesson_page_init (GradusLessonPage *self)
{
  self->memories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_prose_make_readable (GTK_WIDGET (self->body), self->scroller, self->menu);
  add_keys (self);
}

const Lesson *
gradus_lesson_page_get_lesson (GradusLessonPage *self)
{
  return self->lesson;
}

int
gradus_lesson_page_n_steps (GradusLessonPage *self)
{
  return self->n_steps;
}

int
gradus_lesson_page_get_step (GradusLessonPage *self)
{
  return self->step;
}

LessonSectionKind
gradus_lesson_page_get_section (GradusLessonPage *self)
{
  return self->n_steps ? self->steps[self->step] : LESSON_QUESTION;
}

int
gradus_lesson_page_get_choice (GradusLessonPage *self)
{
  return gradus_lesson_page_memory (self)->choice;
}

void
gradus_lesson_page_set_choice (GradusLessonPage *self, int option)
{
  gradus_lesson_page_memory (self)->choice = option;
  gradus_lesson_page_fill (self);
  gradus_lesson_page_update_buttons (self);
}

void
gradus_lesson_page_set_finished (GradusLessonPage *self, gboolean finished)
{
  if (gradus_lesson_page_memory (self)->finished == finished)
    return;
  gradus_lesson_page_memory (self)->finished = finished;
  if (gradus_lesson_page_get_section (self) == LESSON_EXPERIMENTS)
    gradus_lesson_page_fill (self);
}

void
gradus_lesson_page_set_experiment (GradusLessonPage *self, int index)
{
  if (self->experiment == index)
    return;
  self->experiment = index;
  gradus_lesson_page_update_buttons (self);
  if (gradus_lesson_page_get_section (self) == LESSON_EXPERIMENTS)
    gradus_lesson_page_fill (self);
}

void
gradus_lesson_page_copy_memory (GradusLessonPage *self, GradusLessonPage *from)
{
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, from->memories);
  while (g_hash_table_iter_next (&iter, &id, &value))
    g_hash_table_insert (self->memories, g_strdup (id), g_memdup2 (value, sizeof (GradusLessonMemory)));
}
