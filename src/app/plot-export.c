/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/plot-view.h"

#include "base/words.h"

#include <adwaita.h>
#include <glib/gstdio.h>

/* The picture as others see it: light unless the user works in the dark, with its own background, at twice the size. */

PlotTheme
gradus_plot_view_page_theme (GradusPlotView *view)
{
  PlotTheme theme = gradus_plot_view_theme (view);

  theme.transparent = false;
  theme.compact = false;
  return theme;
}

static void
complain (GtkWidget *widget, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (root)
    gtk_widget_activate_action (GTK_WIDGET (root), "win.toast", "s", text);
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPlotView *view = GRADUS_PLOT_VIEW (widget);
  const PlotFigure *figure = gradus_plot_view_get_figure (view);
  PlotTheme theme = gradus_plot_view_page_theme (view);
  BaseError error = { "" };
  g_autofree char *path = g_strdup_printf ("%s/gradus-copy-%u.png", g_get_tmp_dir (), g_random_int ());
  g_autoptr (GdkTexture) texture = NULL;

  if (!figure)
    return;
  if (plot_figure_write (figure, path, PLOT_PNG, gtk_widget_get_width (widget), gtk_widget_get_height (widget), 2,
                         &theme, &error))
    texture = gdk_texture_new_from_filename (path, NULL);
  g_unlink (path);
  if (texture) {
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
    complain (widget, _("Picture copied"));
  } else {
    complain (widget, error.text);
  }
}

/* Tabs become commas; a field that holds one, or a quote, is quoted (RFC 4180). */
static char *
csv_of (const char *tsv)
{
  g_auto (GStrv) lines = g_strsplit (tsv, "\n", -1);
  GString *csv = g_string_new (NULL);

  for (char **line = lines; *line; line++) {
    g_auto (GStrv) fields = g_strsplit (*line, "\t", -1);

    if (!**line)
      continue;
    for (char **field = fields; *field; field++) {
      g_auto (GStrv) parts = g_strsplit (*field, "\"", -1);
      g_autofree char *doubled = g_strjoinv ("\"\"", parts);
      bool quote = strpbrk (*field, ",\"") != NULL;

      g_string_append_printf (csv, "%s%s%s%s", field == fields ? "" : ",", quote ? "\"" : "", doubled, quote ? "\"" : "");
    }
    g_string_append_c (csv, '\n');
  }
  return g_string_free (csv, FALSE);
}

PlotFormat
gradus_picture_format (const char *path)
{
  if (g_str_has_suffix (path, ".svg"))
    return PLOT_SVG;
  return g_str_has_suffix (path, ".pdf") ? PLOT_PDF : PLOT_PNG;
}

static bool
write_numbers (const PlotFigure *figure, const char *path, BaseError *error)
{
  g_autofree char *table = plot_figure_table (figure), *csv = csv_of (table);
  g_autoptr (GError) failure = NULL;

  return g_file_set_contents (path, g_str_has_suffix (path, ".tsv") ? table : csv, -1, &failure) ||
         base_error_set (error, "%s", failure->message);
}

bool
gradus_plot_view_write (GradusPlotView *view, const char *path, bool numbers, BaseError *error)
{
  const PlotFigure *figure = gradus_plot_view_get_figure (view);
  PlotTheme theme = gradus_plot_view_page_theme (view);

  return numbers ? write_numbers (figure, path, error)
                 : plot_figure_write (figure, path, gradus_picture_format (path), 960, 600, 2, &theme, error);
}

static void
save_response (GtkNativeDialog *dialog, int response, GradusPlotView *view)
{
  if (response == GTK_RESPONSE_ACCEPT && gradus_plot_view_get_figure (view)) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_autofree char *path = g_file_get_path (file);
    bool numbers = g_object_get_data (G_OBJECT (dialog), "numbers") != NULL;
    BaseError error = { "" };

    complain (GTK_WIDGET (view), gradus_plot_view_write (view, path, numbers, &error) ? _("Saved") : error.text);
  }
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
  g_object_unref (filter);
}

static GtkFileChooserNative *
dialog_new (GtkWidget *widget, const char *title, const char *name, const char *ending)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, GTK_FILE_CHOOSER_ACTION_SAVE,
                                 _("_Save"), _("_Cancel"));
  g_autofree char *file = g_strdup_printf ("%s.%s", name, ending);

  g_strdelimit (file, "/", '-');
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  return dialog;
}

GtkFileChooserNative *
gradus_picture_dialog_new (GtkWidget *widget, const char *title, const char *name)
{
  GtkFileChooserNative *dialog = dialog_new (widget, title, name, "png");

  add_filter (GTK_FILE_CHOOSER (dialog), _("Picture (PNG, SVG or PDF, by the ending)"), "*.[pPsS][nNvVdD][gGfF]");
  return dialog;
}

static void
save (GtkWidget *widget, bool numbers)
{
  const char *name = gradus_plot_view_get_name (GRADUS_PLOT_VIEW (widget));
  GtkFileChooserNative *dialog = numbers ? dialog_new (widget, _("Save Numbers"), name, "csv")
                                         : gradus_picture_dialog_new (widget, _("Save Picture"), name);

  if (numbers) {
    add_filter (GTK_FILE_CHOOSER (dialog), "CSV, TSV", "*.[ct]sv");
    g_object_set_data (G_OBJECT (dialog), "numbers", dialog);
  }
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_response), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
action_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (widget, false);
}

static void
action_save_data (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (widget, true);
}

void
gradus_plot_view_install_export (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "plot.copy", NULL, action_copy);
  gtk_widget_class_install_action (klass, "plot.save", NULL, action_save);
  gtk_widget_class_install_action (klass, "plot.save-data", NULL, action_save_data);
}

GMenuModel *
gradus_plot_view_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _("_Copy Picture"), "plot.copy");
  g_menu_append (menu, _("Save _Picture…"), "plot.save");
  g_menu_append (menu, _("Save _Numbers…"), "plot.save-data");
  g_menu_append (menu, _("_Help on This Plot"), "canvas.help");
  return G_MENU_MODEL (menu);
}
