/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A style class as a state that is on or off. */

#include <gtk/gtk.h>

static inline void
gradus_set_css_class (gpointer widget, const char *name, gboolean on)
{
  (on ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (widget), name);
}
