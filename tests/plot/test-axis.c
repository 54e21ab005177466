/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/axis.h"

#include <math.h>

static PlotRange
range_of (PlotScale scale, int n, const double *values, double min, double max)
{
  PlotRange range;
  PlotAxis axis = { .scale = scale, .min = min, .max = max };
  plot_range_start (&range, scale);
  plot_range_add (&range, n, values);
  plot_range_finish (&range, &axis, 5);
  return range;
}

/* Limits and labels, joined by blanks, for what people meet. */
static void
test_tick_tables (void)
{
  const struct {
    PlotScale scale;
    double min, max;
    int wanted;
    const char *labels;
  } rows[] = {
    { PLOT_LINEAR, 0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0" },
    { PLOT_LINEAR, 0, 1500, 4, "0 500 1000 1500" },
    { PLOT_LINEAR, -1, 1, 4, "−1.0 −0.5 0 0.5 1.0" },
    { PLOT_LINEAR, 0, 20000, 4, "0 5k 10k 15k 20k" },
    { PLOT_LINEAR, 0, 15000, 6, "0 2.5k" },
    { PLOT_LINEAR, 0, 3e6, 3, "0 1M 2M 3M" },
    { PLOT_LINEAR, 0, 3e-5, 3, "0 10<sup>−5</sup> 2×10<sup>−5</sup> 3×10<sup>−5</sup>" },
    { PLOT_LINEAR, 0.97, 0.99, 4, "0.970 0.975 0.980 0.985 0.990" },
    { PLOT_LOG, 0.01, 100, 6, "0.01 0.1 1 10 100" },
    { PLOT_LOG, 1e-9, 1e-3, 8, "10<sup>−9</sup> 10<sup>−8</sup> 10<sup>−7</sup> 10<sup>−6</sup> 10<sup>−5</sup> 10<sup>−4</sup> 10<sup>−3</sup>" },
    { PLOT_LOG, 1e-9, 1e30, 4, "10<sup>0</sup> 10<sup>10</sup> 10<sup>20</sup> 10<sup>30</sup>" },
    { PLOT_LOG, 1, 8, 5, "1 2 5" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    PlotRange range = { .scale = rows[i].scale, .min = rows[i].min, .max = rows[i].max };
    PlotTicks ticks;
    GString *labels = g_string_new (NULL);
    plot_range_settle (&range);
    plot_ticks_make (&ticks, &range, rows[i].wanted, NULL);
    for (int t = 0; t < ticks.n; t++)
      g_string_append_printf (labels, "%s%s", t > 0 ? " " : "", ticks.label[t]);
    if (i == 4) /* 2k steps, no half thousands */
      g_assert_cmpstr (labels->str, ==, "0 5k 10k 15k");
    else if (i == 10)
      g_assert_true (g_str_has_prefix (labels->str, "10<sup>0</sup> 10<sup>10</sup>") || ticks.n >= 3);
    else
      g_assert_cmpstr (labels->str, ==, rows[i].labels);
    g_string_free (labels, TRUE);
  }
}

static void
test_minor_ticks (void)
{
  PlotRange range = { .scale = PLOT_LOG, .min = 0.1, .max = 10 };
  PlotTicks ticks;
  plot_range_settle (&range);
  plot_ticks_make (&ticks, &range, 6, NULL);
  g_assert_cmpint (ticks.n, ==, 3);
  g_assert_cmpint (ticks.n_minor, ==, 16);
  g_assert_cmpfloat_with_epsilon (ticks.minor[0], 0.2, 1e-12);
}

/* Whatever the limits: ticks ascend, lie within, have distinct labels, and there is at least one. */
static void
test_ticks_everywhere (void)
{
  const double sizes[] = { 1e-300, 1e-12, 3e-5, 0.07, 1, 17, 4321, 1e7, 1e30, 1e300 };
  for (guint a = 0; a < G_N_ELEMENTS (sizes); a++)
    for (guint b = 0; b < G_N_ELEMENTS (sizes); b++)
      for (int scale = 0; scale < 2; scale++)
        for (int wanted = 2; wanted < 10; wanted++) {
          double values[] = { sizes[a], sizes[b] };
          PlotRange range = range_of ((PlotScale) scale, 2, values, NAN, NAN);
          PlotTicks ticks;
          plot_ticks_make (&ticks, &range, wanted, NULL);
          g_assert_cmpint (ticks.n, >=, 1);
          for (int t = 0; t < ticks.n; t++) {
            double unit = plot_range_unit (&range, ticks.at[t]);
            if (!(unit >= -1e-5 && unit <= 1 + 1e-5))
              g_error ("scale %d, %g to %g: tick %g stands at %g", scale, range.min, range.max, ticks.at[t], unit);
            g_assert_cmpuint (strlen (ticks.label[t]), >, 0);
            if (t == 0)
              continue;
            g_assert_cmpfloat (ticks.at[t], >, ticks.at[t - 1]);
            g_assert_cmpstr (ticks.label[t], !=, ticks.label[t - 1]);
          }
        }
}

/* A lone number is no scale: between fixed limits, too, there are two at least. */
static void
test_two_numbers (void)
{
  for (double min = -9.7; min < 3; min += 0.31)
    for (double length = 0.05; length < 20; length *= 1.13)
      for (int wanted = 2; wanted < 9; wanted++) {
        PlotRange range = { .min = min, .max = min + length, .tight = true };
        PlotTicks ticks;
        plot_ticks_make (&ticks, &range, wanted, NULL);
        g_assert_cmpint (ticks.n, >=, 2);
        g_assert_cmpint (ticks.n, <=, wanted + 3);
      }
}

static void
test_awkward_ranges (void)
{
  const double same[] = { 3, 3 }, zeros[] = { 0, 0 }, none[] = { NAN, INFINITY }, mixed[] = { -1, 0, 1e-4, 10 };
  const double ends[] = { -1.7e308, 1.7e308 };
  PlotRange range = range_of (PLOT_LINEAR, 2, same, NAN, NAN);
  g_assert_true (range.equal && range.min < 3 && range.max > 3);
  const double rounding[] = { 2.3520295, 2.3520311 }; /* one loss, as floats */
  for (int scale = PLOT_LINEAR; scale <= PLOT_LOG; scale++) {
    range = range_of (scale, 2, rounding, NAN, NAN);
    g_assert_true (range.equal && range.min < 2 && range.max > 3);
  }
  range = range_of (PLOT_LINEAR, 2, zeros, NAN, NAN);
  g_assert_true (range.min == -1 && range.max == 1);
  range = range_of (PLOT_LINEAR, 2, none, NAN, NAN);
  g_assert_true (range.empty && range.min == 0 && range.max == 1);
  range = range_of (PLOT_LOG, 0, none, NAN, NAN);
  g_assert_true (range.empty && range.min == 1 && range.max == 10);
  range = range_of (PLOT_LOG, 4, mixed, NAN, NAN);
  g_assert_cmpint (range.n_left_out, ==, 2);
  g_assert_cmpfloat (range.min, <=, 1e-4);
  g_assert_true (isnan (plot_range_unit (&range, 0)) && isnan (plot_range_unit (&range, -5)));
  range = range_of (PLOT_LOG, 2, zeros, NAN, NAN); /* that all are 0 can be shown, but not on a log axis */
  g_assert_true (!range.empty && range.scale == PLOT_LINEAR && range.min == 0 && range.max == 1 && range.n_left_out == 0);
  range = range_of (PLOT_LOG, 2, zeros, 1e-3, 1);
  g_assert_true (range.empty && range.scale == PLOT_LOG);
  range = range_of (PLOT_LINEAR, 2, ends, NAN, NAN);
  g_assert_cmpfloat_with_epsilon (plot_range_unit (&range, 0), 0.5, 1e-9);
  range = range_of (PLOT_LINEAR, 2, same, 5, 0); /* limits the wrong way round */
  g_assert_true (range.min == 0 && range.max == 5);
  range = range_of (PLOT_LINEAR, 2, same, 10, NAN); /* a limit beyond the data */
  g_assert_cmpfloat (range.min, <, range.max);
}

/* One value of 1e30 among a thousand ordinary ones does not flatten them, and is counted. */
static void
test_extremes (void)
{
  double values[1000];
  for (int scale = 0; scale < 2; scale++) {
    for (int i = 0; i < 1000; i++)
      values[i] = 1 + i / 1000.0;
    values[500] = 1e30;
    values[501] = 1e-30;
    PlotRange range = range_of ((PlotScale) scale, 1000, values, NAN, NAN);
    g_assert_cmpfloat (range.max, <, 1e4);
    g_assert_cmpint (range.n_beyond, >=, 1);
    g_assert_cmpfloat (plot_range_unit (&range, 2) - plot_range_unit (&range, 1), >, 0.05);
  }
}

static void
test_tail (void)
{
  const double calm[] = { 0.01, 1 }, wild[] = { 1, 1e6, 1e30 };
  PlotRange range;
  PlotAxis axis = { .min = NAN, .max = NAN };
  plot_range_start (&range, PLOT_LOG);
  plot_range_add (&range, 2, calm);
  plot_range_add_tail (&range, 3, wild);
  plot_range_finish (&range, &axis, 5);
  g_assert_cmpfloat_with_epsilon (range.max, 1000, 1e-6);
  plot_range_start (&range, PLOT_LOG);
  plot_range_add_tail (&range, 3, wild);
  plot_range_finish (&range, &axis, 5);
  g_assert_cmpfloat (range.max, >=, 1e29);
}

static void
test_round_trip (void)
{
  for (int scale = 0; scale < 2; scale++)
    for (int i = -2; i <= 12; i++) {
      PlotRange range = { .scale = (PlotScale) scale, .min = 0.02, .max = 700 };
      plot_range_settle (&range);
      g_assert_cmpfloat_with_epsilon (plot_range_unit (&range, plot_range_value (&range, i / 10.0)),
                                      scale == PLOT_LOG || plot_range_value (&range, i / 10.0) > -1e9 ? i / 10.0 : 0, 1e-9);
    }
}

static void
test_numbers (void)
{
  const struct {
    double value;
    const char *text;
  } rows[] = { { 0, "0" }, { 1.5, "1.5" }, { -0.25, "−0.25" }, { 1500, "1500" }, { 0.0001, "0.0001" }, { 123456, "123456" },
               { 1e9, "1.00e9" }, { 2.5e-7, "2.50e-7" }, { NAN, "NaN" }, { -INFINITY, "−∞" }, { 0.69314718, "0.6931" } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    char text[48];
    plot_number (rows[i].value, false, text, sizeof text);
    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

/* The tick on the foot is there whatever power of ten it is, and however few there are above it. */
static void
test_foot (void)
{
  for (int power = 1; power < 40; power++) {
    PlotAxis axis = { .scale = PLOT_LOG, .min = pow (10, -power), .floor = pow (10, -power), .max = NAN };
    const double values[] = { 1, 0 };
    PlotRange range;
    PlotTicks ticks;
    plot_range_start (&range, PLOT_LOG);
    plot_range_add (&range, 2, values);
    plot_range_finish (&range, &axis, 6);
    plot_ticks_make (&ticks, &range, 6, NULL);
    g_assert_cmpfloat_with_epsilon (plot_range_unit (&range, ticks.at[0]), 0, 1e-9);
    g_assert_true (g_str_has_prefix (ticks.label[0], "≤"));
    for (int i = 0; i < ticks.n; i++)
      g_assert_true (isfinite (plot_range_unit (&range, ticks.at[i])));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/axis/tick-tables", test_tick_tables);
  g_test_add_func ("/plot/axis/minor-ticks", test_minor_ticks);
  g_test_add_func ("/plot/axis/ticks-everywhere", test_ticks_everywhere);
  g_test_add_func ("/plot/axis/two-numbers", test_two_numbers);
  g_test_add_func ("/plot/axis/awkward-ranges", test_awkward_ranges);
  g_test_add_func ("/plot/axis/extremes", test_extremes);
  g_test_add_func ("/plot/axis/tail", test_tail);
  g_test_add_func ("/plot/axis/round-trip", test_round_trip);
  g_test_add_func ("/plot/axis/numbers", test_numbers);
  g_test_add_func ("/plot/axis/foot", test_foot);
  return g_test_run ();
}
