/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/window-private.h"

#include "base/words.h"
#include "lab/text.h"

/* ---- lessons ---- */

static void
action_open_lesson (GSimpleAction *action, GVariant *id, gpointer window)
{
  gradus_window_open (window, g_variant_get_string (id, NULL));
}

/* "lesson:momentum" opens a lesson, anything else the web browser. */
static void
action_open_link (GSimpleAction *action, GVariant *target, gpointer window)
{
  GradusWindow *self = window;
  const char *uri = g_variant_get_string (target, NULL);

  if (!g_str_has_prefix (uri, "lesson:")) {
    gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
  } else if (gradus_library_find (self->library, uri + strlen ("lesson:")) >= 0) {
    gradus_window_open (self, uri + strlen ("lesson:"));
  } else {
    g_autofree char *text = g_strdup_printf (_("The lesson \"%s\" is not here yet"), uri + strlen ("lesson:"));

    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
  }
}

static void
travel (GradusWindow *self, int by)
{
  int place = self->place + by;

  if (place < 0 || place >= (int) self->history->len)
    return;
  self->place = place;
  self->moving = TRUE;
  gradus_window_open (self, self->history->pdata[place]);
  self->moving = FALSE;
}

/* From the Lab back to the lesson before it. */
static void
action_back (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  travel (window, gradus_window_in_lab (window) ? 0 : -1);
}

static void
action_forward (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  travel (window, 1);
}

static void
action_search (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GradusWindow *self = window;

  self->only_search |= !adw_flap_get_reveal_flap (self->topics_flap);
  adw_flap_set_reveal_flap (self->topics_flap, TRUE);
  gradus_topic_list_focus_search (self->topics);
}

static void
action_previous (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gradus_lesson_page_go (GRADUS_WINDOW (window)->page, -1);
}

static void
action_next (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gradus_lesson_page_go (GRADUS_WINDOW (window)->page, 1);
}

static void
action_previous_experiment (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GradusRun *run = GRADUS_WINDOW (window)->run;

  gradus_run_choose (run, gradus_run_index (run) - 1);
}

static void
action_next_experiment (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GradusRun *run = GRADUS_WINDOW (window)->run;

  gradus_run_choose (run, gradus_run_index (run) + 1);
}

/* ---- the Lab ---- */

static void
action_lab (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gradus_window_open_lab (window);
}

/* With all that was changed in it. */
static void
action_take_to_lab (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GradusWindow *self = window;
  BaseError error = { "" };
  LabSetup *setup = gradus_run_setup (self->run);
  g_autofree char *text = setup ? lab_setup_text (setup, &error) : NULL;

  if (gradus_window_in_lab (self))
    return;
  if (text) {
    gradus_window_show_lab (self);
    gradus_lab_page_set_text (self->lab, text, NULL);
  } else if (error.text[0]) {
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error.text);
  }
}

/* ---- time ---- */

static void
action_play (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gradus_run_toggle (GRADUS_WINDOW (window)->run);
}

static void
action_step (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gradus_run_step (GRADUS_WINDOW (window)->run, 1);
}

static void
action_step_back (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gradus_run_step (GRADUS_WINDOW (window)->run, -1);
}

static void
action_reset (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gradus_run_reset (GRADUS_WINDOW (window)->run);
}

/* A text entry undoes its own text. */
static bool
text_has_focus (GradusWindow *self, const char *name)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  return (GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus)) && gtk_widget_activate_action (focus, name, NULL);
}

/* It would take back another change. */
static void
withdraw_offer (GradusWindow *self)
{
  if (!self->offer)
    return;
  adw_toast_dismiss (self->offer);
  g_clear_weak_pointer (&self->offer);
  g_clear_pointer (&self->toast, g_free);
}

static void
action_undo (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GradusWindow *self = window;

  if (text_has_focus (self, "text.undo"))
    return;
  withdraw_offer (self);
  gradus_run_undo (self->run);
}

static void
action_redo (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GradusWindow *self = window;

  if (!text_has_focus (self, "text.redo"))
    gradus_run_redo (self->run);
}

static void
action_new_seed (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gradus_run_set_seed (GRADUS_WINDOW (window)->run, (guint64) g_random_int_range (1, 100000), NULL);
}

static void
action_pin (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GradusWindow *self = window;
  bool shown = adw_flap_get_reveal_flap (self->controls_flap);

  if (gradus_run_pin (self->run, parameter ? g_variant_get_int32 (parameter) : -1) && !shown)
    gradus_run_say (self->run, _("This run is pinned: it stays in the plots"), true);
}

static void
action_lens (GSimpleAction *action, GVariant *lens, gpointer window)
{
  gradus_canvas_set_lens (GRADUS_WINDOW (window)->canvas, g_variant_get_int32 (lens));
}

static void
action_save_plots (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gradus_canvas_save (GRADUS_WINDOW (window)->canvas);
}

static void
action_compare (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gboolean on = !g_variant_get_boolean (g_action_get_state (G_ACTION (action)));

  gradus_canvas_set_compare (GRADUS_WINDOW (window)->canvas, on);
  g_simple_action_set_state (action, g_variant_new_boolean (on));
}

/* ---- presenting ---- */

static void
cover_until_voted (GradusWindow *self)
{
  const Lesson *lesson = gradus_lesson_page_get_lesson (self->page);
  bool before = gradus_lesson_page_get_section (self->page) <= LESSON_PREDICT;

  if (self->present && !gradus_window_in_lab (self)) /* the Lab has no prediction to hide */
    gradus_canvas_set_cover (self->canvas, before && lesson && lesson->options->len ? lesson : NULL);
}

static void
action_uncover (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GradusWindow *self = window;

  gradus_canvas_set_cover (self->canvas, NULL);
  gradus_window_focus_start (self);
}

static int
screen_width (GradusWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  GdkMonitor *monitor = surface ? gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface) : NULL;
  GdkRectangle area = { .width = 1920 };

  if (monitor)
    gdk_monitor_get_geometry (monitor, &area);
  return area.width;
}

static void
set_present (GradusWindow *self, gboolean present)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->present = present;
  if (present) {
    self->was_topics = adw_flap_get_reveal_flap (self->topics_flap);
    self->was_controls = adw_flap_get_reveal_flap (self->controls_flap);
  }
  adw_flap_set_locked (self->topics_flap, present); /* the room the page leaves unfolds both sides; they stay hidden */
  adw_flap_set_locked (self->controls_flap, present);
  adw_flap_set_reveal_flap (self->topics_flap, !present && self->was_topics);
  adw_flap_set_reveal_flap (self->controls_flap, !present && self->was_controls);
  gtk_widget_set_visible (GTK_WIDGET (self->side), !present);
  gtk_widget_set_visible (GTK_WIDGET (self->header), !present);
  gradus_canvas_set_present (self->canvas, present ? screen_width (self) : 0);
  gradus_transport_set_plain (self->transport, present);
  if (present) {
    gtk_window_fullscreen (GTK_WINDOW (self));
    gtk_widget_add_css_class (GTK_WIDGET (self), "present");
    adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
    cover_until_voted (self);
    gradus_run_say (self->run, _("Esc leaves the presentation"), false);
  } else {
    gtk_window_unfullscreen (GTK_WINDOW (self));
    gtk_widget_remove_css_class (GTK_WIDGET (self), "present");
    gradus_canvas_set_cover (self->canvas, NULL);
    gradus_window_focus_start (self);
    g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "apply-style", NULL);
  }
}

static void
action_present (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gboolean on = !g_variant_get_boolean (g_action_get_state (G_ACTION (action)));

  set_present (window, on);
  g_simple_action_set_state (action, g_variant_new_boolean (on));
}

/* ---- toasts ---- */

static void
show_toast (GradusWindow *self, const char *text, bool undo)
{
  AdwToast *toast;
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  withdraw_offer (self);
  g_free (self->toast);
  self->toast = g_strdup (text);
  toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, undo ? 8 : 5);
  if (undo) {
    adw_toast_set_button_label (toast, _("Undo"));
    adw_toast_set_action_name (toast, "win.undo");
    g_set_weak_pointer (&self->offer, toast);
  }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
action_toast (GSimpleAction *action, GVariant *text, gpointer window)
{
  show_toast (window, g_variant_get_string (text, NULL), false);
}

static void
action_toast_undo (GSimpleAction *action, GVariant *text, gpointer window)
{
  show_toast (window, g_variant_get_string (text, NULL), true);
}

/* ---- all of them ---- */

static const GActionEntry entries[] = {
  { .name = "open-lesson", .activate = action_open_lesson, .parameter_type = "s" },
  { .name = "open-link", .activate = action_open_link, .parameter_type = "s" },
  { .name = "back", .activate = action_back },
  { .name = "forward", .activate = action_forward },
  { .name = "search", .activate = action_search },
  { .name = "lab", .activate = action_lab },
  { .name = "take-to-lab", .activate = action_take_to_lab },
  { .name = "previous", .activate = action_previous },
  { .name = "next", .activate = action_next },
  { .name = "previous-experiment", .activate = action_previous_experiment },
  { .name = "next-experiment", .activate = action_next_experiment },
  { .name = "play", .activate = action_play },
  { .name = "step", .activate = action_step },
  { .name = "step-back", .activate = action_step_back },
  { .name = "reset", .activate = action_reset },
  { .name = "new-seed", .activate = action_new_seed },
  { .name = "undo", .activate = action_undo },
  { .name = "redo", .activate = action_redo },
  { .name = "pin", .activate = action_pin },
  { .name = "pin-lane", .activate = action_pin, .parameter_type = "i" },
  { .name = "lens", .activate = action_lens, .parameter_type = "i" },
  { .name = "save-plots", .activate = action_save_plots },
  { .name = "compare", .activate = action_compare, .state = "false" },
  { .name = "present", .activate = action_present, .state = "false" },
  { .name = "uncover", .activate = action_uncover },
  { .name = "toast", .activate = action_toast, .parameter_type = "s" },
  { .name = "toast-undo", .activate = action_toast_undo, .parameter_type = "s" },
};

static void
add_property (GradusWindow *self, const char *name, gpointer object, const char *property)
{
  GPropertyAction *action = g_property_action_new (name, object, property);

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  g_object_unref (action);
}

static void
add_undo (GradusWindow *self, const char *plain, const char *before, char *text, const char *action)
{
  g_auto (GStrv) parts = g_strsplit (text ? text : "", "_", -1); /* no mnemonics */
  g_autofree char *safe = g_strjoinv ("__", parts), *label = NULL;

  label = text ? g_strconcat (before, safe, NULL) : g_strdup (plain);
  g_menu_append (self->undo_section, label, action);
  g_free (text);
}

/* The menu is about to be shown. */
static void
show_undo (GtkMenuButton *button, gpointer data)
{
  GradusWindow *self = data;

  g_menu_remove_all (self->undo_section);
  add_undo (self, _("_Undo Change"), _("_Undo: "), gradus_run_undo_text (self->run, false), "win.undo");
  add_undo (self, _("_Redo Change"), _("_Redo: "), gradus_run_undo_text (self->run, true), "win.redo");
}

void
gradus_window_add_actions (GradusWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_property (self, "topics", self->topics_flap, "reveal-flap");
  add_property (self, "controls", self->controls_flap, "reveal-flap");
  gtk_menu_button_set_create_popup_func (self->menu, show_undo, self, NULL);
  gradus_window_update_actions (self);
}

static void
enable (GradusWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

void
gradus_window_update_actions (GradusWindow *self)
{
  enable (self, "back", self->place > 0 || (self->place == 0 && gradus_window_in_lab (self)));
  enable (self, "forward", self->place >= 0 && self->place < (int) self->history->len - 1);
}
