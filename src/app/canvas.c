/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/canvas-private.h"

#include "app/css-class.h"
#include "app/plot-drag.h"
#include "lab/i18n.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (GradusCanvas, gradus_canvas, GTK_TYPE_WIDGET)

static guint shown;

/* ---- pictures ---- */

/* What probes may take of a processor while lanes train; the rest is for those. */
static double
share_of (GradusCanvas *self, GradusPlotView *view)
{
  return !gradus_run_status (self->run).running ? 1 : view == self->large ? 0.12 : 0.02;
}

/* Whether there was news of it, or @again. */
static bool
draw_slot (GradusCanvas *self, int slot, GradusPlotView *view, bool again)
{
  LabViewer *viewer = self->slots[slot];
  const TrainSnapshot *snapshot = gradus_run_snapshot (self->run);
  guint serial;

  if (!viewer || !snapshot)
    return false;
  lab_viewer_request (viewer, snapshot, share_of (self, view));
  serial = lab_viewer_serial (viewer);
  if (!again && serial == self->serials[slot])
    return false;
  self->serials[slot] = serial;
  gradus_plot_view_set_figure (view, lab_viewer_figure (viewer, snapshot));
  return true;
}

/* The small plots take turns. */
static void
draw_one_small (GradusCanvas *self)
{
  bool drawn = false;

  for (int i = 0; i < self->n_small && !drawn; i++) {
    self->next_small = (self->next_small + 1) % self->n_small;
    drawn = draw_slot (self, self->strip_slots[self->next_small], self->small[self->next_small], false);
  }
}

/* While it runs a frame is kept short: the large plot, and in every second one, or where that has no news, a small one. */
static void
on_frame (GradusCanvas *self)
{
  bool drawn = self->slot >= 0 && draw_slot (self, self->slot, self->large, false);

  if (gradus_run_status (self->run).running) {
    if (!drawn || gradus_run_turn (self->run) % 2 == 0)
      draw_one_small (self);
    return;
  }
  for (int i = 0; i < self->n_small; i++)
    draw_slot (self, self->strip_slots[i], self->small[i], false);
  gradus_plot_view_describe (self->large);
}

void
gradus_canvas_refresh (GradusCanvas *self)
{
  if (self->slot >= 0)
    draw_slot (self, self->slot, self->large, true);
  for (int i = 0; i < self->n_small; i++)
    draw_slot (self, self->strip_slots[i], self->small[i], true);
}

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

/* ---- experiments come and go ---- */

static void
on_closing (GradusCanvas *self)
{
  if (self->settings)
    gradus_view_settings_set_viewer (self->settings, NULL);
  for (int i = 0; i < N_SLOTS; i++)
    g_clear_pointer (&self->slots[i], lab_viewer_free);
  memset (self->serials, 0xff, sizeof self->serials); /* none that the next viewer could have, too */
  self->slot = -1;
}

static void
on_failed (GradusCanvas *self, const char *message)
{
  if (gradus_run_experiment (self->run)) {
    gradus_run_say (self->run, message, false);
    if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "opening"))
      gradus_canvas_show_slot (self, self->slot);
    return;
  }
  adw_status_page_set_description (self->failed, message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

/* Views that cannot be made are left out; what is wrong with them is said once. */
static void
make_views (GradusCanvas *self)
{
  const LessonExperiment *notation =
    gradus_run_lesson (self->run)->experiments->pdata[gradus_run_index (self->run)];
  BaseError error = { "" };

  self->n_views = 0;
  for (guint i = 0; i < notation->views->len && self->n_views < MAX_VIEWS; i++) {
    LabViewer *viewer = lab_viewer_new (gradus_run_experiment (self->run), notation->views->pdata[i], &error);

    if (viewer)
      self->slots[self->n_views++] = viewer;
  }
  if (self->n_views == 0)
    self->slots[0] = lab_viewer_new_named (gradus_run_experiment (self->run), "curve", &error);
  self->n_views = MAX (self->n_views, self->slots[0] != NULL);
  for (int i = 0; i < self->n_views; i++)
    gradus_canvas_meet (self, i);
  if (error.text[0])
    gradus_run_say (self->run, error.text, false);
}

/* The lesson's first; but before the first step a curve is one point, while a view with a probe (a boundary, samples, a map)
 * has all to show. */
static int
first_view (GradusCanvas *self)
{
  for (int i = 0; i < self->n_views && lab_viewer_view (self->slots[0])->over_steps; i++)
    if (lab_viewer_view (self->slots[i])->probe)
      return i;
  return 0;
}

static void
on_opened (GradusCanvas *self)
{
  const Lesson *lesson = gradus_run_lesson (self->run);
  int lens = self->lens;
  bool other_lesson = g_strcmp0 (lesson->path, self->lesson) != 0;

  if (other_lesson || gradus_run_index (self->run) != self->experiment)
    memset (self->kept, 0, sizeof self->kept);
  make_views (self);
  gradus_canvas_show_experiments (self, other_lesson);
  if (other_lesson || gradus_run_index (self->run) != self->experiment || self->home >= self->n_views) {
    self->home = first_view (self);
    lens = -1;
    gtk_menu_button_popdown (GTK_MENU_BUTTON (self->settings_button)); /* it would keep the keyboard */
  }
  g_free (self->lesson);
  self->lesson = g_strdup (lesson->path);
  self->experiment = gradus_run_index (self->run);
  if (self->n_views == 0) {
    gtk_stack_set_visible_child_name (self->stack, "empty");
    return;
  }
  gradus_canvas_mark_lens (self, -1);
  gradus_canvas_show_slot (self, self->home);
  if (lens >= 0)
    gradus_canvas_set_lens (self, lens);
}

void
gradus_canvas_give_parts (GradusCanvas *self, int slot)
{
  GPtrArray *parts = gradus_run_parts (self->run);

  if (!self->slots[slot] || !lab_viewer_view (self->slots[slot])->across)
    return;
  lab_viewer_clear_parts (self->slots[slot]);
  for (guint i = 0; i < parts->len; i++)
    lab_viewer_add_part (self->slots[slot], parts->pdata[i]);
}

static void
on_parts (GradusCanvas *self)
{
  for (int slot = 0; slot < N_SLOTS; slot++)
    gradus_canvas_give_parts (self, slot);
}

static void
on_status (GradusCanvas *self)
{
  if (gradus_run_experiment (self->run) && !gradus_run_opens_slowly (self->run))
    return;
  if (gradus_run_is_opening (self->run))
    gtk_stack_set_visible_child_name (self->stack, "opening");
  else if (!g_str_equal (gtk_stack_get_visible_child_name (self->stack), "failed"))
    gtk_stack_set_visible_child_name (self->stack, "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->strip), FALSE);
  gtk_widget_set_visible (self->caption_row, FALSE);
}

void
gradus_canvas_set_run (GradusCanvas *self, GradusRun *run)
{
  g_return_if_fail (!self->run);
  self->run = g_object_ref (run);
  gradus_run_attach (run, GTK_WIDGET (self));
  g_signal_connect_object (run, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "closing", G_CALLBACK (on_closing), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "parts", G_CALLBACK (on_parts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "status", G_CALLBACK (on_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "pins", G_CALLBACK (gradus_canvas_ask_lens), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "values", G_CALLBACK (gradus_canvas_ask_lens), self, G_CONNECT_SWAPPED);
  gradus_canvas_make_arithmetic (self);
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
  draw_slot (self, self->slot, self->large, true);
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

  on_closing (self);
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
