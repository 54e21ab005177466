/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/canvas-private.h"

#include "app/css-class.h"
#include "app/plot-drag.h"
#include "base/words.h"

G_DEFINE_FINAL_TYPE (GradusCanvas, gradus_canvas, GTK_TYPE_WIDGET)

static guint shown;

/* ---- which is where ---- */

static const char *
slot_name (GradusCanvas *self, int slot)
{
  return self->slots[slot] ? lab_viewer_title (self->slots[slot]) : "";
}

static void
show_large (GradusCanvas *self)
{
  LabViewer *viewer = self->slots[self->slot];
  const char *caption = lab_viewer_caption (viewer);

  if (!caption && lab_viewer_view (viewer)->entry.summary)
    caption = _(lab_viewer_view (viewer)->entry.summary);
  gradus_plot_view_set_name (self->large, slot_name (self, self->slot));
  gtk_label_set_text (self->caption, caption ? caption : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->caption), caption);
  gradus_view_settings_set_viewer (self->settings, self->slots[self->slot]);
  gtk_widget_set_visible (self->caption_row, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "plot");
  g_signal_emit (self, shown, 0);
}

static void
show_strip (GradusCanvas *self)
{
  self->n_small = 0;
  for (int slot = 0; slot < self->n_views && self->n_small < GRADUS_CANVAS_SMALL; slot++)
    if (slot != self->slot)
      self->strip_slots[self->n_small++] = slot;
  for (int i = 0; i < GRADUS_CANVAS_SMALL; i++) {
    bool used = i < self->n_small;

    gtk_widget_set_visible (self->buttons[i], used);
    if (used) {
      const char *name = slot_name (self, self->strip_slots[i]);
      g_autofree char *text = g_strdup_printf (_("Show large: %s"), name);

      gradus_plot_view_set_name (self->small[i], name);
      gtk_widget_set_tooltip_text (self->buttons[i], text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
  }
  gtk_widget_set_visible (GTK_WIDGET (self->strip), self->n_small > 0);
}

void
gradus_canvas_show_slot (GradusCanvas *self, int slot)
{
  self->slot = slot;
  show_large (self);
  show_strip (self);
  gradus_canvas_refresh (self);
  gradus_plot_view_describe (self->large);
}

void
gradus_canvas_swap (GradusCanvas *self, int index)
{
  if (index < 0 || index >= self->n_small)
    return;
  self->home = self->strip_slots[index];
  gradus_canvas_mark_lens (self, -1);
  gradus_canvas_show_slot (self, self->home);
}

void
gradus_canvas_rotate (GradusCanvas *self, int by)
{
  if (self->n_views < 1)
    return;
  self->home = (self->home + by + self->n_views) % self->n_views;
  gradus_canvas_mark_lens (self, -1);
  gradus_canvas_show_slot (self, self->home);
}

static void
on_small (GtkButton *button, GradusCanvas *self)
{
  for (int i = 0; i < self->n_small; i++)
    if (self->buttons[i] == GTK_WIDGET (button)) {
      gradus_canvas_swap (self, i);
      return;
    }
}

static void
make_strip (GradusCanvas *self)
{
  for (int i = 0; i < GRADUS_CANVAS_SMALL; i++) {
    GtkWidget *view = gradus_plot_view_new (), *button = gtk_button_new ();

    gradus_plot_view_set_compact (GRADUS_PLOT_VIEW (view), TRUE);
    gradus_plot_view_set_name (GRADUS_PLOT_VIEW (view), "");
    gtk_button_set_child (GTK_BUTTON (button), view);
    gtk_widget_add_css_class (button, "thumbnail");
    gtk_widget_set_hexpand (button, TRUE);
    g_signal_connect (button, "clicked", G_CALLBACK (on_small), self);
    self->small[i] = GRADUS_PLOT_VIEW (view);
    self->buttons[i] = button;
    gtk_box_append (self->strip, button);
  }
}

/* ---- beside and before ---- */

void
gradus_canvas_set_compare (GradusCanvas *self, gboolean compare)
{
  const TrainSnapshot *snapshot = self->run ? gradus_run_snapshot (self->run) : NULL;

  self->compare = compare && snapshot && self->slot >= 0;
  gradus_plot_view_set_figure (self->before,
                               self->compare ? lab_viewer_figure (self->slots[self->slot], snapshot) : NULL);
  gradus_plot_view_set_name (self->before, _("Before"));
  gradus_plot_view_describe (self->before);
  gtk_widget_set_visible (self->before_box, self->compare);
  gtk_widget_set_visible (self->now_label, self->compare);
}

void
gradus_canvas_set_present (GradusCanvas *self, int width)
{
  gboolean present = width > 0;
  double size = present ? CLAMP (width / 90.0, 13, 22) : 12;

  gtk_widget_set_visible (self->bar, !present);
  gradus_plot_view_set_font_size (self->large, size);
  gradus_plot_view_set_font_size (self->before, size);
  gradus_set_css_class (self, "present", present);
}

void
gradus_canvas_set_cover (GradusCanvas *self, const Lesson *lesson)
{
  if (lesson)
    gradus_cover_set_lesson (self->cover, lesson);
  gtk_widget_set_visible (GTK_WIDGET (self->cover), lesson != NULL);
  if (lesson)
    gtk_widget_grab_focus (GTK_WIDGET (self->cover));
}

gboolean
gradus_canvas_vote (GradusCanvas *self, int option)
{
  if (gradus_canvas_is_covered (self))
    gradus_cover_vote (self->cover, option);
  return gradus_canvas_is_covered (self);
}

gboolean
gradus_canvas_is_covered (GradusCanvas *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->cover));
}

/* Another image, patch or metric: the name says it too. */
static void
show_view_settings (GradusCanvas *self)
{
  gradus_plot_view_set_name (self->large, slot_name (self, self->slot));
  gradus_canvas_draw_slot (self, self->slot, self->large, true);
}

static void
on_view_settings (GradusCanvas *self)
{
  if (self->slot < 0)
    return;
  show_view_settings (self);
  gradus_canvas_keep (self, self->slot);
}

void
gradus_canvas_show_settings (GradusCanvas *self)
{
  gradus_view_settings_set_viewer (self->settings, NULL);
  gradus_view_settings_set_viewer (self->settings, self->slots[self->slot]);
  show_view_settings (self);
}

static void
action_help (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (GRADUS_CANVAS (widget)->settings_button));
}

/* A rule was dragged: the list of settings is made anew when the hand lets go. */
static void
on_dragged (const char *key, double value, gboolean done, gpointer data)
{
  GradusCanvas *self = data;
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->slot < 0 ||
      !lab_viewer_set (self->slots[self->slot], key, g_ascii_formatd (text, sizeof text, "%.3f", value), NULL))
    return;
  show_view_settings (self);
  if (done) {
    gradus_canvas_show_settings (self);
    gradus_canvas_keep (self, self->slot);
  }
}

/* A spinner that nobody sees would still lay out the window anew in every frame. */
static void
on_page (GradusCanvas *self)
{
  gtk_spinner_set_spinning (self->spinner, g_str_equal (gradus_canvas_get_page (self), "opening"));
}

static void
on_refusal_link (GradusCanvas *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-lesson", "s", self->refusal_lesson);
}

static void
on_uncover (GradusCanvas *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.uncover", NULL);
}

/* ---- life ---- */

static void
gradus_canvas_dispose (GObject *object)
{
  GradusCanvas *self = GRADUS_CANVAS (object);

  gradus_canvas_forget (self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->run);
  g_clear_pointer (&self->lesson, g_free);
  G_OBJECT_CLASS (gradus_canvas_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, content);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, experiments);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, lenses);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, bar);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, stack);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, large);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, before);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, before_box);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, now_label);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, caption);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, caption_row);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, settings_button);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, settings);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, strip);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, refusal);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, refusal_link);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, failed);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, spinner);
  gtk_widget_class_bind_template_child (widget_class, GradusCanvas, cover);
}

static void
gradus_canvas_class_init (GradusCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_canvas_dispose;
  shown = g_signal_new ("shown", GRADUS_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (GRADUS_TYPE_PLOT_VIEW);
  g_type_ensure (GRADUS_TYPE_COVER);
  g_type_ensure (GRADUS_TYPE_VIEW_SETTINGS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/gradus/Gradus/canvas.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_page);
  gtk_widget_class_bind_template_callback (widget_class, on_uncover);
  gtk_widget_class_bind_template_callback (widget_class, on_view_settings);
  gtk_widget_class_install_action (widget_class, "canvas.help", NULL, action_help);
  gtk_widget_class_bind_template_callback (widget_class, on_refusal_link);
}

static void
gradus_canvas_init (GradusCanvas *self)
{
  self->slot = -1;
  self->lens = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_make_lenses (self);
  make_strip (self);
  gradus_plot_view_set_name (self->before, _("Before"));
  gradus_plot_drag_add (self->large, on_dragged, self);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

LabViewer *
gradus_canvas_large (GradusCanvas *self)
{
  return self->slot >= 0 ? self->slots[self->slot] : NULL;
}

GradusPlotView *
gradus_canvas_large_view (GradusCanvas *self)
{
  return self->large;
}

guint
gradus_canvas_n_drawn (GradusCanvas *self)
{
  guint n = gradus_plot_view_n_drawn (self->large);

  for (int i = 0; i < self->n_small; i++)
    n += gradus_plot_view_n_drawn (self->small[i]);
  return n;
}

int
gradus_canvas_n_small (GradusCanvas *self)
{
  return self->n_small;
}

const char *
gradus_canvas_get_page (GradusCanvas *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}
