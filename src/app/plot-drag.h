/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Rules in a plot that can be dragged: a threshold. */

#include "app/plot-view.h"

/* @key: of the view's setting; @done: the hand has let go. */
typedef void (*GradusPlotDragged) (const char *key, double value, gboolean done, gpointer data);

/* Lets the rules of @view's figures be dragged. Keys reach the same settings in the view's own list. */
void gradus_plot_drag_add (GradusPlotView *view, GradusPlotDragged dragged, gpointer data);
