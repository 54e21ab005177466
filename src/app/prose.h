/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a lesson says, as widgets: one label for each block, formulas drawn in the text, display formulas on lines of
 * their own. Screen readers get TeX where a formula stands. The lesson outlives the widgets. */

#include "lesson/prose.h"

#include <gtk/gtk.h>

/* A label for @runs; links call the action win.open-link with their target. @css: a class, or NULL. */
GtkWidget *gradus_prose_label (const GArray *runs, const char *language, const char *css);

/* Writes @runs into a label that is already there. */
void gradus_prose_set (GtkLabel *label, const GArray *runs, const char *language);

/* The characters @from … @to − 1 of such a label, or of any other, with TeX where a formula stands; the caller frees it. */
char *gradus_prose_text (GtkLabel *label, int from, int to);

/* Appends a widget for every one of @blocks to @box. */
void gradus_prose_append (GtkBox *box, const GPtrArray *blocks, const char *language);
