/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/application.h"

#include "app/environment.h"
#include "app/frame-bench.h"
#include "app/settings.h"
#include "base/words.h"
#include "lab/lessons.h"

struct _GradusApplication {
  AdwApplication parent;
  GradusLibrary *library;
  char *start;
  gboolean start_present;
  double bench;
};

G_DEFINE_FINAL_TYPE (GradusApplication, gradus_application, ADW_TYPE_APPLICATION)

static const struct {
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "win.topics", { "F8" } },
  { "win.controls", { "F9" } },
  { "win.present", { "F11" } },
  { "win.search", { "<Control>f" } },
  { "win.lab", { "<Control>l" } },
  { "win.take-to-lab", { "<Control><Shift>l" } },
  { "win.previous", { "<Alt>Left" } },
  { "win.next", { "<Alt>Right" } },
  { "win.previous-experiment", { "<Control>Page_Up" } },
  { "win.next-experiment", { "<Control>Page_Down" } },
  { "win.back", { "<Alt>Up" } },
  { "win.forward", { "<Alt>Down" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.new-seed", { "<Control>n" } },
  { "win.save-plots", { "<Control>e" } },
  { "win.compare", { "<Control>d" } },
  { "win.pin", { "<Control>p" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },
  { "window.close", { "<Control>w" } },
  { "app.quit", { "<Control>q" } },
};

/* ---- style ---- */

static void
apply_style (GradusApplication *self)
{
  g_autofree char *style = NULL;
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), "style");
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  g_variant_get (state, "s", &style);
  if (g_str_equal (style, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (style, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
change_style (GSimpleAction *action, GVariant *value, gpointer application)
{
  g_simple_action_set_state (action, value);
  gradus_settings_set ("style", g_variant_get_string (value, NULL));
  apply_style (application);
}

static void
action_apply_style (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  apply_style (application);
}

/* ---- language: another library, another window in the place of the first ---- */

static void
read_library (GradusApplication *self)
{
  g_autofree char *folder = lab_lessons_folder ();

  g_clear_object (&self->library);
  self->library = gradus_library_new (folder, gradus_environment_language ());
}

/* The shortcuts, made when they are first asked for; from then on GTK's own action shows them. */
static void
action_help (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/gradus/Gradus/shortcuts.ui");

  g_action_map_remove_action (window, "show-help-overlay");
  gtk_application_window_set_help_overlay (window,
                                           GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts")));
  g_action_group_activate_action (window, "show-help-overlay", NULL);
}

static GradusWindow *
new_window (GradusApplication *self, const char *id)
{
  static const GActionEntry help = { .name = "show-help-overlay", .activate = action_help };
  GradusWindow *window = gradus_window_new (GTK_APPLICATION (self), self->library, id);

  g_action_map_add_action_entries (G_ACTION_MAP (window), &help, 1, window);
  return window;
}

static void
change_language (GSimpleAction *action, GVariant *value, gpointer application)
{
  GradusApplication *self = application;
  GtkWindow *old = gtk_application_get_active_window (GTK_APPLICATION (self));
  GradusWindow *window;
  int width, height;

  g_simple_action_set_state (action, value);
  gradus_settings_set ("language", g_variant_get_string (value, NULL));
  gradus_environment_set_language (g_variant_get_string (value, NULL));
  if (!GRADUS_IS_WINDOW (old))
    return;
  read_library (self);
  gtk_window_get_default_size (old, &width, &height);
  window = new_window (self, NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gradus_window_open_like (window, GRADUS_WINDOW (old));
  gtk_window_present (GTK_WINDOW (window));
  gtk_window_destroy (old);
}

/* ---- about, quit ---- */

static void
action_about (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  static const char *const developers[] = { "The Gradus authors", NULL };

  adw_show_about_window (gtk_application_get_active_window (application), "application-name", "Gradus",
                         "application-icon", GRADUS_APP_ID, "version", GRADUS_VERSION, "developers", developers,
                         "developer-name", _("The Gradus authors"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _("Deep-learning interview questions, answered by networks that train in front of you."), NULL);
}

static void
action_quit (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  GtkWindow *window;

  while ((window = gtk_application_get_active_window (application)) && GRADUS_IS_WINDOW (window)) {
    gtk_window_close (window);
    if (gtk_application_get_active_window (application) == window)
      gtk_window_destroy (window);
  }
  g_application_quit (application);
}

static const GActionEntry entries[] = {
  { .name = "about", .activate = action_about },
  { .name = "quit", .activate = action_quit },
  { .name = "apply-style", .activate = action_apply_style },
};

static void
add_choice (GradusApplication *self, const char *name, const char *value, GCallback change)
{
  GSimpleAction *action = g_simple_action_new_stateful (name, G_VARIANT_TYPE_STRING, g_variant_new_string (value));

  g_signal_connect (action, "change-state", change, self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  g_object_unref (action);
}

/* ---- start ---- */

static void
gradus_application_startup (GApplication *application)
{
  GradusApplication *self = GRADUS_APPLICATION (application);
  g_autofree char *language = gradus_settings_get ("language", ""), *style = gradus_settings_get ("style", "system");

  G_APPLICATION_CLASS (gradus_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (GRADUS_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_choice (self, "language", language, G_CALLBACK (change_language));
  add_choice (self, "style", style, G_CALLBACK (change_style));
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action, accelerators[i].keys);
  apply_style (self);
  read_library (self);
}

/* A file becomes a lesson of its own; what is wrong with it is said in the window. */
static char *
start_id (GradusApplication *self, char **problem)
{
  BaseError error = { "" };
  Lesson *lesson;

  if (!self->start || gradus_library_find (self->library, self->start) >= 0 ||
      g_str_has_suffix (self->start, LESSON_EXPERIMENT_SUFFIX))
    return g_strdup (self->start);
  lesson = lab_lesson_open (self->start, gradus_library_language (self->library), &error);
  if (!lesson) {
    *problem = g_strdup (error.text);
    return NULL;
  }
  gradus_library_add (self->library, lesson);
  return g_strdup (lesson->id);
}

GradusWindow *
gradus_application_window (GradusApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autofree char *problem = NULL, *last = NULL, *id = NULL;

  if (GRADUS_IS_WINDOW (window))
    return GRADUS_WINDOW (window);
  id = start_id (self, &problem);
  last = gradus_settings_get ("lesson", "");
  window = GTK_WINDOW (new_window (self, id ? id : last));
  gradus_window_open (GRADUS_WINDOW (window), id ? id : last);
  if (id && g_str_has_suffix (id, LESSON_EXPERIMENT_SUFFIX))
    gradus_window_open_file (GRADUS_WINDOW (window), id);
  if (problem)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", problem);
  if (self->start_present)
    g_action_group_activate_action (G_ACTION_GROUP (window), "present", NULL);
  return GRADUS_WINDOW (window);
}

static void
gradus_application_activate (GApplication *application)
{
  GradusApplication *self = GRADUS_APPLICATION (application);
  GradusWindow *window = gradus_application_window (self);

  if (self->bench > 0)
    gradus_frame_bench_start (window, self->bench);
  gtk_window_present (GTK_WINDOW (window));
}

static void
gradus_application_finalize (GObject *object)
{
  GradusApplication *self = GRADUS_APPLICATION (object);

  g_clear_object (&self->library);
  g_free (self->start);
  G_OBJECT_CLASS (gradus_application_parent_class)->finalize (object);
}

static void
gradus_application_class_init (GradusApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_application_finalize;
  G_APPLICATION_CLASS (klass)->startup = gradus_application_startup;
  G_APPLICATION_CLASS (klass)->activate = gradus_application_activate;
}

static void
gradus_application_init (GradusApplication *self)
{
}

GradusApplication *
gradus_application_new (void)
{
  return g_object_new (GRADUS_TYPE_APPLICATION, "application-id", GRADUS_APP_ID, "flags", G_APPLICATION_NON_UNIQUE,
                       "resource-base-path", "/io/github/gradus/Gradus", NULL);
}

void
gradus_application_set_start (GradusApplication *self, const char *lesson, gboolean present)
{
  g_free (self->start);
  self->start = g_strdup (lesson);
  self->start_present = present;
}

void
gradus_application_set_bench (GradusApplication *self, double seconds)
{
  self->bench = seconds;
}
