/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/formula.h"

/* Until plot/formula.c stands: formulas are shown as their TeX. Goes away with it. */
#define WEAK __attribute__ ((weak))
WEAK PlotFormulas *
plot_formulas_new (const char *text, size_t length, BaseError *error)
{
  return NULL;
}
WEAK const PlotFormula *
plot_formulas_find (const PlotFormulas *formulas, const char *tex, bool display)
{
  return NULL;
}
WEAK void
plot_formula_size (const PlotFormula *formula, double *width, double *ascent, double *descent)
{
  *width = *ascent = 1;
  *descent = 0;
}
WEAK void
plot_formula_draw (cairo_t *cr, const PlotFormula *formula, double font_size)
{
}
