/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-test.h"

#include "app/cover.h"
#include "app/predict.h"
#include "app/view-settings.h"

/* Every template once: a wrong name in one of them is a warning, and warnings are fatal. */

static void
instance (gconstpointer type)
{
  GtkWidget *widget = g_object_new ((GType) GPOINTER_TO_SIZE (type), NULL);

  g_object_ref_sink (widget);
  g_assert_nonnull (gtk_widget_get_first_child (widget));
  g_object_unref (widget);
}

static void
icons_are_there (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  static const char *const names[] = {
    "media-playback-start-symbolic", "media-playback-pause-symbolic", "media-skip-backward-symbolic",
    "go-previous-symbolic",          "go-next-symbolic",              "view-refresh-symbolic",
    "sidebar-show-symbolic",         "view-dual-symbolic",            "view-fullscreen-symbolic",
    "emblem-system-symbolic",        "open-menu-symbolic",            "document-properties-symbolic",
    "edit-undo-symbolic",            "media-record-symbolic",         "object-select-symbolic",
    "window-close-symbolic",         "dialog-warning-symbolic",       "dialog-information-symbolic",
    "system-search-symbolic",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (!gtk_icon_theme_has_icon (theme, names[i]))
      g_error ("no icon %s", names[i]);
}

static void
shortcuts (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/gradus/Gradus/shortcuts.ui");
  GtkWidget *window = GTK_WIDGET (gtk_builder_get_object (builder, "shortcuts"));


  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  app_test_idle (200);
  g_assert_cmpint (gtk_widget_get_width (window), >, 300);
  g_assert_cmpint (gtk_widget_get_width (window), <=, 1024); /* all is seen on the smallest screen: it does not scroll */
  g_assert_cmpint (gtk_widget_get_height (window), <=, 600);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  GType types[] = { GRADUS_TYPE_TOPIC_LIST, GRADUS_TYPE_LESSON_PAGE, GRADUS_TYPE_PREDICT,  GRADUS_TYPE_CANVAS,
                    GRADUS_TYPE_TRANSPORT,  GRADUS_TYPE_KNOB,        GRADUS_TYPE_CONTROLS, GRADUS_TYPE_COVER,
                    GRADUS_TYPE_VIEW_SETTINGS };

  app_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *name = g_strdup_printf ("/templates/%s", g_type_name (types[i]));

    g_test_add_data_func (name, GSIZE_TO_POINTER (types[i]), instance);
  }
  g_test_add_func ("/templates/icons", icons_are_there);
  g_test_add_func ("/templates/shortcuts", shortcuts);
  return g_test_run ();
}
