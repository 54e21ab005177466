/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/lab-files.h"

#include "base/words.h"

static void
chosen (GtkNativeDialog *dialog, int response, GradusLabPage *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  bool save = gtk_file_chooser_get_action (GTK_FILE_CHOOSER (dialog)) == GTK_FILE_CHOOSER_ACTION_SAVE;

  if (path && save && !g_str_has_suffix (path, LESSON_EXPERIMENT_SUFFIX)) {
    char *longer = g_strconcat (path, LESSON_EXPERIMENT_SUFFIX, NULL);

    g_free (path);
    path = longer;
    if (g_file_test (path, G_FILE_TEST_EXISTS)) { /* about which nobody was asked */
      g_autofree char *name = g_path_get_basename (path), *text = g_strdup_printf (_("Not saved: %s is there already; choose it to replace it"), name);

      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
      g_clear_pointer (&path, g_free);
    }
  }
  if (path)
    (save ? gradus_lab_page_save_file : gradus_lab_page_open_file) (self, path);
  g_object_unref (dialog);
  g_object_unref (self);
}

void
gradus_lab_files_choose (GradusLabPage *self, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), action, NULL, NULL);
  const char *name = gradus_lab_page_get_title (self);

  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog),
                                       g_str_has_suffix (name, LESSON_EXPERIMENT_SUFFIX) ? name : "lab" LESSON_EXPERIMENT_SUFFIX);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen), g_object_ref (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, GradusLabPage *self)
{
  g_autofree char *path = g_file_get_path (g_value_get_object (value));

  if (path)
    gradus_lab_page_open_file (self, path);
  return path != NULL;
}

static GdkDragAction
on_drop_enter (GtkDropTarget *target, double x, double y, GradusLabPage *self)
{
  return gradus_lab_page_is_open (self) ? GDK_ACTION_COPY : 0;
}

void
gradus_lab_files_take_drops (GradusLabPage *self, GtkWidget *widget)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drop), GTK_PHASE_CAPTURE);
  g_signal_connect_object (drop, "enter", G_CALLBACK (on_drop_enter), self, 0);
  g_signal_connect_object (drop, "motion", G_CALLBACK (on_drop_enter), self, 0);
  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drop));
}
