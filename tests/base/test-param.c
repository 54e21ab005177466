/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/param.h"

#include <glib.h>

static const Param params[] = {
  { "lr", "Learning rate", NULL, PARAM_REAL, PARAM_LIVE | PARAM_LOG, 1e-6, 100, 0.1 },
  { "units", "Units", NULL, PARAM_INT, 0, 1, 4096, 16 },
  { "bias", "Bias", NULL, PARAM_BOOL, 0, 0, 1, 1 },
  { "fill", "Fill", NULL, PARAM_CHOICE, 0, 0, 2, 1, "black|grey|white" },
  { NULL },
};

static void
test_round_trip (void)
{
  double values[PARAM_MAX];
  char text[64];
  params_defaults (params, values);
  g_assert_cmpint (params_count (params), ==, 4);
  g_assert_cmpint (params_count (NULL), ==, 0);
  for (int i = 0; i < 4; i++) {
    const double edges[] = { params[i].min, params[i].max, params[i].def };
    for (int e = 0; e < 3; e++) {
      g_assert_true (params_set (params, values, params[i].name,
                                 param_format (&params[i], edges[e], text, sizeof text), NULL));
      g_assert_true (values[i] == edges[e]);
    }
  }
  g_assert_cmpstr (param_format (&params[0], 0.1, text, sizeof text), ==, "0.1");
  g_assert_cmpstr (param_format (&params[0], 50, text, sizeof text), ==, "50");
  g_assert_cmpstr (param_format (&params[3], 2, text, sizeof text), ==, "white");
}

static void
test_bad_text (void)
{
  const struct { const char *key, *text, *message; } rows[] = {
    { "lr", "fast", "lr = fast: expected a number" },
    { "lr", "1e9", "lr = 1e+09: expected 1e-06 to 100" },
    { "lr", "nan", "lr = nan: expected 1e-06 to 100" },
    { "lr", "0.1x", "lr = 0.1x: expected a number" },
    { "units", "1.5", "units = 1.5: expected a whole number" },
    { "bias", "maybe", "bias = maybe: expected yes or no" },
    { "fill", "pink", "fill = pink: no such choice; there are: black, grey, white" },
    { "rate", "1", "there is no setting \"rate\"; there are: lr, units, bias, fill" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    double values[PARAM_MAX], before[PARAM_MAX];
    BaseError error = { "" };
    params_defaults (params, values);
    params_defaults (params, before);
    g_assert_false (params_set (params, values, rows[i].key, rows[i].text, &error));
    g_assert_cmpstr (error.text, ==, rows[i].message);
    g_assert_cmpmem (values, sizeof values, before, sizeof before);
  }
}

static void
test_registry (void)
{
  static const BaseEntry one = { "one", "One" }, two = { "two", "Two" };
  static const BaseEntry *const entries[] = { &one, &two };
  const BaseRegistry registry = { "things", entries, 2 };
  BaseError error = { "" };
  g_assert_true (base_registry_need (&registry, "two", &error) == &two);
  g_assert_null (base_registry_find (&registry, "three"));
  g_assert_null (base_registry_need (&registry, "three", &error));
  g_assert_cmpstr (error.text, ==, "\"three\" is not among the things; there are: one, two");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/param/round-trip", test_round_trip);
  g_test_add_func ("/base/param/bad-text", test_bad_text);
  g_test_add_func ("/base/param/registry", test_registry);
  return g_test_run ();
}
