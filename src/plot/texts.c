/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/texts.h"

#include <math.h>
#include <string.h>

#define MAX_LINES 500 /* numbers of steps come and go: then it begins anew */

struct PlotTexts {
  double size;
  char *family, *language;
  PangoContext *context;
  cairo_matrix_t matrix;         /* what it was made for */
  cairo_font_options_t *options;
  PangoLayout *fitted;
  PangoFontDescription *fonts[PLOT_N_TEXTS];
  GHashTable *lines[PLOT_N_TEXTS]; /* text → PangoLayout */
};

static const struct {
  double scale;
  PangoWeight weight;
} faces[PLOT_N_TEXTS] = {
  [PLOT_TEXT_TITLE] = { 1.36, PANGO_WEIGHT_BOLD },  [PLOT_TEXT_PANEL] = { 1.09, PANGO_WEIGHT_BOLD },
  [PLOT_TEXT_LABEL] = { 1, PANGO_WEIGHT_NORMAL },   [PLOT_TEXT_TICK] = { 1, PANGO_WEIGHT_NORMAL },
  [PLOT_TEXT_NOTE] = { 0.95, PANGO_WEIGHT_NORMAL },
};

PlotTexts *
plot_texts_new (void)
{
  return g_new0 (PlotTexts, 1);
}

static void
clear (PlotTexts *texts)
{
  for (int kind = 0; kind < PLOT_N_TEXTS && texts->context != NULL; kind++) {
    pango_font_description_free (texts->fonts[kind]);
    g_hash_table_unref (texts->lines[kind]);
  }
  g_clear_object (&texts->fitted);
  g_clear_object (&texts->context);
  g_clear_pointer (&texts->options, cairo_font_options_destroy);
  g_clear_pointer (&texts->family, g_free);
  g_clear_pointer (&texts->language, g_free);
}

void
plot_texts_free (PlotTexts *texts)
{
  if (texts == NULL)
    return;
  clear (texts);
  g_free (texts);
}

static void
make (PlotTexts *texts, cairo_t *cr, const char *family, const char *language, double size)
{
  texts->size = size;
  texts->family = g_strdup (family);
  texts->language = g_strdup (language);
  texts->context = pango_cairo_create_context (cr);
  /* Unhinted widths: the same layout on screen, in a file and at any scale. */
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (texts->context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (texts->context, 96);
  pango_context_set_language (texts->context, pango_language_from_string (language));
  texts->fitted = pango_layout_new (texts->context);
  for (int kind = 0; kind < PLOT_N_TEXTS; kind++) {
    texts->fonts[kind] = pango_font_description_new ();
    pango_font_description_set_family (texts->fonts[kind], family);
    pango_font_description_set_weight (texts->fonts[kind], faces[kind].weight);
    pango_font_description_set_absolute_size (texts->fonts[kind], size * faces[kind].scale * PANGO_SCALE);
    texts->lines[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  }
}

/* Lines of another surface or scale are laid out again. Pango would do so each time, even where nothing is different. */
static void
update (PlotTexts *texts, cairo_t *cr)
{
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_matrix_t matrix;
  cairo_get_matrix (cr, &matrix);
  cairo_surface_get_font_options (cairo_get_target (cr), options);
  if (texts->options == NULL || memcmp (&matrix, &texts->matrix, sizeof matrix) != 0 ||
      !cairo_font_options_equal (options, texts->options))
    pango_cairo_update_context (cr, texts->context);
  g_clear_pointer (&texts->options, cairo_font_options_destroy);
  texts->options = options;
  texts->matrix = matrix;
}

void
plot_texts_begin (PlotTexts *texts, cairo_t *cr, const PlotTheme *theme, double size)
{
  const char *family = theme->font ? theme->font : "sans", *language = theme->language ? theme->language : "en";
  int n = 0;
  for (int kind = 0; kind < PLOT_N_TEXTS && texts->context != NULL; kind++)
    n += (int) g_hash_table_size (texts->lines[kind]);
  if (texts->context == NULL || n > MAX_LINES || texts->size != size || g_strcmp0 (texts->family, family) != 0 ||
      g_strcmp0 (texts->language, language) != 0) {
    clear (texts);
    make (texts, cr, family, language, size);
  }
  update (texts, cr);
}

double
plot_texts_size (const PlotTexts *texts, PlotTextKind kind)
{
  return texts->size * faces[kind].scale;
}

static void
set_text (const PlotTexts *texts, PangoLayout *layout, PlotTextKind kind, const char *text)
{
  pango_layout_set_font_description (layout, texts->fonts[kind]);
  if (kind == PLOT_TEXT_TICK) {
    pango_layout_set_markup (layout, text, -1);
  } else {
    pango_layout_set_attributes (layout, NULL);
    pango_layout_set_text (layout, text, -1);
  }
}

PangoLayout *
plot_texts_line (PlotTexts *texts, PlotTextKind kind, const char *text)
{
  PangoLayout *layout = g_hash_table_lookup (texts->lines[kind], text);
  if (layout == NULL) {
    layout = pango_layout_new (texts->context);
    set_text (texts, layout, kind, text);
    g_hash_table_insert (texts->lines[kind], g_strdup (text), layout);
  }
  return layout;
}

PangoLayout *
plot_texts_fitted (PlotTexts *texts, PlotTextKind kind, const char *text, double width, bool wrap)
{
  PangoLayout *layout = texts->fitted;
  pango_layout_set_width (layout, (int) ceil (fmax (1, width) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, wrap ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  set_text (texts, layout, kind, text);
  return layout;
}
