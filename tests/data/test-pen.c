/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/pen.h"

#include <glib.h>
#include <math.h>

static void
set_radius (PenPath *path, float radius)
{
  for (int i = 0; i < path->n; i++)
    path->points[i].radius = radius;
}

static double
sum (const float *image, int n)
{
  double total = 0;
  for (int i = 0; i < n; i++)
    total += image[i];
  return total;
}

/* A straight line of length L and radius r covers 2 r L + π r². */
static void
test_area (void)
{
  const PenKnot knots[] = { { 10, 20, PEN_DOWN }, { 30, 22, PEN_CURVE } };
  float image[40 * 40] = { 0 };
  PenPath path;
  pen_path_from_knots (knots, 2, 8, &path);
  g_assert_cmpint (path.n, ==, 9);
  set_radius (&path, 3);
  pen_path_draw (&path, 0.5, image, 40, 40);
  double length = hypot (20, 2), area = 6 * length + 9 * M_PI;
  g_assert_cmpfloat (fabs (sum (image, 1600) / area - 1), <, 0.01);
  pen_path_draw (&path, 0.5, image, 40, 40); /* ink on ink adds nothing */
  g_assert_cmpfloat (fabs (sum (image, 1600) / area - 1), <, 0.01);
}

/* Lines outside of the image and single points are no trouble. */
static void
test_outside (void)
{
  const PenKnot outside[] = { { -100, -100, PEN_DOWN }, { -90, 500, PEN_CURVE } };
  const PenKnot dot[] = { { 5, 5, PEN_DOWN }, { 12, 5, PEN_DOWN } };
  float image[20 * 20] = { 0 };
  PenPath path;
  pen_path_from_knots (outside, 2, 4, &path);
  set_radius (&path, 2);
  pen_path_draw (&path, 0.5, image, 20, 20);
  g_assert_cmpfloat (sum (image, 400), ==, 0);
  pen_path_from_knots (dot, 2, 4, &path);
  set_radius (&path, 2);
  pen_path_draw (&path, 0.5, image, 20, 20);
  g_assert_cmpfloat (fabs (sum (image, 400) / (2 * 4 * M_PI) - 1), <, 0.1);
}

/* The curve meets its knots; a corner stays sharp, a smooth knot overshoots beyond the line to the next knot.
 */
static void
test_corner (void)
{
  PenKnot knots[] = { { 0, 0, PEN_DOWN }, { 10, 0, PEN_CORNER }, { 10, 10, PEN_CURVE } };
  double left, top, right, bottom;
  PenPath path;
  pen_path_from_knots (knots, 3, 10, &path);
  pen_path_bounds (&path, &left, &top, &right, &bottom);
  g_assert_cmpfloat (right, ==, 10);
  g_assert_cmpfloat (top, ==, 0);
  g_assert_cmpfloat (path.points[10].x, ==, 10);
  g_assert_cmpfloat (path.points[10].y, ==, 0);
  knots[1].kind = PEN_CURVE;
  pen_path_from_knots (knots, 3, 10, &path);
  pen_path_bounds (&path, &left, &top, &right, &bottom);
  g_assert_cmpfloat (right, >, 10.2);
}

static void
test_centre (void)
{
  const PenKnot knots[] = { { 0, 0, PEN_DOWN },
                            { 10, 0, PEN_CURVE },
                            { 0, 4, PEN_DOWN },
                            { 30, 4, PEN_CURVE } };
  PenPath path;
  double x, y;
  pen_path_from_knots (knots, 4, 5, &path);
  set_radius (&path, 1);
  pen_path_centre (&path, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, (10 * 5 + 30 * 15) / 40.0, 1e-5);
  g_assert_cmpfloat_with_epsilon (y, 3, 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/pen/area", test_area);
  g_test_add_func ("/data/pen/outside", test_outside);
  g_test_add_func ("/data/pen/corner", test_corner);
  g_test_add_func ("/data/pen/centre", test_centre);
  return g_test_run ();
}
