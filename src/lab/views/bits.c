/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "lab/setup-private.h"

#include <math.h>
#include <string.h>

/* The bits of a number in its format: sign, exponent and fraction side by side. */

enum { MOST_BITS = 64, N_PARTS = 3 };

#define GAP 0.5 /* between the parts, in bits */

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_result (experiment, 0, "bit_value") != NULL ? NULL : _ ("This shows the calculator of number formats.");
}

/* "1.5×10⁻⁶": so that nobody has to read an e in a sentence. */
static char *
small_number (double value)
{
  static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  if (!(fabs (value) < 1e-4) || value == 0)
    return lab_short_number (value);
  char text[32];
  g_snprintf (text, sizeof text, "%.1e", value);
  char *e = strchr (text, 'e');
  GString *number = g_string_new_len (text, e - text);
  g_string_append (number, "×10⁻");
  for (const char *p = e + (e[2] == '0' ? 3 : 2); *p != '\0'; p++) /* behind the sign; two digits at least */
    g_string_append (number, digits[*p - '0']);
  return g_string_free (number, FALSE);
}

/* Bits @first to @first + @n as cells, with the name of the part above where there is room. */
static void
add_part (PlotPanel *panel, const char *name, const double *bits, int first, int n, double left)
{
  float cells[MOST_BITS];
  g_auto (GStrv) texts = g_new0 (char *, n + 1);
  for (int i = 0; i < n; i++) {
    cells[i] = bits[first + i] > 0 ? 0.8f : 0.08f;
    texts[i] = g_strdup (bits[first + i] > 0 ? "1" : "0");
  }
  PlotMark *map = plot_panel_add_map (panel, 1, n, cells, PLOT_SIGNED);
  map->cell_max = 1;
  map->ruled = map->edge = true;
  map->left = left, map->right = left + n, map->bottom = 0, map->top = 1;
  plot_set_text (&map->say, name);
  plot_set_texts (&map->texts, (const char *const *) texts);
  plot_panel_add_text (panel, name, -1, left + n / 2.0, 1.45)->fixed = true;
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  static const char *const parts[N_PARTS] = { N_ ("sign"), N_ ("exponent"), N_ ("fraction") };
  const CalcValue *bits = lab_result (viewer->experiment, lane, "bit_value"), *part = lab_result (viewer->experiment, lane, "bit_part");
  const Param *params = lab_experiment_results (viewer->experiment, lane)->calculator->entry.params;
  char name[48];
  param_format (&params[params_find (params, "format")], lab_result_number (viewer->experiment, lane, "format", NULL), name, sizeof name);
  g_autofree char *error = small_number (100 * lab_result_number (viewer->experiment, lane, "relative_error", NULL));
  g_autofree char *rounded = g_strdup_printf ("%.7g", lab_result_number (viewer->experiment, lane, "rounded", NULL));
  g_autofree char *text = g_strdup_printf (_ ("%s: %s, off by %s %%"), name, rounded, error), *title = NULL;
  title = g_strcmp0 (lab_lane_name (viewer, lane), name) == 0 ? g_strdup (text) : lab_lane_says (viewer, lane, text);
  PlotPanel *panel = plot_figure_add_panel (figure, title, NULL, NULL);
  int first[N_PARTS + 1] = { 0 };
  for (int k = 0; k < N_PARTS; k++)
    for (first[k + 1] = first[k]; first[k + 1] < MIN (bits->n, MOST_BITS) && (int) part->values[first[k + 1]] == k;)
      first[k + 1]++;
  for (int k = N_PARTS - 1; k >= 0; k--) /* where names do not fit, that of the single bit is missed least */
    add_part (panel, _ (parts[k]), bits->values, first[k], first[k + 1] - first[k], first[k] + GAP * k);
  panel->x.hidden = panel->y.hidden = panel->bare = true;
  panel->x.min = -1, panel->y.min = -0.2, panel->y.max = 1.9;
  panel->x.max = first[N_PARTS] + GAP * N_PARTS;
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  PlotFigure *figure = plot_figure_new (_ ("The bits of a number"));
  double widest = 0;
  for (int lane = 0; lane < snapshot->n_lanes; lane++)
    if (lab_result (viewer->experiment, lane, "bit_value") != NULL)
      add_lane (viewer, figure, lane);
  for (int p = 0; p < figure->n_panels; p++)
    widest = fmax (widest, figure->panels[p].x.max);
  for (int p = 0; p < figure->n_panels; p++)
    figure->panels[p].x.max = widest; /* a bit is as wide in all of them */
  figure->n_columns = 1;
  return figure;
}

const LabView lab_view_bits = {
  { "bits", N_ ("Bits of a number"), N_ ("A number as a format keeps it: sign, exponent and fraction, bit by bit"),
    "IEEE 754-2019; Micikevicius et al. 2022, FP8 formats for deep learning", NULL },
  .help = N_ ("Each row is a format with the number it keeps: one bit for the sign, some for the exponent, the rest for the fraction. More bits of exponent "
              "reach farther (large and small numbers), more bits of fraction are more exact. A number too small for the exponent loses its digits "
              "one by one until it is 0."),
  .calculated = true,
  .refuses = refuses,
  .figure = figure,
  .example = "calculator = number-format value=0.1\nlane float32 : calculator.format = float32\nlane float16 : calculator.format = float16\n"
             "lane bfloat16 : calculator.format = bfloat16\n",
};
