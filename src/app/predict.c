/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/predict.h"

#include "app/prose.h"
#include "base/words.h"

struct _GradusPredict {
  GtkWidget parent;
  GtkWidget *options;
  GPtrArray *buttons; /* of GtkCheckButton, borrowed */
};

G_DEFINE_FINAL_TYPE (GradusPredict, gradus_predict, GTK_TYPE_WIDGET)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_toggled (GtkCheckButton *button, GradusPredict *self)
{
  guint index;

  if (gtk_check_button_get_active (button) && g_ptr_array_find (self->buttons, button, &index))
    g_signal_emit (self, signals[CHOSEN], 0, (int) index);
}

void
gradus_predict_focus (GradusPredict *self)
{
  GtkWidget *button = self->buttons->pdata[0];

  for (guint i = 0; i < self->buttons->len; i++)
    if (gtk_check_button_get_active (self->buttons->pdata[i]))
      button = self->buttons->pdata[i];
  gtk_widget_grab_focus (button);
}

/* Enter chooses like Space; on what is chosen it goes on and runs. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GradusPredict *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && GTK_IS_CHECK_BUTTON (focus) &&
         gtk_check_button_get_active (GTK_CHECK_BUTTON (focus)) &&
         gtk_widget_activate_action (GTK_WIDGET (self), "lesson.run", NULL);
}

static void
on_row_activated (GradusPredict *self, GtkListBoxRow *row)
{
  gradus_predict_choose (self, gtk_list_box_row_get_index (row));
}

static void
add_option (GradusPredict *self, const LessonOption *option, const char *language)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *button = gtk_check_button_new ();
  g_autofree char *text = lesson_runs_text (option->runs);

  if (self->buttons->len)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->buttons->pdata[0]);
  g_ptr_array_add (self->buttons, button);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), self);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), gradus_prose_label (option->runs, language, NULL));
  gtk_widget_add_css_class (box, "option");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE); /* the button inside takes the keyboard */
  gtk_list_box_append (GTK_LIST_BOX (self->options), row);
}

static void
gradus_predict_dispose (GObject *object)
{
  GradusPredict *self = GRADUS_PREDICT (object);

  g_clear_pointer (&self->options, gtk_widget_unparent);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  G_OBJECT_CLASS (gradus_predict_parent_class)->dispose (object);
}

static void
gradus_predict_class_init (GradusPredictClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_predict_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", GRADUS_TYPE_PREDICT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/predict.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusPredict, options);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
gradus_predict_init (GradusPredict *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->buttons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
gradus_predict_new (const Lesson *lesson, int choice)
{
  GradusPredict *self = g_object_new (GRADUS_TYPE_PREDICT, NULL);

  for (guint i = 0; i < lesson->options->len; i++)
    add_option (self, lesson->options->pdata[i], lesson->language);
  gradus_predict_choose (self, choice);
  return GTK_WIDGET (self);
}

void
gradus_predict_choose (GradusPredict *self, int option)
{
  if (option >= 0 && option < (int) self->buttons->len)
    gtk_check_button_set_active (self->buttons->pdata[option], TRUE);
}

/* ---- after the run ---- */

/* Icon and words, not colour alone. */
static GtkWidget *
outcome_row (const LessonOption *option, bool chosen, const char *language)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *icon = gtk_image_new_from_icon_name (option->right ? "object-select-symbolic" : "window-close-symbolic");
  const char *verdict = option->right ? (chosen ? _("Right – your prediction") : _("This is what happens"))
                                      : (chosen ? _("Your prediction") : NULL);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, option->right ? "right" : "wrong");
  gtk_box_append (GTK_BOX (box), icon);
  if (verdict) {
    GtkWidget *label = gtk_label_new (verdict);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_widget_add_css_class (label, "caption-heading");
    gtk_widget_add_css_class (label, option->right ? "right" : "wrong");
    gtk_box_append (GTK_BOX (text), label);
  }
  gtk_box_append (GTK_BOX (text), gradus_prose_label (option->runs, language, NULL));
  if (option->why && option->why->len)
    gtk_box_append (GTK_BOX (text), gradus_prose_label (option->why, language, "dim-label"));
  gtk_box_append (GTK_BOX (box), text);
  gtk_widget_add_css_class (box, "option");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE); /* there is nothing to do */
  return row;
}

GtkWidget *
gradus_predict_outcome_new (const Lesson *lesson, int choice)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "outcome");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What became of the predictions"),
                                  -1);
  for (guint i = 0; i < lesson->options->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list),
                         outcome_row (lesson->options->pdata[i], (int) i == choice, lesson->language));
  return list;
}
