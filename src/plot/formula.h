/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Formulas: glyph paths made from TeX when lessons are written (tools/formulas), drawn with Cairo. The pack's format is
 * described at the top of formula.c. */

#include "base/error.h"

#include <cairo.h>
#include <stddef.h>

typedef struct PlotFormulas PlotFormulas; /* a pack */
typedef struct PlotFormula PlotFormula;   /* one formula; belongs to its pack */

/* Reads a pack from memory; NULL with line and reason if it is damaged. */
PlotFormulas *plot_formulas_new (const char *text, size_t length, BaseError *error);
void plot_formulas_free (PlotFormulas *formulas);

/* The formula made from @tex, inline or display; NULL when the pack does not hold it. */
const PlotFormula *plot_formulas_find (const PlotFormulas *formulas, const char *tex, bool display);

/* Size in em: multiply by the font size in px. Height = ascent + descent. */
void plot_formula_size (const PlotFormula *formula, double *width, double *ascent, double *descent);

/* Draws with the current source; the current point is the left end of the baseline. */
void plot_formula_draw (cairo_t *cr, const PlotFormula *formula, double font_size);
