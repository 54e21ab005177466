/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/set.h"

#include <glib.h>

static DataSet *
small_set (void)
{
  static const char *const inputs[] = { "a", "b", "c" }, *const classes[] = { "no", "yes" };
  DataSet *set = data_set_new ("small", 4, 1, 3, 1, DATA_BINARY, 2, 1, NULL);
  data_set_name_inputs (set, inputs);
  data_set_name_classes (set, classes);
  for (int i = 0; i < 12; i++)
    set->inputs[i] = (float) i;
  for (int i = 0; i < 4; i++)
    set->targets[i] = (float) (i % 2);
  return set;
}

static void
test_slice_and_pick (void)
{
  DataSet *set = small_set (), *slice = data_set_slice (set, 1, 2, NULL);
  g_assert_cmpint (slice->n, ==, 2);
  g_assert_cmpmem (slice->inputs, 24, set->inputs + 3, 24);
  g_assert_cmpfloat (slice->targets[0], ==, 1);
  g_assert_cmpstr (slice->input_names[2], ==, "c");
  g_assert_cmpstr (slice->class_names[1], ==, "yes");
  const int order[] = { 3, 0, 3 };
  DataSet *picked = data_set_pick (set, order, 3, NULL), *none = data_set_slice (set, 4, 0, NULL);
  g_assert_cmpint (none->n, ==, 0);
  g_assert_cmpfloat (picked->inputs[0], ==, 9);
  g_assert_cmpfloat (picked->inputs[5], ==, 2);
  g_assert_cmpmem (picked->inputs, 12, picked->inputs + 6, 12);
  data_set_free (none);
  data_set_free (picked);
  data_set_free (slice);
  data_set_free (set);
  data_set_free (NULL);
}

static void
test_too_large (void)
{
  const struct {
    int n, height, width, channels;
    const char *message;
  } rows[] = {
    { 1 << 20, 28, 28, 1, "1048576 samples of 28 × 28 × 1 values do not fit into 2 GiB" },
    { G_MAXINT, 1, 1, 1, "2147483647 samples of 1 × 1 × 1 values do not fit into 2 GiB" },
    { 2, 1 << 30, 1 << 30, 1 << 30,
      "2 samples of 1073741824 × 1073741824 × 1073741824 values do not fit into 2 GiB" },
    { 1, 1 << 16, 1 << 16, 4, "1 samples of 65536 × 65536 × 4 values do not fit into 2 GiB" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_assert_null (data_set_new ("huge", rows[i].n, rows[i].height, rows[i].width, rows[i].channels,
                                 DATA_CLASSES, 10, 1, &error));
    g_assert_cmpstr (error.text, ==, rows[i].message);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/set/slice-and-pick", test_slice_and_pick);
  g_test_add_func ("/data/set/too-large", test_too_large);
  return g_test_run ();
}
