/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/glyphs.h"
#include "data/set.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static void
make (int n, const char *key, const char *text, DataSet **train)
{
  const DataSource *source = (const DataSource *) base_registry_find (&data_sources, "digits28");
  double values[PARAM_MAX];
  DataSet *test;
  params_defaults (source->entry.params, values);
  values[0] = n;
  values[1] = 2;
  if (key != NULL)
    g_assert_true (params_set (source->entry.params, values, key, text, NULL));
  g_assert_true (data_make (source, values, NULL, 5, train, &test, NULL));
  data_set_free (test);
}

/* Sum, centre and box of the ink of one image. */
static void
measure (const float *image, double *ink, double *x, double *y, int *longer)
{
  int left = 28, top = 28, right = -1, bottom = -1;
  *ink = *x = *y = 0;
  for (int row = 0; row < 28; row++)
    for (int column = 0; column < 28; column++) {
      double pixel = image[row * 28 + column];
      g_assert_true (pixel >= 0 && pixel <= 1);
      *ink += pixel;
      *x += pixel * (column + 0.5);
      *y += pixel * (row + 0.5);
      if (pixel > 0.5) {
        left = MIN (left, column);
        right = MAX (right, column);
        top = MIN (top, row);
        bottom = MAX (bottom, row);
      }
    }
  *x /= *ink;
  *y /= *ink;
  *longer = 1 + MAX (right - left, bottom - top);
}

/* MNIST's frame: the centre of the ink in the middle, the longer side 20 pixels. */
static void
test_frame (void)
{
  DataSet *set;
  make (2000, "shift", "0", &set);
  double share = 0;
  for (int i = 0; i < set->n; i++) {
    double ink, x, y;
    int longer;
    measure (set->inputs + i * 784, &ink, &x, &y, &longer);
    g_assert_cmpfloat (fabs (x - 14.5), <, 1.6);
    g_assert_cmpfloat (fabs (y - 14.5), <, 1.6);
    g_assert_cmpint (longer, >=, 17);
    g_assert_cmpint (longer, <=, 22);
    share += ink / 784 / set->n;
  }
  g_assert_cmpfloat (share, >, 0.11); /* MNIST: 0.13 */
  g_assert_cmpfloat (share, <, 0.15);
  data_set_free (set);
}

static double
mean_ink (const char *key, const char *text)
{
  DataSet *set;
  double sum = 0;
  make (200, key, text, &set);
  for (int i = 0; i < set->n * 784; i++)
    sum += set->inputs[i];
  data_set_free (set);
  return sum / 200 / 784;
}

/* Settings do what their names say. */
static void
test_settings (void)
{
  g_assert_cmpfloat (mean_ink ("thickness", "1.5"), <, 0.7 * mean_ink ("thickness", "3"));
  g_assert_cmpfloat (mean_ink ("noise", "0.3"), >, 1.3 * mean_ink ("noise", "0"));
  DataSet *still, *turned;
  double ink, x, y, away = 0;
  int longer;
  make (100, "shift", "4", &still);
  for (int i = 0; i < 100; i++) {
    measure (still->inputs + i * 784, &ink, &x, &y, &longer);
    away += fabs (x - 14.5) / 100;
  }
  g_assert_cmpfloat (away, >, 1.5);
  make (100, "rotation", "90", &turned);
  g_assert_true (memcmp (still->inputs, turned->inputs, 78400 * sizeof (float)) != 0);
  data_set_free (still);
  data_set_free (turned);
}

/* Every ten samples hold every digit, and no two samples of a digit are alike. */
static void
test_balanced (void)
{
  DataSet *set;
  make (1000, NULL, NULL, &set);
  for (int i = 0; i < 1000; i += 10) {
    unsigned seen = 0;
    for (int k = 0; k < 10; k++)
      seen |= 1u << (int) set->targets[i + k];
    g_assert_cmpuint (seen, ==, 1023);
  }
  for (int i = 0; i < 200; i++)
    for (int k = 0; k < i; k++)
      g_assert_true (memcmp (set->inputs + i * 784, set->inputs + k * 784, 784 * sizeof (float)) != 0);
  g_assert_cmpstr (set->class_names[7], ==, "7");
  data_set_free (set);
}

/* The table of glyphs: weights of a digit add up to 1, every glyph begins with the pen down, and fits the
 * pen. */
static void
test_glyphs (void)
{
  double weights[10] = { 0 };
  for (int i = 0; i < n_digit_glyphs; i++) {
    const Glyph *glyph = &digit_glyphs[i];
    weights[glyph->digit] += glyph->weight;
    g_assert_cmpint (glyph->n_knots, <=, PEN_MAX_KNOTS);
    g_assert_true ((glyph->knots[0].kind & PEN_DOWN) != 0);
  }
  for (int d = 0; d < 10; d++)
    g_assert_cmpfloat_with_epsilon (weights[d], 1, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/digits28/frame", test_frame);
  g_test_add_func ("/data/digits28/settings", test_settings);
  g_test_add_func ("/data/digits28/balanced", test_balanced);
  g_test_add_func ("/data/digits28/glyphs", test_glyphs);
  return g_test_run ();
}
