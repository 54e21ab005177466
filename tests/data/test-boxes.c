/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/boxes.h"
#include "make.h"

#include <math.h>

static DataBox
box_at (const float *from)
{
  return (DataBox){ from[0], from[1], from[2], from[3] };
}

static void
test_iou (void)
{
  const DataBox a = { 5, 5, 10, 10 }, right = { 7, 5, 10, 10 }, far = { 100, 5, 10, 10 },
                inner = { 5, 5, 5, 5 };
  g_assert_cmpfloat (data_box_iou (&a, &a), ==, 1);
  g_assert_cmpfloat_with_epsilon (data_box_iou (&a, &right), 2.0 / 3, 1e-12);
  g_assert_cmpfloat (data_box_iou (&a, &far), ==, 0);
  g_assert_cmpfloat (data_box_iou (&a, &inner), ==, 0.25);
}

static void
test_pairs (void)
{
  DataSet *train, *test;
  int apart = 0;
  make ("box-pairs jitter=0.95", &train, &test);
  for (int i = 0; i < train->n; i++) {
    DataBox a = box_at (train->inputs + 8 * i), b = box_at (train->inputs + 8 * i + 4);
    g_assert_cmpfloat_with_epsilon (train->targets[i], data_box_iou (&a, &b), 1e-5);
    g_assert_true (train->targets[i] >= 0 && train->targets[i] <= 1);
    apart += train->targets[i] < 0.2f;
  }
  g_assert_true (apart > train->n / 10 && apart < train->n);
  data_set_free (train);
  data_set_free (test);
}

/* The targets lead from the proposal to the object, and the raster shows how much of it lies in the proposal.
 */
static void
test_crops (void)
{
  static const char *const kinds[] = { "log", "linear", "plain" };
  for (int kind = 0; kind < 3; kind++) {
    g_autofree char *text =
        g_strdup_printf ("box-crops n=200 test=10 noise=0 margin=0.25 target=%s", kinds[kind]);
    DataSet *train, *test;
    make (text, &train, &test);
    for (int i = 0; i < train->n; i++) {
      DataBox p = box_at (train->notes + 8 * i), g = box_at (train->notes + 8 * i + 4);
      const float *t = train->targets + 4 * i;
      double unit = kind == 2 ? 1 : p.w, w = kind == 0 ? p.w * exp (t[2]) : p.w + unit * t[2];
      g_assert_cmpfloat_with_epsilon (p.x + unit * t[0], g.x, 1e-5);
      g_assert_cmpfloat_with_epsilon (w, g.w, 1e-5);
      DataBox seen = { p.x, p.y, 1.5 * p.w, 1.5 * p.h };
      double iou = data_box_iou (&seen, &g), both = seen.w * seen.h + g.w * g.h, mean = 0;
      for (int k = 0; k < 256; k++)
        mean += train->inputs[256 * i + k] / 256.0;
      g_assert_cmpfloat_with_epsilon (mean * seen.w * seen.h, both * iou / (1 + iou), 1e-4);
      g_assert_cmpfloat (fabs (g.x - p.x), <=, 0.2 * g.w + 1e-6);
    }
    data_set_free (train);
    data_set_free (test);
  }
}

/* Where the scene is bright is an object, and every object is bright. */
static void
test_scene_is_drawn (void)
{
  DataSet *train, *test;
  int kinds[4] = { 0 };
  make ("det-scene n=200 objects=3", &train, &test);
  for (int i = 0; i < train->n; i++)
    for (int k = 0; k < 3; k++) {
      const float *object = train->targets + 15 * i + 5 * k, *image = train->inputs + 4096 * i;
      kinds[(int) object[0]]++;
      if (object[0] == 0)
        continue;
      DataBox box = box_at (object + 1);
      g_assert_true (box.x - box.w / 2 > -1e-6 && box.x + box.w / 2 < 1 + 1e-6 &&
                     box.y + box.h / 2 < 1 + 1e-6);
      int x = MIN (63, (int) (64 * box.x)), y = MIN (63, (int) (64 * box.y));
      g_assert_cmpfloat (image[64 * y + x], >, 0.45);
    }
  for (int kind = 0; kind < 4; kind++)
    g_assert_cmpint (kinds[kind], >, 60);
  for (int i = 0; i < train->n; i++) {
    if (train->targets[15 * i] > 0 || train->targets[15 * i + 5] > 0 || train->targets[15 * i + 10] > 0)
      continue;
    for (int p = 0; p < 4096; p++) /* clutter and noise alone stay dark */
      g_assert_cmpfloat (train->inputs[4096 * i + p], <, 0.55);
  }
  data_set_free (train);
  data_set_free (test);
}

/* The largest overlap of two objects of a scene, over the scenes. */
static void
overlaps (const char *text, double *smallest, double *largest)
{
  DataSet *train, *test;
  make (text, &train, &test);
  *smallest = 1;
  *largest = 0;
  for (int i = 0; i < train->n; i++) {
    DataBox a = box_at (train->targets + 10 * i + 1), b = box_at (train->targets + 10 * i + 6);
    double iou = data_box_iou (&a, &b);
    *smallest = MIN (*smallest, iou);
    *largest = MAX (*largest, iou);
  }
  data_set_free (train);
  data_set_free (test);
}

static void
test_crowds (void)
{
  double smallest, largest;
  overlaps ("det-scene n=200 objects=2 vary=no crowding=1", &smallest, &largest);
  g_assert_true (fabs (smallest - 0.56) < 0.001 && fabs (largest - 0.56) < 0.001);
  overlaps ("det-scene n=200 objects=2 vary=no", &smallest, &largest);
  g_assert_true (smallest == 0 && largest < 0.05);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/boxes/iou", test_iou);
  g_test_add_func ("/data/boxes/pairs", test_pairs);
  g_test_add_func ("/data/boxes/crops", test_crops);
  g_test_add_func ("/data/boxes/scene-is-drawn", test_scene_is_drawn);
  g_test_add_func ("/data/boxes/crowds", test_crowds);
  return g_test_run ();
}
