/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/colours.h"

#include <math.h>
#include <stdint.h>

typedef struct {
  uint32_t background, foreground, muted, grid, neutral;
  uint32_t lanes[PLOT_STYLES];
} Palette;

static const Palette palettes[] = {
  [PLOT_LIGHT] = { 0xffffff, 0x242424, 0x636363, 0xe6e6e6, 0x6b6b6b,
                   { 0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0x8c2d04, 0x005f56, 0x7b68ee } },
  [PLOT_DARK] = { 0x242424, 0xf2f2f2, 0xb0b0b0, 0x3a3a3a, 0xa0a0a0,
                  { 0x56b4e9, 0xe69f00, 0x009e73, 0xcc79a7, 0xffe97a, 0xffd6e8, 0xc2571a } },
  [PLOT_CONTRAST_LIGHT] = { 0xffffff, 0x000000, 0x303030, 0xb8b8b8, 0x404040,
                            { 0x0062a3, 0xb34700, 0x9c3d74, 0x5c2000, 0x000000, 0x1b2a6b, 0x6a00b0 } },
  [PLOT_CONTRAST_DARK] = { 0x000000, 0xffffff, 0xdadada, 0x555555, 0xd0d0d0,
                           { 0x56b4e9, 0xffb000, 0xfff176, 0xff8a65, 0xa3f0b5, 0xffffff, 0x9aa0a6 } },
};

#define STOPS 17
static const uint32_t viridis[STOPS] = { 0x440154, 0x48186a, 0x472d7b, 0x424086, 0x3b528b, 0x33638d,
                                         0x2c728e, 0x26828e, 0x21918c, 0x1f9f88, 0x27ad81, 0x3dbc74,
                                         0x5cc863, 0x81d34d, 0xaadc32, 0xd5e21a, 0xfde725 };
/* Orange for −, blue for +; the middle is replaced by the scheme's background. */
static const uint32_t signed_light[STOPS] = { 0x804300, 0x995309, 0xa86936, 0xb68056, 0xc49775, 0xd2ae93,
                                              0xdfc5b2, 0xebddd3, 0xf5f5f5, 0xd6e1ed, 0xb9cde4, 0x9db9d9,
                                              0x81a5ce, 0x6591c2, 0x4a7db6, 0x2c6aaa, 0x00569d };
static const uint32_t signed_dark[STOPS] = { 0xfea660, 0xe19558, 0xc48451, 0xa87349, 0x8d6342, 0x72533b,
                                             0x594334, 0x3f342d, 0x262626, 0x2f3842, 0x394a5d, 0x435d79,
                                             0x4e7096, 0x5884b4, 0x6398d3, 0x6fadf2, 0x8cc2fe };

static PlotColour
from_hex (uint32_t hex)
{
  return (PlotColour) { (hex >> 16 & 255) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0 };
}

PlotColour
plot_mix (PlotColour a, PlotColour b, double share)
{
  return (PlotColour) { a.red + (b.red - a.red) * share, a.green + (b.green - a.green) * share,
                        a.blue + (b.blue - a.blue) * share };
}

static bool
is_dark (PlotScheme scheme)
{
  return scheme == PLOT_DARK || scheme == PLOT_CONTRAST_DARK;
}

PlotColour
plot_background (PlotScheme scheme)
{
  return from_hex (palettes[scheme].background);
}

PlotColour
plot_foreground (PlotScheme scheme)
{
  return from_hex (palettes[scheme].foreground);
}

PlotColour
plot_muted (PlotScheme scheme)
{
  return from_hex (palettes[scheme].muted);
}

PlotColour
plot_grid (PlotScheme scheme)
{
  return from_hex (palettes[scheme].grid);
}

PlotColour
plot_lane_colour (PlotScheme scheme, int style)
{
  return from_hex (style < 0 ? palettes[scheme].neutral : palettes[scheme].lanes[style % PLOT_STYLES]);
}

PlotColour
plot_text_colour (PlotScheme scheme, PlotColour colour)
{
  PlotColour background = plot_background (scheme), foreground = plot_foreground (scheme);
  PlotColour text = colour;
  for (int i = 1; i <= 10 && plot_contrast (text, background) < 4.6; i++)
    text = plot_mix (colour, foreground, i / 10.0);
  return text;
}

PlotColour
plot_lane_text_colour (PlotScheme scheme, int style)
{
  return plot_text_colour (scheme, plot_lane_colour (scheme, style));
}

PlotColour
plot_text_on (PlotScheme scheme, PlotColour under)
{
  PlotColour a = plot_foreground (scheme), b = plot_background (scheme);
  return plot_contrast (a, under) >= plot_contrast (b, under) ? a : b;
}

PlotColour
plot_family_colour (PlotScheme scheme, double shade)
{
  double at = fmin (1, fmax (0, shade));
  /* the part of viridis that stands out against the background */
  at = is_dark (scheme) ? 0.45 + 0.55 * at : 0.05 + 0.5 * at;
  return plot_map_colour (scheme, PLOT_VIRIDIS, at);
}

const double *
plot_lane_dash (int style, int *n_dashes)
{
  static const double dashes[PLOT_STYLES][6] = {
    { 0 }, { 5, 2.5 }, { 1.2, 2 }, { 7, 2, 1.4, 2 }, { 10, 3.5 }, { 4, 2, 1.2, 2, 1.2, 2 }, { 2.6, 1.6 },
  };
  static const int lengths[PLOT_STYLES] = { 0, 2, 2, 4, 2, 6, 2 };
  static const double pins[PLOT_PINS][6] = {
    { 3, 3 }, { 8, 3 }, { 1.5, 3.5 }, { 8, 3, 1.5, 3 }, { 5, 1.5 }, { 6, 2, 1.5, 2, 1.5, 2 }, { 2, 2, 2, 6 }, { 10, 2, 2, 2 },
  };
  static const int pin_lengths[PLOT_PINS] = { 2, 2, 2, 4, 2, 6, 4, 4 };
  int index = style < 0 ? 0 : style % PLOT_STYLES, pin = style / PLOT_STYLES - 1;
  if (pin >= 0) {
    *n_dashes = pin_lengths[pin % PLOT_PINS];
    return pins[pin % PLOT_PINS];
  }
  *n_dashes = lengths[index];
  return *n_dashes > 0 ? dashes[index] : NULL;
}

static PlotColour
ramp (const uint32_t *stops, double at, PlotColour middle, bool has_middle)
{
  double place = fmin (1, fmax (0, at)) * (STOPS - 1);
  int low = place >= STOPS - 1 ? STOPS - 2 : (int) place;
  PlotColour a = from_hex (stops[low]), b = from_hex (stops[low + 1]);
  if (has_middle && low == STOPS / 2)
    a = middle;
  if (has_middle && low + 1 == STOPS / 2)
    b = middle;
  return plot_mix (a, b, place - low);
}

PlotColour
plot_map_colour (PlotScheme scheme, PlotColours colours, double at)
{
  PlotColour background = plot_background (scheme);
  if (colours == PLOT_GREY) {
    double grey = fmin (1, fmax (0, at));
    return (PlotColour) { grey, grey, grey };
  }
  if (colours == PLOT_SIGNED)
    return ramp (is_dark (scheme) ? signed_dark : signed_light, (at + 1) / 2, background, true);
  return ramp (viridis, at, background, false);
}

static double
linear_light (double channel)
{
  return channel <= 0.03928 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

double
plot_contrast (PlotColour a, PlotColour b)
{
  double la = 0.2126 * linear_light (a.red) + 0.7152 * linear_light (a.green) + 0.0722 * linear_light (a.blue);
  double lb = 0.2126 * linear_light (b.red) + 0.7152 * linear_light (b.green) + 0.0722 * linear_light (b.blue);
  return (fmax (la, lb) + 0.05) / (fmin (la, lb) + 0.05);
}
