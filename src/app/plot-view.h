/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A plot as a widget: draws a PlotFigure, says what is under the pointer or under a cursor that the arrow keys move,
 * describes itself to screen readers, and saves itself. */

#include "app/readout.h"

#define GRADUS_TYPE_PLOT_VIEW (gradus_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusPlotView, gradus_plot_view, GRADUS, PLOT_VIEW, GtkWidget)

GtkWidget *gradus_plot_view_new (void);

/* Takes the figure over; NULL: nothing. */
void gradus_plot_view_set_figure (GradusPlotView *view, PlotFigure *figure);
const PlotFigure *gradus_plot_view_get_figure (GradusPlotView *view);

/* A thumbnail: no readout, no focus, no menu. */
void gradus_plot_view_set_compact (GradusPlotView *view, gboolean compact);

/* Large text for a projector. */
void gradus_plot_view_set_font_size (GradusPlotView *view, double font_size);

/* What the file is called when it is saved, and what screen readers call the plot. */
void gradus_plot_view_set_name (GradusPlotView *view, const char *name);

/* Describes the figure to screen readers now; drawing at 30 pictures a second does not. */
void gradus_plot_view_describe (GradusPlotView *view);

/* The plot as it is shown, and the pointer or cursor over it; who changes the cursor queues a draw. */
GradusShown gradus_plot_view_shown (GradusPlotView *view);
GradusReadout *gradus_plot_view_cursor (GradusPlotView *view);

/* How often the plot was drawn anew; for tests and measurements. */
guint gradus_plot_view_n_drawn (GradusPlotView *view);

/* The theme plots are drawn with here: style manager, language, font. */
PlotTheme gradus_plot_view_theme (GradusPlotView *view);

/* Writes what is shown: its numbers as CSV (TSV by the ending), or a picture in the format of the ending. */
bool gradus_plot_view_write (GradusPlotView *view, const char *path, bool numbers, BaseError *error);

/* Actions plot.copy, plot.save, plot.save-data, and a menu with these and the plot's help, for the caller to free (plot-export.c). */
void gradus_plot_view_install_export (GtkWidgetClass *klass);
GMenuModel *gradus_plot_view_menu (void);
const char *gradus_plot_view_get_name (GradusPlotView *view);

/* What all who save pictures share: the theme of a page, the format that a name ends in, and the dialog. */
PlotTheme gradus_plot_view_page_theme (GradusPlotView *view);
PlotFormat gradus_picture_format (const char *path);
GtkFileChooserNative *gradus_picture_dialog_new (GtkWidget *widget, const char *title, const char *name);
