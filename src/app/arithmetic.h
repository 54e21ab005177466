/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A popover with the arithmetic of something in a plot, which follows the step that is shown. It stays until it is closed, so
 * that one can play, step and scrub meanwhile. */

#include "app/run.h"
#include "lab/arithmetic.h"

#define GRADUS_TYPE_ARITHMETIC (gradus_arithmetic_get_type ())
G_DECLARE_FINAL_TYPE (GradusArithmetic, gradus_arithmetic, GRADUS, ARITHMETIC, GtkPopover)

/* Over a plot of @run: the plot unparents it when it goes. */
GradusArithmetic *gradus_arithmetic_new (GtkWidget *plot, GradusRun *run);

/* Of @subject, at the place @x, @y of the plot; @focus: the keyboard goes there. */
void gradus_arithmetic_show (GradusArithmetic *arithmetic, const LabSubject *subject, double x, double y, gboolean focus);
void gradus_arithmetic_close (GradusArithmetic *arithmetic);

/* What it says, to be freed; NULL: it is closed, or still computing. */
char *gradus_arithmetic_get_text (GradusArithmetic *arithmetic);
