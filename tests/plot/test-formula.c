/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/formula.h"

#include <glib.h>
#include <string.h>

/* SHA-256 of "Ix" begins with this. */
static char *
id_of (const char *kind_and_tex)
{
  char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, kind_and_tex, -1);
  sum[16] = '\0';
  return sum;
}

/* A square of half an em, a rule above it, a clipped square and a word. */
static char *
small_pack (void)
{
  char *id = id_of ("Ix"), *other = id_of ("Dx");
  char *text = g_strdup_printf ("glyphs 2\nM0 0L500 0V500H0Z\nM0 0Q10 20 30 0T60-5Z\n"
                                "m %s 0 1000 800 200 4\ng 0 1 -1 0 0\nr 0 -800 1000 40\ng 0 1 -1 500 0 c 500 -250 250 250\nt 0 200 300 é x\n"
                                "m %s 1 60 20 0 1\ng 1 1 -1 0 0\n", id, other);
  g_free (id);
  g_free (other);
  return text;
}

static guint8
alpha_at (cairo_surface_t *surface, int x, int y)
{
  cairo_surface_flush (surface);
  return cairo_image_surface_get_data (surface)[y * cairo_image_surface_get_stride (surface) + x];
}

static void
test_round_trip (void)
{
  char *text = small_pack ();
  BaseError error = { "" };
  double width, ascent, descent;
  PlotFormulas *pack = plot_formulas_new (text, strlen (text), &error);
  g_assert_cmpstr (error.text, ==, "");
  const PlotFormula *formula = plot_formulas_find (pack, "x", false);
  g_assert_nonnull (formula);
  g_assert_true (plot_formulas_find (pack, "x", true) != formula);
  g_assert_null (plot_formulas_find (pack, "y", false));
  plot_formula_size (formula, &width, &ascent, &descent);
  g_assert_cmpfloat (width, ==, 1);
  g_assert_cmpfloat (ascent, ==, 0.8);
  g_assert_cmpfloat (descent, ==, 0.2);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 200, 200);
  cairo_t *cr = cairo_create (surface);
  cairo_move_to (cr, 50, 100);
  plot_formula_draw (cr, formula, 100);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (alpha_at (surface, 75, 75), ==, 255);  /* within the square */
  g_assert_cmpint (alpha_at (surface, 75, 45), ==, 0);    /* above it */
  g_assert_cmpint (alpha_at (surface, 140, 21), ==, 255); /* the rule */
  g_assert_cmpint (alpha_at (surface, 110, 90), ==, 255); /* the second square, within its clip */
  g_assert_cmpint (alpha_at (surface, 140, 90), ==, 0);   /* and outside */
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  plot_formulas_free (pack);
  g_free (text);
}

static void
test_damage (void)
{
  const struct {
    const char *text, *message;
  } rows[] = {
    { "", "line 1: the pack ends too early" },
    { "hello\n", "line 1: expected glyphs and their number" },
    { "glyphs -1\n", "line 1: expected glyphs and their number" },
    { "glyphs 4000000000\n", "line 1: expected glyphs and their number" },
    { "glyphs 1000000\n", "line 1: more glyphs are promised than lines are left" },
    { "glyphs 1\nM0 0C1 2 3 4 5 6Z\n", "line 2: expected an outline" },
    { "glyphs 1\nL0 0\n", "line 2: expected an outline" },
    { "glyphs 1\nM0 nan\n", "line 2: expected an outline" },
    { "glyphs 1\nM0 1e99\n", "line 2: expected an outline" },
    { "glyphs 1\n\n", "line 2: expected an outline" },
    { "glyphs 1\nM0 0Z\nm 0123 0 1 1 1 0\n", "line 3: expected m, 16 hex digits" },
    { "glyphs 0\nm 0123456789abcdef 0 1 1 1 9\n", "line 2: more items are promised" },
    { "glyphs 0\nm 0123456789abcdef 0 1 1 1 1\ng 0 1 1 0 0\n", "line 3: expected an item" },
    { "glyphs 0\nm 0123456789abcdef 0 1 1 1 1\nr 0 0 1\n", "line 3: expected an item" },
    { "glyphs 0\nm 0123456789abcdef 0 1 1 1 1\nt 0 0 10 \xff\n", "line 3: expected an item" },
    { "glyphs 0\nm 0123456789abcdef 0 1 1 1 0\nm 0123456789abcdef 0 1 1 1 0\n", "line 3: this formula stood" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_assert_null (plot_formulas_new (rows[i].text, strlen (rows[i].text), &error));
    if (!g_str_has_prefix (error.text, rows[i].message))
      g_error ("row %u: \"%s\"", i, error.text);
  }
}

/* Cut anywhere, or with any byte changed: an error with a line, or a pack that can be drawn; never a crash. */
static void
test_any_damage (void)
{
  char *text = small_pack ();
  size_t length = strlen (text);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 64, 64);
  for (size_t i = 0; i < length; i++)
    for (int how = 0; how < 8; how++) {
      static const char bytes[] = "9-Zm \n\0\xff";
      BaseError error = { "" };
      char *copy = g_memdup2 (text, length); /* no zero at the end: the reader must not need one */
      copy[i] = bytes[how];
      PlotFormulas *pack = plot_formulas_new (copy, how == 0 ? i : length, &error);
      const PlotFormula *formula = pack != NULL ? plot_formulas_find (pack, "x", false) : NULL;
      g_assert_true ((pack == NULL) == g_str_has_prefix (error.text, "line "));
      if (formula != NULL) {
        cairo_t *cr = cairo_create (surface);
        cairo_move_to (cr, 10, 40);
        plot_formula_draw (cr, formula, 16);
        cairo_destroy (cr);
      }
      plot_formulas_free (pack);
      g_free (copy);
    }
  cairo_surface_destroy (surface);
  g_free (text);
}

/* The lessons' own pack is whole. */
static void
test_lessons_pack (void)
{
  char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "lessons", "formulas.pack", NULL), *text;
  gsize length;
  BaseError error = { "" };
  if (!g_file_get_contents (path, &text, &length, NULL)) {
    g_free (path);
    g_test_skip ("there are no formulas yet");
    return;
  }
  PlotFormulas *pack = plot_formulas_new (text, length, &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (pack);
  plot_formulas_free (pack);
  g_free (text);
  g_free (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/formula/round-trip", test_round_trip);
  g_test_add_func ("/plot/formula/damage", test_damage);
  g_test_add_func ("/plot/formula/any-damage", test_any_damage);
  g_test_add_func ("/plot/formula/lessons-pack", test_lessons_pack);
  return g_test_run ();
}
