/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include <math.h>

/* One place of a convolution: what the kernel lies upon in the padded image, its weights, and where the sum goes. */

enum { PLACE, LANE };

static const Param params[] = {
  [PLACE] = { "place", N_ ("Place of the map (−1: the middle)"), NULL, PARAM_INT, PARAM_LIVE, -1, 100000, -1 },
  [LANE] = { "lane", N_ ("Lane (0: all, without their kernels)"), NULL, PARAM_INT, PARAM_LIVE, 0, TRAIN_MAX_LANES, 0 },
  { NULL },
};

/* Of one lane. */
typedef struct {
  const CalcValue *image, *kernel, *map;
  int stride, pad, dilation, row, column; /* the place */
} Problem;

static const char *
refuses (const LabExperiment *experiment)
{
  return lab_result (experiment, 0, "im2col_difference") != NULL ? NULL : _ ("This shows the calculator of convolutions.");
}

static void
problem_make (Problem *p, const LabViewer *viewer, int lane)
{
  const LabExperiment *experiment = viewer->experiment;
  p->image = lab_result (experiment, lane, "image");
  p->kernel = lab_result (experiment, lane, "weights");
  p->map = lab_result (experiment, lane, "map");
  p->stride = (int) lab_result_number (experiment, lane, "stride", NULL);
  p->pad = (int) lab_result_number (experiment, lane, "pad", NULL);
  p->dilation = (int) lab_result_number (experiment, lane, "dilation", NULL);
  int places = p->map->height * p->map->width, place = (int) viewer->values[PLACE];
  p->row = place < 0 ? (p->map->height - 1) / 2 : MIN (place, places - 1) / p->map->width;
  p->column = place < 0 ? (p->map->width - 1) / 2 : MIN (place, places - 1) % p->map->width;
}

/* Cells with their numbers where there is room; @pad of them around are zeros, hatched. */
static PlotPanel *
add_cells (PlotFigure *figure, const char *title, const CalcValue *image, int pad)
{
  int height = image->height + 2 * pad, width = image->width + 2 * pad;
  g_autofree float *cells = g_new (float, height *width);
  g_auto (GStrv) texts = g_new0 (char *, height * width + 1);
  for (int i = 0; i < height * width; i++) {
    int row = i / width - pad, column = i % width - pad;
    bool inside = row >= 0 && row < image->height && column >= 0 && column < image->width;
    cells[i] = inside ? (float) image->values[row * image->width + column] : NAN;
    texts[i] = inside ? g_strdup_printf (cells[i] < 0 ? "−%.2f" : "%.2f", fabs ((double) cells[i])) : g_strdup ("0");
  }
  PlotPanel *panel = lab_figure_add_image_panel (figure, title, height, width);
  PlotMark *map = lab_panel_add_image (panel, height, width, cells, PLOT_SIGNED);
  map->ruled = height * width > 1;
  plot_set_text (&map->say, "{v}");
  plot_set_texts (&map->texts, (const char *const *) texts);
  return panel;
}

/* The outline of @rows by @columns cells, y down. */
static PlotMark *
add_outline (PlotPanel *panel, int style, int row, int column, int rows, int columns)
{
  return plot_panel_add_box (panel, NULL, style, column, column + columns, panel->y.max - row - rows, panel->y.max - row);
}

static void
add_image (PlotFigure *figure, const Problem *p, const char *title)
{
  int side = p->kernel->width, reach = p->dilation * (side - 1) + 1;
  int row = p->row * p->stride, column = p->column * p->stride;
  PlotPanel *panel = add_cells (figure, title, p->image, p->pad);
  for (int i = 0; p->dilation > 1 && i < side * side; i++)
    add_outline (panel, 1, row + i / side * p->dilation, column + i % side * p->dilation, 1, 1);
  add_outline (panel, 1, row, column, reach, reach)->dashed = p->dilation > 1;
}

/* "0.31·0.2 + 0.5·(−0.1) + …" of what is inside the image. */
static char *
say_sum (const Problem *p)
{
  GString *text = g_string_new (NULL);
  int side = p->kernel->width, n = 0;
  for (int i = 0; i < side * side; i++) {
    int y = p->row * p->stride - p->pad + i / side * p->dilation, x = p->column * p->stride - p->pad + i % side * p->dilation;
    if (y < 0 || y >= p->image->height || x < 0 || x >= p->image->width)
      continue;
    double pixel = p->image->values[y * p->image->width + x], weight = p->kernel->values[i];
    if (n++ < 4)
      g_string_append_printf (text, weight < 0 ? "%s%.2f·(−%.2f)" : "%s%.2f·%.2f", n > 1 ? " + " : "", pixel, fabs (weight));
  }
  return g_string_free (n > 4 ? g_string_append (text, " + …") : text, FALSE);
}

/* Beside the others a lane is told by its name, and by what comes out. */
static void
add_beside (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  Problem p;
  problem_make (&p, viewer, lane);
  g_autofree char *output = g_strdup_printf (_ ("map %d × %d"), p.map->height, p.map->width);
  add_image (figure, &p, lab_lane_name (viewer, lane));
  add_outline (add_cells (figure, output, p.map, 0), 1, p.row, p.column, 1, 1);
}

/* The channels beside the first are summed too, so only of one channel is the sum written out. */
static void
add_alone (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  Problem p;
  problem_make (&p, viewer, lane);
  g_autofree char *input = g_strdup_printf (_ ("image %d × %d, padding %d"), p.image->height, p.image->width, p.pad);
  g_autofree char *kernel = g_strdup_printf (_ ("kernel %d × %d, stride %d, dilation %d"), p.kernel->height, p.kernel->width, p.stride, p.dilation);
  g_autofree char *output = g_strdup_printf (_ ("map %d × %d"), p.map->height, p.map->width);
  add_image (figure, &p, input);
  add_cells (figure, kernel, p.kernel, 0);
  add_outline (add_cells (figure, output, p.map, 0), 1, p.row, p.column, 1, 1);
  g_autofree char *sum = say_sum (&p);
  double value = p.map->values[p.row * p.map->width + p.column];
  bool alone = lab_result_number (viewer->experiment, lane, "channels", NULL) == 1;
  g_autofree char *said = g_strdup_printf (_ ("⌊(%d + 2·%d − %d·(%d − 1) − 1) / %d⌋ + 1 = %d. Row %d, column %d of the map: %s = %s%.2f"), p.image->width, p.pad,
                                           p.dilation, p.kernel->width, p.stride, p.map->width, p.row, p.column, alone ? sum : "Σ", value < 0 ? "−" : "", fabs (value));
  plot_set_text (&figure->caption, said);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  int chosen = snapshot->n_lanes == 1 ? 0 : MIN ((int) viewer->values[LANE], snapshot->n_lanes) - 1;
  bool known = chosen >= 0 && lab_result (viewer->experiment, chosen, "im2col_difference") != NULL;
  g_autofree char *title = known ? lab_lane_says (viewer, chosen, _ ("One place of a convolution")) : NULL;
  PlotFigure *figure = plot_figure_new (known ? title : _ ("One place of a convolution"));
  if (known)
    add_alone (viewer, figure, chosen);
  for (int lane = 0; lane < snapshot->n_lanes && !known; lane++)
    if (lab_result (viewer->experiment, lane, "im2col_difference") != NULL)
      add_beside (viewer, figure, lane);
  figure->n_together = known ? 3 : 2;
  figure->colour_bar = true;
  plot_set_text (&figure->colour_label, _ ("value"));
  return figure;
}

const LabView lab_view_convolution = {
  { "convolution", N_ ("Convolution, place by place"), N_ ("A kernel on an image with its padding, its weights, and the map that the sums make"),
    "Dumoulin, Visin 2016, A guide to convolution arithmetic for deep learning", params },
  .help = N_ ("On the left the image, with its padding hatched: zeros. The outline is where the kernel lies; each number under it is multiplied by the "
              "weight at the same place of the kernel, and the sum is the outlined number of the map. Move the place to see how stride, padding and "
              "dilation decide how large the map is. Blue is positive, orange negative. Of several lanes only image and map are shown."),
  .calculated = true,
  .refuses = refuses,
  .figure = figure,
  .example = "calculator = convolution height=7 width=7 pad=1 stride=2\n",
};
