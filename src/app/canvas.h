/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The plots of the open experiment: one large, up to four small ones (activate one: it changes places with the large
 * one), and the five lenses.
 *
 * Signal: "shown" (another large plot). */

#include "app/arithmetic.h"
#include "app/plot-view.h"
#include "app/run.h"

#define GRADUS_TYPE_CANVAS (gradus_canvas_get_type ())
G_DECLARE_FINAL_TYPE (GradusCanvas, gradus_canvas, GRADUS, CANVAS, GtkWidget)

#define GRADUS_CANVAS_SMALL 4

void gradus_canvas_set_run (GradusCanvas *canvas, GradusRun *run);

/* Shows lens 0 … LAB_N_LENSES − 1 large, or why it does not apply; −1, or the same again: back to the lesson's view. */
void gradus_canvas_set_lens (GradusCanvas *canvas, int lens);
int gradus_canvas_get_lens (GradusCanvas *canvas);

/* Changes places with small plot @index. */
void gradus_canvas_swap (GradusCanvas *canvas, int index);

/* The next or previous of the lesson's views becomes the large one. */
void gradus_canvas_rotate (GradusCanvas *canvas, int by);

/* The viewer of the large plot; NULL: none. */
LabViewer *gradus_canvas_large (GradusCanvas *canvas);
GradusPlotView *gradus_canvas_large_view (GradusCanvas *canvas);
int gradus_canvas_n_small (GradusCanvas *canvas);
guint gradus_canvas_n_drawn (GradusCanvas *canvas); /* pictures of plots so far */

/* "plot", "refusal", "opening", "failed" or "empty". */
const char *gradus_canvas_get_page (GradusCanvas *canvas);

/* The arithmetic of a place in the large plot. */
GradusArithmetic *gradus_canvas_get_arithmetic (GradusCanvas *canvas);

/* Keeps the large picture of now beside the one that goes on. */
void gradus_canvas_set_compare (GradusCanvas *canvas, gboolean compare);

/* For a projector of @width px: large text, no lenses; 0: at the desk again. */
void gradus_canvas_set_present (GradusCanvas *canvas, int width);
void gradus_canvas_set_cover (GradusCanvas *canvas, const Lesson *lesson);
gboolean gradus_canvas_is_covered (GradusCanvas *canvas);

/* A vote for @option; FALSE where nothing is covered. */
gboolean gradus_canvas_vote (GradusCanvas *canvas, int option);

/* Writes all plots that are seen on one page, PNG, SVG or PDF by the ending; asks where. */
bool gradus_canvas_write_page (GradusCanvas *canvas, const char *path, BaseError *error);
void gradus_canvas_save (GradusCanvas *canvas);

/* Draws everything again, in another theme or language of texts. */
void gradus_canvas_refresh (GradusCanvas *canvas);
