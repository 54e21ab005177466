/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "data/boxes.h"
#include "lab/setup-private.h"

#include <math.h>
#include <string.h>

/* Objects, and the boxes that networks put around them, with the overlap (IoU) at each box: whole scenes, proposals that a
 * regressor moves onto an object, and pairs of boxes whose overlap it guesses. */

enum { FIRST, COUNT };
enum { MOST = 12, MOST_OBJECTS = 16 };

static const Param params[] = {
  [FIRST] = { "first", N_ ("First sample"), NULL, PARAM_INT, PARAM_LIVE, 0, 100000, 0 },
  [COUNT] = { "count", N_ ("Samples"), NULL, PARAM_INT, PARAM_LIVE, 1, MOST, 6 },
  { NULL },
};

typedef enum { SCENE, CROP, PAIR, NOTHING } Kind;

static Kind
kind_of (const LabExperiment *experiment, int lane)
{
  static const char *const names[] = { [SCENE] = "det-scene", [CROP] = "box-crops", [PAIR] = "box-pairs" };
  const DataSource *source = lab_experiment_setup (experiment)->lanes[lane].source;
  for (int kind = SCENE; source != NULL && kind < NOTHING; kind++)
    if (strcmp (source->entry.name, names[kind]) == 0)
      return (Kind) kind;
  return NOTHING;
}

static const char *
refuses (const LabExperiment *experiment)
{
  return kind_of (experiment, 0) != NOTHING ? NULL : _ ("This shows boxes around objects; these data have none.");
}

static void *
probe (const LabProbeJob *job)
{
  LabPredictions *result = g_new0 (LabPredictions, 1);
  lab_predictions_make (result, job, (int) job->values[FIRST], (int) job->values[COUNT]);
  return result;
}

static void
free_result (void *result)
{
  lab_predictions_clear (result);
  g_free (result);
}

/* ---- boxes on a picture ---- */

/* Boxes are shares of the scene, y down; a panel shows what @view covers, in its units, y up. */
typedef struct {
  PlotPanel *panel;
  DataBox view;
  double width, height;
} Canvas;

static DataBox
read_box (const float *numbers)
{
  return (DataBox) { (double) numbers[0], (double) numbers[1], (double) numbers[2], (double) numbers[3] };
}

static double
across (const Canvas *canvas, double x)
{
  return (x - canvas->view.x + canvas->view.w / 2) / canvas->view.w * canvas->width;
}

static double
up (const Canvas *canvas, double y)
{
  return canvas->height - (y - canvas->view.y + canvas->view.h / 2) / canvas->view.h * canvas->height;
}

/* @iou NaN: a box that is compared with none. Valid until the next mark is added. */
static PlotMark *
add_box (const Canvas *canvas, const char *label, int style, const DataBox *box, double iou)
{
  double left = across (canvas, box->x - box->w / 2), right = across (canvas, box->x + box->w / 2);
  double top = up (canvas, box->y - box->h / 2), bottom = up (canvas, box->y + box->h / 2);
  g_autofree char *say = isnan (iou) ? g_strdup (label) : g_strdup_printf (_ ("%s: IoU %.2f"), label, iou);
  PlotMark *mark = plot_panel_add_box (canvas->panel, label, style, left, right, bottom, top);
  plot_set_text (&mark->say, say);
  if (isnan (iou) || !isfinite (left + right + top + bottom))
    return mark;
  g_autofree char *text = g_strdup_printf ("%.2f", iou);
  double corner = style < 0 ? right : left; /* in neutral colours at the right, so that two stand apart */
  plot_panel_add_text (canvas->panel, text, style, CLAMP (corner, 0, canvas->width), CLAMP (top, 0, canvas->height))->width = 2;
  return &canvas->panel->marks[canvas->panel->n_marks - 2];
}

static Canvas
add_picture (PlotFigure *figure, const char *title, const DataSet *set, int sample, DataBox view)
{
  g_autofree float *image = lab_image (set, sample);
  Canvas canvas = { lab_figure_add_image_panel (figure, title, set->height, set->width), view, set->width, set->height };
  lab_panel_add_image (canvas.panel, set->height, set->width, image, PLOT_GREY);
  return canvas;
}

/* ---- scenes ---- */

static double
best_overlap (const DataBox *box, const DataBox *others, int n)
{
  double best = 0;
  for (int i = 0; i < n; i++)
    best = fmax (best, data_box_iou (box, &others[i]));
  return best;
}

static void
add_scene (const LabViewer *viewer, PlotFigure *figure, int lane, int s, const char *title)
{
  const LabPredictions *result = viewer->result;
  static const char *const names[] = { N_ ("nothing"), N_ ("ellipse"), N_ ("rectangle"), N_ ("triangle") };
  const DataSet *set = lab_shown_set (viewer->experiment, lane);
  int sample = result->first + s, n = 0;
  DataBox truth[MOST_OBJECTS];
  Canvas canvas = add_picture (figure, title, set, sample, (DataBox) { 0.5, 0.5, 1, 1 });
  for (int i = 0; i < MIN (set->n_targets / 5, MOST_OBJECTS); i++) {
    const float *t = set->targets + (size_t) sample * (size_t) set->n_targets + (size_t) (5 * i);
    if (t[0] < 0.5f)
      continue;
    truth[n] = read_box (t + 1);
    add_box (&canvas, _ (names[(int) t[0] % 4]), -1, &truth[n++], NAN);
  }
  for (int i = 0; result->n_outputs[lane] == set->n_targets && i < MIN (set->n_targets / 5, MOST_OBJECTS); i++) {
    const double *p = result->predictions[lane] + s * set->n_targets + 5 * i;
    DataBox box = { p[1], p[2], p[3], p[4] };
    if (p[0] >= 0.5 && box.w > 0 && box.h > 0)
      add_box (&canvas, _ ("predicted"), lab_lane_style (viewer, lane), &box, best_overlap (&box, truth, n));
  }
}

/* ---- proposals ---- */

/* Undoes what the source did to the differences: log, linear or plain. */
static DataBox
moved (const DataBox *p, const double *t, const char *how)
{
  bool plain = strcmp (how, "plain") == 0, log = strcmp (how, "log") == 0;
  double w = plain ? 1 : p->w, h = plain ? 1 : p->h;
  return (DataBox) { p->x + t[0] * w, p->y + t[1] * h, log ? p->w * exp (t[2]) : p->w + t[2] * w, log ? p->h * exp (t[3]) : p->h + t[3] * h };
}

static void
add_crop (const LabViewer *viewer, PlotFigure *figure, int lane, int s, const char *title)
{
  const LabPredictions *result = viewer->result;
  const LabLane *from = &lab_experiment_setup (viewer->experiment)->lanes[lane];
  const Param *settings = from->source->entry.params;
  const DataSet *set = lab_shown_set (viewer->experiment, lane);
  const float *notes = set->notes + (size_t) (result->first + s) * (size_t) set->n_notes;
  DataBox proposal = read_box (notes), object = read_box (notes + 4), view = proposal;
  double grow = 1 + 2 * from->data_values[params_find (settings, "margin")];
  char how[32];
  int target = params_find (settings, "target");
  param_format (&settings[target], from->data_values[target], how, sizeof how);
  view.w *= grow, view.h *= grow;
  Canvas canvas = add_picture (figure, title, set, result->first + s, view);
  canvas.panel->x.min = -0.2 * canvas.width, canvas.panel->x.max = 1.2 * canvas.width; /* the object may reach out */
  canvas.panel->y.min = -0.2 * canvas.height, canvas.panel->y.max = 1.2 * canvas.height;
  add_box (&canvas, _ ("object"), -1, &object, NAN);
  add_box (&canvas, _ ("proposal"), -1, &proposal, data_box_iou (&proposal, &object))->dashed = true;
  if (result->n_outputs[lane] != 4)
    return;
  DataBox box = moved (&proposal, result->predictions[lane] + 4 * s, how);
  if (box.w > 0 && box.h > 0)
    add_box (&canvas, _ ("predicted"), lab_lane_style (viewer, lane), &box, data_box_iou (&box, &object));
}

/* ---- pairs ---- */

static void
add_pair (const LabViewer *viewer, PlotFigure *figure, int s)
{
  const LabPredictions *result = viewer->result;
  const DataSet *set = lab_shown_set (viewer->experiment, 0);
  const float *x = set->inputs + (size_t) (result->first + s) * 8;
  DataBox a = read_box (x), b = read_box (x + 4);
  GString *title = g_string_new (NULL);
  g_string_printf (title, "IoU %.2f", data_box_iou (&a, &b));
  for (int lane = 0; lane < result->n_lanes; lane++) {
    const char *name = lab_lane_name (viewer, lane);
    g_autofree char *number = lab_short_number (result->predictions[lane][s * result->n_outputs[lane]]);
    g_string_append_printf (title, " · %s %s", name != NULL ? name : _ ("predicted"), number);
  }
  Canvas canvas = { lab_figure_add_image_panel (figure, title->str, 1, 1), { 0.5, 0.5, 1, 1 }, 1, 1 };
  g_string_free (title, TRUE);
  canvas.panel->x.min = canvas.panel->y.min = -0.1, canvas.panel->x.max = canvas.panel->y.max = 1.1; /* boxes may reach out */
  add_box (&canvas, _ ("first box"), 0, &a, NAN);
  add_box (&canvas, _ ("second box"), 1, &b, NAN);
}

static void
add_lane (const LabViewer *viewer, PlotFigure *figure, int lane)
{
  const LabPredictions *result = viewer->result;
  const char *name = lab_lane_name (viewer, lane);
  for (int s = 0; s < result->n; s++) {
    g_autofree char *title = g_strdup_printf ("%s%s%d", name != NULL ? name : _ ("sample"), " ", result->first + s);
    (kind_of (viewer->experiment, lane) == SCENE ? add_scene : add_crop) (viewer, figure, lane, s, title);
  }
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const LabPredictions *result = viewer->result;
  Kind kind = kind_of (viewer->experiment, 0);
  g_autofree char *title = kind == PAIR ? g_strdup_printf (_ ("Two boxes, and how much they overlap, step %ld"), viewer->result_step)
                                        : g_strdup_printf (_ ("Boxes and their overlap with the object (IoU), step %ld"), viewer->result_step);
  PlotFigure *figure = plot_figure_new (title);
  for (int s = 0; s < result->n && kind == PAIR; s++)
    add_pair (viewer, figure, s);
  for (int lane = 0; lane < result->n_lanes && kind != PAIR; lane++)
    add_lane (viewer, figure, lane);
  if (kind == CROP)
    plot_set_text (&figure->caption, _ ("Grey: the object and, dashed, the proposal; in colour: where the network moves it."));
  return figure;
}

const LabView lab_view_detection = {
  { "detection", N_ ("Boxes"), N_ ("Objects with the boxes that a network puts around them; at each box its intersection over union"),
    "Girshick, Donahue, Darrell, Malik 2014, Rich feature hierarchies", params },
  .help = N_ ("Grey boxes are the objects (dashed: the proposal that is to be moved), boxes in colour are the network's; of "
             "a pair, both boxes and the overlap the network guesses. The number at a box is its IoU, intersection divided "
             "by union: 1 is a perfect fit, and 0.5 is the usual bar for a hit (PASCAL VOC). IoU is hard on small boxes: "
             "the same slip in pixels costs them far more."),
  .refuses = refuses,
  .probe = probe,
  .free_result = free_result,
  .figure = figure,
  .example = "data = box-crops n=2000 test=100 jitter=0.3 margin=0.3\nnetwork = flatten | dense 64 relu | dense 4\nloss = mse\n"
             "optimizer = adam lr=0.003\nbatch = 32\nsteps = 300\nrecord = every 10\n",
};
