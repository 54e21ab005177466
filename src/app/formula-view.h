/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A display formula on a line of its own, scaled down where the column is narrow, with the accessible role MATH; and the
 * pack that all formulas come from. */

#include "plot/formula.h"

#include <gtk/gtk.h>

#define GRADUS_TYPE_FORMULA_VIEW (gradus_formula_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusFormulaView, gradus_formula_view, GRADUS, FORMULA_VIEW, GtkWidget)

GtkWidget *gradus_formula_view_new (const char *tex);
const char *gradus_formula_view_get_tex (GradusFormulaView *view);

/* The pack in the program's resources, read when first asked for; NULL when there is none. */
const PlotFormulas *gradus_formulas (void);
