/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A formula pack is lines of text:
 *
 *   glyphs N
 *   N lines, each the outline of a glyph: M L H V Q T Z, absolute, y up
 *   m ID display width ascent descent n     a formula; ID: the first 16 hex digits of SHA-256 of "D" or "I" + TeX;
 *                                           display 0 or 1; then its n items:
 *   g glyph sx sy x y [c x y w h]           an outline scaled and moved; optionally clipped
 *   r x y w h                               a rule
 *   t x y size text                         characters that the font lacks, at that baseline
 *
 * Unit 1/1000 em, y down, the baseline at 0. Nothing in a pack is trusted: counts are held against the lines there are,
 * numbers must be finite. */

#include "plot/formula.h"

#include <glib.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define REACH 1e6 /* no coordinate lies further out: a thousand em */

typedef struct {
  char op; /* M L Q Z; Q: control point, end */
  double x, y, x1, y1;
} Stroke;

typedef struct {
  int n;
  Stroke *strokes;
} Glyph;

typedef struct {
  char kind; /* g r t */
  int glyph;
  double sx, sy, x, y, width, height;
  bool clipped;
  double clip[4];
  char *text;
} Item;

struct PlotFormula {
  const PlotFormulas *pack;
  double width, ascent, descent;
  int n_items;
  Item *items;
};

struct PlotFormulas {
  int n_glyphs;
  Glyph *glyphs;
  GHashTable *formulas; /* ID → PlotFormula */
};

typedef struct {
  const char *at, *end;
  int line;      /* of the text in @text, from 1 */
  GString *text;
  int n_left;    /* lines not yet read */
  BaseError *error;
} Reader;

static bool
fail (Reader *reader, const char *reason)
{
  return base_error_set (reader->error, "line %d: %s", reader->line, reason);
}

static bool
next_line (Reader *reader)
{
  reader->line++;
  if (reader->at >= reader->end)
    return fail (reader, "the pack ends too early");
  const char *stop = memchr (reader->at, '\n', (size_t) (reader->end - reader->at));
  size_t length = (size_t) ((stop != NULL ? stop : reader->end) - reader->at);
  if (memchr (reader->at, '\0', length) != NULL)
    return fail (reader, "a zero byte in a text");
  g_string_truncate (reader->text, 0);
  g_string_append_len (reader->text, reader->at, (gssize) length);
  reader->at = stop != NULL ? stop + 1 : reader->end;
  reader->n_left--;
  return true;
}

/* Reads @n numbers from *@at and moves it behind them. */
static bool
numbers (const char **at, int n, double *values)
{
  for (int i = 0; i < n; i++) {
    char *end;
    while (**at == ' ' || **at == ',')
      (*at)++;
    if (!(g_ascii_isdigit (**at) || **at == '-' || **at == '.'))
      return false;
    values[i] = g_ascii_strtod (*at, &end);
    if (end == *at || !(fabs (values[i]) <= REACH))
      return false;
    *at = end;
  }
  return true;
}

static bool
whole (const char **at, int least, int most, int *value)
{
  double v;
  if (!numbers (at, 1, &v) || v < least || v > most || v != floor (v))
    return false;
  *value = (int) v;
  return true;
}

/* Appends one segment; @last is the segment before it, from which H, V and T continue. */
static bool
add_stroke (const char **at, char op, GArray *strokes)
{
  const Stroke *last = strokes->len > 0 ? &g_array_index (strokes, Stroke, strokes->len - 1) : NULL;
  Stroke s = { .op = op };
  double v[4] = { 0 };
  if (last == NULL && op != 'M')
    return false;
  if (!numbers (at, op == 'Z' ? 0 : op == 'H' || op == 'V' ? 1 : op == 'Q' ? 4 : 2, v))
    return false;
  s.x = op == 'Q' ? v[2] : op == 'V' || op == 'Z' ? last->x : v[0];
  s.y = op == 'Q' ? v[3] : op == 'V' ? v[0] : op == 'H' || op == 'Z' ? last->y : v[1];
  if (op == 'Q') {
    s.x1 = v[0];
    s.y1 = v[1];
  } else if (op == 'T') { /* the control point is the last one mirrored at the last end */
    s.x1 = last->op == 'Q' ? 2 * last->x - last->x1 : last->x;
    s.y1 = last->op == 'Q' ? 2 * last->y - last->y1 : last->y;
    s.op = 'Q';
  } else if (op == 'H' || op == 'V') {
    s.op = 'L';
  }
  g_array_append_val (strokes, s);
  return true;
}

static bool
read_glyph (Reader *reader, Glyph *glyph)
{
  if (!next_line (reader))
    return false;
  GArray *strokes = g_array_new (FALSE, FALSE, sizeof (Stroke));
  const char *at = reader->text->str;
  bool ok = true;
  char op = '\0';
  while (ok && *at != '\0') {
    if (*at == ' ') {
      at++;
      continue;
    }
    if (strchr ("MLHVQTZ", *at) != NULL)
      op = *at++;
    else if (op == '\0' || op == 'Z' || op == 'M')
      ok = false;
    ok = ok && add_stroke (&at, op, strokes);
  }
  ok = ok && strokes->len > 0;
  glyph->n = (int) strokes->len;
  glyph->strokes = (Stroke *) (void *) g_array_free (strokes, FALSE);
  return ok || fail (reader, "expected an outline of M L H V Q T Z with finite coordinates");
}

static bool
read_glyph_item (const char **at, int n_glyphs, Item *item)
{
  double v[4];
  if (!whole (at, 0, n_glyphs - 1, &item->glyph) || !numbers (at, 4, v))
    return false;
  item->sx = v[0], item->sy = v[1], item->x = v[2], item->y = v[3];
  if (strncmp (*at, " c ", 3) == 0) {
    *at += 3;
    item->clipped = true;
    return numbers (at, 4, item->clip);
  }
  return true;
}

static bool
read_item (Reader *reader, int n_glyphs, Item *item)
{
  double v[4];
  if (!next_line (reader))
    return false;
  const char *at = reader->text->str;
  bool ok = at[0] != '\0' && at[1] == ' ' && strchr ("grt", at[0]) != NULL;
  item->kind = ok ? at[0] : 'r';
  at += ok ? 2 : 0;
  if (ok && item->kind == 'g') {
    ok = read_glyph_item (&at, n_glyphs, item) && *at == '\0';
  } else if (ok && item->kind == 'r') {
    ok = numbers (&at, 4, v) && v[2] >= 0 && v[3] >= 0 && *at == '\0';
    item->x = v[0], item->y = v[1], item->width = v[2], item->height = v[3];
  } else if (ok) {
    ok = numbers (&at, 3, v) && v[2] > 0 && *at == ' ' && g_utf8_validate (at, -1, NULL);
    item->x = v[0], item->y = v[1], item->height = v[2];
    item->text = ok ? g_strdup (at + 1) : NULL;
  }
  return ok || fail (reader, "expected an item: g glyph sx sy x y [c x y w h], r x y w h, or t x y size text");
}

static void
formula_free (gpointer data)
{
  PlotFormula *formula = data;
  for (int i = 0; i < formula->n_items; i++)
    g_free (formula->items[i].text);
  g_free (formula->items);
  g_free (formula);
}

static bool
read_formula (Reader *reader, PlotFormulas *pack)
{
  char id[17];
  int display, n;
  double v[3];
  if (!next_line (reader))
    return false;
  const char *at = reader->text->str;
  bool ok = strncmp (at, "m ", 2) == 0 && strspn (at + 2, "0123456789abcdef") == 16;
  if (ok) {
    g_strlcpy (id, at + 2, sizeof id);
    at += 18;
    ok = whole (&at, 0, 1, &display) && numbers (&at, 3, v) && v[0] >= 0 && whole (&at, 0, G_MAXINT / 2, &n) && *at == '\0';
  }
  if (!ok)
    return fail (reader, "expected m, 16 hex digits, 0 or 1, width, ascent, descent and the number of items");
  if (n > reader->n_left)
    return fail (reader, "more items are promised than lines are left");
  if (g_hash_table_contains (pack->formulas, id))
    return fail (reader, "this formula stood in the pack before");
  PlotFormula *formula = g_new0 (PlotFormula, 1);
  *formula = (PlotFormula) { pack, v[0], v[1], v[2], n, g_new0 (Item, n + 1) };
  g_hash_table_insert (pack->formulas, g_strdup (id), formula);
  for (int i = 0; i < n; i++)
    if (!read_item (reader, pack->n_glyphs, &formula->items[i]))
      return false;
  return true;
}

static bool
read_pack (Reader *reader, PlotFormulas *pack)
{
  if (!next_line (reader))
    return false;
  const char *at = reader->text->str;
  int n = 0;
  if (strncmp (at, "glyphs ", 7) != 0 || (at += 7, !whole (&at, 0, G_MAXINT / 2, &n)) || *at != '\0')
    return fail (reader, "expected glyphs and their number");
  if (n > reader->n_left)
    return fail (reader, "more glyphs are promised than lines are left");
  pack->n_glyphs = n;
  pack->glyphs = g_new0 (Glyph, n + 1);
  for (int i = 0; i < n; i++)
    if (!read_glyph (reader, &pack->glyphs[i]))
      return false;
  while (reader->at < reader->end)
    if (!read_formula (reader, pack))
      return false;
  return true;
}

PlotFormulas *
plot_formulas_new (const char *text, size_t length, BaseError *error)
{
  PlotFormulas *pack = g_new0 (PlotFormulas, 1);
  Reader reader = { text, text + length, 0, g_string_new (NULL), 0, error };
  for (size_t i = 0; i < length; i++)
    reader.n_left += text[i] == '\n' || i + 1 == length;
  pack->formulas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, formula_free);
  bool ok = read_pack (&reader, pack);
  g_string_free (reader.text, TRUE);
  if (ok)
    return pack;
  plot_formulas_free (pack);
  return NULL;
}

void
plot_formulas_free (PlotFormulas *formulas)
{
  if (formulas == NULL)
    return;
  for (int i = 0; i < formulas->n_glyphs; i++)
    g_free (formulas->glyphs[i].strokes);
  g_free (formulas->glyphs);
  g_hash_table_unref (formulas->formulas);
  g_free (formulas);
}

const PlotFormula *
plot_formulas_find (const PlotFormulas *formulas, const char *tex, bool display)
{
  char *key = g_strconcat (display ? "D" : "I", tex, NULL);
  char *id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
  id[16] = '\0';
  const PlotFormula *formula = g_hash_table_lookup (formulas->formulas, id);
  g_free (id);
  g_free (key);
  return formula;
}

void
plot_formula_size (const PlotFormula *formula, double *width, double *ascent, double *descent)
{
  *width = formula->width / 1000;
  *ascent = formula->ascent / 1000;
  *descent = formula->descent / 1000;
}

/* Adds the outline to the path. */
static void
trace (cairo_t *cr, const Glyph *glyph, const Item *item)
{
  double x = 0, y = 0;
  for (int i = 0; i < glyph->n; i++) {
    const Stroke *s = &glyph->strokes[i];
    double ex = item->x + item->sx * s->x, ey = item->y + item->sy * s->y;
    if (s->op == 'M') {
      cairo_move_to (cr, ex, ey);
    } else if (s->op == 'L') {
      cairo_line_to (cr, ex, ey);
    } else if (s->op == 'Z') {
      cairo_close_path (cr);
    } else { /* a quadratic curve as a cubic one: controls two thirds of the way */
      double cx = item->x + item->sx * s->x1, cy = item->y + item->sy * s->y1;
      cairo_curve_to (cr, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, ex + (cx - ex) * 2 / 3, ey + (cy - ey) * 2 / 3, ex, ey);
    }
    x = ex;
    y = ey;
  }
}

static void
draw_text (cairo_t *cr, const Item *item)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("serif");
  pango_font_description_set_absolute_size (font, fmin (item->height, 1e5) * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, item->text, -1);
  cairo_move_to (cr, item->x, item->y - (double) pango_layout_get_baseline (layout) / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  pango_font_description_free (font);
  g_object_unref (layout);
}

void
plot_formula_draw (cairo_t *cr, const PlotFormula *formula, double font_size)
{
  double x, y;
  cairo_get_current_point (cr, &x, &y);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, font_size / 1000, font_size / 1000);
  cairo_new_path (cr);
  for (int i = 0; i < formula->n_items; i++) {
    const Item *item = &formula->items[i];
    if (item->kind == 'r') {
      cairo_rectangle (cr, item->x, item->y, item->width, item->height);
    } else if (item->kind == 't') {
      cairo_fill (cr);
      draw_text (cr, item);
    } else if (!item->clipped) {
      trace (cr, &formula->pack->glyphs[item->glyph], item);
    } else {
      cairo_fill (cr);
      cairo_save (cr);
      cairo_rectangle (cr, item->clip[0], item->clip[1], item->clip[2], item->clip[3]);
      cairo_clip (cr);
      trace (cr, &formula->pack->glyphs[item->glyph], item);
      cairo_fill (cr);
      cairo_restore (cr);
    }
  }
  cairo_fill (cr);
  cairo_restore (cr);
}
