/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A short line in the colour and dash of plots. */

#include <gtk/gtk.h>

/* Of several styles a line for each, below each other. */
GtkWidget *gradus_swatch_new (int n, const int *styles);
