/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/canvas-private.h"

#include "base/words.h"
#include "lab/page.h"

/* All plots that are seen, on one page: the large one with its caption, the small ones below. */

#define PAGE_WIDTH 1280

bool
gradus_canvas_write_page (GradusCanvas *self, const char *path, BaseError *error)
{
  const TrainSnapshot *snapshot = gradus_run_snapshot (self->run);
  const PlotFigure *figures[1 + GRADUS_CANVAS_SMALL];
  const char *captions[1 + GRADUS_CANVAS_SMALL];
  PlotTheme theme = gradus_plot_view_page_theme (self->large);
  int n = 0;

  for (int i = -1; i < self->n_small && self->slot >= 0; i++) {
    GradusPlotView *view = i < 0 ? self->large : self->small[i];

    captions[n] = lab_viewer_caption (self->slots[i < 0 ? self->slot : self->strip_slots[i]]);
    figures[n] = gradus_plot_view_get_figure (view);
    n += figures[n] != NULL;
  }
  if (n == 0 || !snapshot)
    return base_error_set (error, "%s", _("There is nothing to save yet"));
  theme.font_size = 12;
  return lab_page_write (gradus_run_experiment (self->run), snapshot, figures, captions, n, path, gradus_picture_format (path),
                         PAGE_WIDTH, 2, &theme, error);
}

static void
on_response (GtkNativeDialog *dialog, int response, GradusCanvas *self)
{
  BaseError error = { "" };

  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_autofree char *path = g_file_get_path (file);

    gradus_run_say (self->run, gradus_canvas_write_page (self, path, &error) ? _("Saved") : error.text, false);
  }
  g_object_unref (dialog);
}

void
gradus_canvas_save (GradusCanvas *self)
{
  const Lesson *lesson = gradus_run_lesson (self->run);
  GtkFileChooserNative *dialog;

  if (!lesson || !gradus_run_experiment (self->run))
    return;
  dialog = gradus_picture_dialog_new (GTK_WIDGET (self), _("Save All Plots"), lesson->title ? lesson->title : "gradus");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
