/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/colours.h"

#include <glib.h>
#include <math.h>

static double
linear_light (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
lab_curve (double t)
{
  return t > 0.008856 ? cbrt (t) : 7.787 * t + 16 / 116.0;
}

/* CIE L*a*b* (D65) of what someone sees: Machado, Oliveira, Fernandes 2009, severity 1, on linear light. */
static void
lab_seen (PlotColour colour, const double sight[3][3], double lab[3])
{
  const double in[3] = { linear_light (colour.red), linear_light (colour.green), linear_light (colour.blue) };
  double l[3];
  for (int i = 0; i < 3; i++)
    l[i] = CLAMP (sight[i][0] * in[0] + sight[i][1] * in[1] + sight[i][2] * in[2], 0, 1);
  double x = lab_curve ((0.4124 * l[0] + 0.3576 * l[1] + 0.1805 * l[2]) / 0.95047);
  double y = lab_curve (0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]);
  double z = lab_curve ((0.0193 * l[0] + 0.1192 * l[1] + 0.9505 * l[2]) / 1.08883);
  lab[0] = 116 * y - 16;
  lab[1] = 500 * (x - y);
  lab[2] = 200 * (y - z);
}

static const double sights[3][3][3] = {
  { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
  { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
};

/* How far apart two colours are for someone, in CIE 1976 units; 15 are about six just noticeable differences. */
static double
distance_seen (PlotColour a, PlotColour b, int sight)
{
  double p[3], q[3];
  lab_seen (a, sights[sight], p);
  lab_seen (b, sights[sight], q);
  return sqrt ((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) + (p[2] - q[2]) * (p[2] - q[2]));
}

static void
test_lanes_stay_apart (void)
{
  for (int scheme = 0; scheme < 4; scheme++)
    for (int sight = 0; sight < 3; sight++)
      for (int a = 0; a < PLOT_STYLES; a++)
        for (int b = 0; b < a; b++)
          g_assert_cmpfloat (distance_seen (plot_lane_colour ((PlotScheme) scheme, a), plot_lane_colour ((PlotScheme) scheme, b), sight), >, 15);
}

/* Plus and minus of one size, and each of them and nothing, from a quarter of the range on; a sign stays apart from the other
 * all along: its hue, not its lightness, tells it. */
static void
test_signs_stay_apart (void)
{
  for (int s = 0; s < 4; s++)
    for (int sight = 0; sight < 3; sight++)
      for (int i = 5; i <= 20; i++) {
        PlotScheme scheme = (PlotScheme) s;
        PlotColour plus = plot_map_colour (scheme, PLOT_SIGNED, i / 20.0), minus = plot_map_colour (scheme, PLOT_SIGNED, -i / 20.0);
        g_assert_cmpfloat (distance_seen (plus, minus, sight), >, 15);
        g_assert_cmpfloat (distance_seen (plus, plot_background (scheme), sight), >, 10);
        g_assert_cmpfloat (distance_seen (minus, plot_background (scheme), sight), >, 10);
        for (int k = 5; k <= 20; k++)
          g_assert_cmpfloat (distance_seen (plus, plot_map_colour (scheme, PLOT_SIGNED, -k / 20.0), sight), >, 12);
      }
}

static void
test_contrast (void)
{
  g_assert_cmpfloat_with_epsilon (plot_contrast ((PlotColour) { 0, 0, 0 }, (PlotColour) { 1, 1, 1 }), 21, 1e-9);
  for (int s = 0; s < 4; s++) {
    PlotScheme scheme = (PlotScheme) s;
    PlotColour background = plot_background (scheme);
    bool high = scheme >= PLOT_CONTRAST_LIGHT;
    g_assert_cmpfloat (plot_contrast (plot_foreground (scheme), background), >=, high ? 18 : 12);
    g_assert_cmpfloat (plot_contrast (plot_muted (scheme), background), >=, high ? 7 : 4.5);
    for (int lane = -1; lane < PLOT_STYLES; lane++) {
      g_assert_cmpfloat (plot_contrast (plot_lane_colour (scheme, lane), background), >=, high ? 4.5 : 3);
      g_assert_cmpfloat (plot_contrast (plot_lane_text_colour (scheme, lane), background), >=, 4.5);
    }
    for (int i = 0; i <= 20; i++)
      g_assert_cmpfloat (plot_contrast (plot_family_colour (scheme, i / 20.0), background), >=, 3);
    for (int end = -1; end <= 1; end += 2)
      g_assert_cmpfloat (plot_contrast (plot_map_colour (scheme, PLOT_SIGNED, end), background), >=, 4.5);
  }
}

static void
test_neutral_is_background (void)
{
  for (int s = 0; s < 4; s++) {
    PlotColour middle = plot_map_colour ((PlotScheme) s, PLOT_SIGNED, 0), background = plot_background ((PlotScheme) s);
    g_assert_cmpfloat_with_epsilon (middle.red, background.red, 1e-9);
    g_assert_cmpfloat_with_epsilon (middle.blue, background.blue, 1e-9);
    PlotColour minus = plot_map_colour ((PlotScheme) s, PLOT_SIGNED, -1), plus = plot_map_colour ((PlotScheme) s, PLOT_SIGNED, 1);
    g_assert_cmpfloat (minus.red, >, minus.blue);
    g_assert_cmpfloat (plus.blue, >, plus.red);
  }
}

static void
test_dashes_differ (void)
{
  for (int a = 0; a < PLOT_STYLES; a++)
    for (int b = 0; b < a; b++) {
      int n, m;
      const double *p = plot_lane_dash (a, &n), *q = plot_lane_dash (b, &m);
      bool same = n == m;
      for (int i = 0; same && i < n; i++)
        same = p[i] == q[i];
      g_assert_false (same);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/colours/lanes-stay-apart", test_lanes_stay_apart);
  g_test_add_func ("/plot/colours/signs-stay-apart", test_signs_stay_apart);
  g_test_add_func ("/plot/colours/contrast", test_contrast);
  g_test_add_func ("/plot/colours/neutral-is-background", test_neutral_is_background);
  g_test_add_func ("/plot/colours/dashes-differ", test_dashes_differ);
  return g_test_run ();
}
