/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Text of a lesson is scrolled with the arrows, selected with the pointer, and copied with TeX for its formulas. */

#include <gtk/gtk.h>

/* A press within @box takes the selection of every text in it back and gives the keyboard to @scroller, whose arrows then
 * move it; the secondary button opens @menu, whose parent is an ancestor of @box. */
void gradus_prose_make_readable (GtkWidget *box, GtkScrolledWindow *scroller, GtkPopover *menu);

/* What is selected below @box; where nothing is, all its texts. The caller frees it. */
char *gradus_prose_copy (GtkWidget *box);
