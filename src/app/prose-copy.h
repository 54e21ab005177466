/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Text of a lesson can be selected with the pointer and copied; formulas are copied as TeX. */

#include <gtk/gtk.h>

/* A press within @box takes the selection of every text in it back and gives the keyboard to @focus; the secondary button
 * opens @menu, whose parent is an ancestor of @box. */
void gradus_prose_make_copyable (GtkWidget *box, GtkWidget *focus, GtkPopover *menu);

/* What is selected below @box; where nothing is, all its texts. The caller frees it. */
char *gradus_prose_copy (GtkWidget *box);
