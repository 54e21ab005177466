/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "data/boxes.h"

#include <math.h>
#include <stdlib.h>

/* Boxes that a calculator gives: two with what they share, or those of a detector as they are suppressed turn by turn. */

#define MOST 300 /* boxes */

/* The output of boxes; −1: there is none. */
static int
boxes_output (const CalcCalculator *calculator)
{
  for (int i = 0; i < calc_n_outputs (calculator); i++)
    if (calculator->outputs[i].kind == CALC_BOXES)
      return i;
  return -1;
}

static const char *
refuses (const LabExperiment *experiment)
{
  const CalcResults *results = lab_experiment_results (experiment, 0);
  bool has = results != NULL && boxes_output (results->calculator) >= 0;
  return has ? NULL : _ ("This shows the boxes that a calculator gives; here are none.");
}

static DataBox
as_centre (const double *b)
{
  return (DataBox){ (b[CALC_LEFT] + b[CALC_RIGHT]) / 2, (b[CALC_TOP] + b[CALC_BOTTOM]) / 2, b[CALC_RIGHT] - b[CALC_LEFT],
                    b[CALC_BOTTOM] - b[CALC_TOP] };
}

static double
iou_of (const double *a, const double *b)
{
  DataBox first = as_centre (a), second = as_centre (b);
  return data_box_iou (&first, &second);
}

static PlotMark *
add_box (PlotPanel *panel, const char *label, int style, const double *b)
{
  PlotMark *mark = plot_panel_add_box (panel, label, style, b[CALC_LEFT], b[CALC_RIGHT], b[CALC_BOTTOM], b[CALC_TOP]);
  plot_set_text (&mark->say, label);
  return mark;
}

/* Room for all boxes and a little more, y down as in images. */
static void
set_ranges (PlotPanel *panel, const double *boxes, int n)
{
  double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
  for (int i = 0; i < n; i++, boxes += CALC_BOX) {
    left = fmin (left, boxes[CALC_LEFT]), right = fmax (right, boxes[CALC_RIGHT]);
    top = fmin (top, boxes[CALC_TOP]), bottom = fmax (bottom, boxes[CALC_BOTTOM]);
  }
  double room = 0.08 * fmax (right - left, bottom - top);
  panel->x.min = left - room, panel->x.max = right + room;
  panel->y.min = top - room, panel->y.max = bottom + room;
  panel->square = panel->y.reversed = true;
}

/* ---- two boxes ---- */

static void
add_pair (const LabViewer *viewer, PlotFigure *figure, int lane, const double *a)
{
  const double *b = a + CALC_BOX;
  const double shared[CALC_BOX] = { fmax (a[CALC_LEFT], b[CALC_LEFT]), fmax (a[CALC_TOP], b[CALC_TOP]), fmin (a[CALC_RIGHT], b[CALC_RIGHT]),
                                    fmin (a[CALC_BOTTOM], b[CALC_BOTTOM]) };
  const double around[CALC_BOX] = { fmin (a[CALC_LEFT], b[CALC_LEFT]), fmin (a[CALC_TOP], b[CALC_TOP]), fmax (a[CALC_RIGHT], b[CALC_RIGHT]),
                                    fmax (a[CALC_BOTTOM], b[CALC_BOTTOM]) };
  double iou = iou_of (a, b);
  g_autofree char *number = g_strdup_printf ("IoU %.3f", iou);
  g_autofree char *more = g_strdup_printf ("GIoU %.2f · DIoU %.2f", lab_result_number (viewer->experiment, lane, "giou", NULL),
                                           lab_result_number (viewer->experiment, lane, "diou", NULL));
  g_autofree char *title = lab_lane_says (viewer, lane, more);
  PlotPanel *panel = plot_figure_add_panel (figure, title, "x (px)", "y (px)");
  set_ranges (panel, a, 2);
  add_box (panel, _ ("the smallest box around both"), -1, around)->dashed = true;
  add_box (panel, "A", 0, a)->fill = 0.08;
  add_box (panel, "B", 1, b)->fill = 0.08;
  plot_panel_add_text (panel, "A", 0, a[CALC_LEFT] + 0.08 * (a[CALC_RIGHT] - a[CALC_LEFT]), a[CALC_TOP] + 0.08 * (a[CALC_BOTTOM] - a[CALC_TOP]));
  plot_panel_add_text (panel, "B", 1, b[CALC_RIGHT] - 0.08 * (b[CALC_RIGHT] - b[CALC_LEFT]), b[CALC_BOTTOM] - 0.08 * (b[CALC_BOTTOM] - b[CALC_TOP]));
  if (iou > 0)
    add_box (panel, _ ("what both share"), 2, shared)->fill = 0.45;
  plot_panel_add_text (panel, iou > 0 ? number : _ ("nothing shared"), -1, (shared[CALC_LEFT] + shared[CALC_RIGHT]) / 2,
                       (shared[CALC_TOP] + shared[CALC_BOTTOM]) / 2);
}

/* ---- suppression ---- */

typedef enum { GONE, WAITING, KEPT, PICKED, N_STATES } State; /* the later the higher they lie */

/* The boxes of one lane. */
typedef struct {
  const double *rows;
  int n, turn;     /* the last one */
  bool alone;      /* of one lane: there is room for more numbers */
  int n_ranked, order[MOST], rank[MOST]; /* rows of detections, best first; the place of a row, from 1 */
} Scene;

static State
state_of (const Scene *scene, const double *box)
{
  switch ((CalcMark) box[CALC_MARK]) {
  case CALC_SUPPRESSED:
    return GONE;
  case CALC_WAITING:
    return WAITING;
  default:
    return box[CALC_TURN] == scene->turn && scene->turn > 0 ? PICKED : KEPT;
  }
}

static const double *sorted; /* by compare_scores */

static int
compare_scores (const void *a, const void *b)
{
  double x = sorted[*(const int *) a * CALC_BOX + CALC_BEFORE], y = sorted[*(const int *) b * CALC_BOX + CALC_BEFORE];
  return x != y ? (x < y) - (x > y) : *(const int *) a - *(const int *) b;
}

static void
scene_make (Scene *scene, const CalcValue *boxes)
{
  *scene = (Scene){ .rows = boxes->values, .n = MIN (boxes->n, MOST) };
  for (int i = 0; i < scene->n; i++) {
    const double *box = scene->rows + i * CALC_BOX;
    scene->turn = MAX (scene->turn, (int) box[CALC_TURN]);
    if ((CalcMark) box[CALC_MARK] != CALC_TRUTH)
      scene->order[scene->n_ranked++] = i;
  }
  sorted = scene->rows;
  qsort (scene->order, (size_t) scene->n_ranked, sizeof *scene->order, compare_scores);
  for (int i = 0; i < scene->n_ranked; i++)
    scene->rank[scene->order[i]] = i + 1;
}

/* "box 7, score 0.62: suppressed by box 2, IoU 0.81" */
static char *
say_box (const Scene *scene, int row)
{
  const double *box = scene->rows + row * CALC_BOX;
  int by = (int) box[CALC_BY];
  g_autofree char *score = box[CALC_SCORE] == box[CALC_BEFORE] ? g_strdup_printf ("%.2f", box[CALC_SCORE])
                                                               : g_strdup_printf ("%.2f → %.2f", box[CALC_BEFORE], box[CALC_SCORE]);
  if (by >= 0)
    return g_strdup_printf (_ ("box %d, score %s: suppressed by box %d, IoU %.2f"), scene->rank[row], score, scene->rank[by],
                            iou_of (box, scene->rows + by * CALC_BOX));
  return g_strdup_printf (state_of (scene, box) == WAITING ? _ ("box %d, score %s: waits")
                          : state_of (scene, box) == GONE  ? _ ("box %d, score %s: below the lowest score")
                                                           : _ ("box %d, score %s: kept"),
                          scene->rank[row], score);
}

/* With its number, where it is a matter of this turn, or of none yet, and there is room. */
static void
add_detection (PlotPanel *panel, const Scene *scene, int row)
{
  const double *box = scene->rows + row * CALC_BOX;
  State state = state_of (scene, box);
  bool now = state == GONE && box[CALC_TURN] == scene->turn && scene->turn > 0;
  g_autofree char *say = say_box (scene, row), *number = g_strdup_printf ("%d", scene->rank[row]);
  int style = state == PICKED ? 2 : state == KEPT ? 0 : now ? 1 : -1;
  PlotMark *mark = add_box (panel, NULL, style, box);
  plot_set_text (&mark->say, say);
  mark->dashed = state == GONE;
  mark->alpha = state == GONE && !now ? 0.45 : 1;
  mark->fill = state == PICKED ? 0.25 : 0;
  if (state >= KEPT || (state == WAITING && scene->alone && scene->turn == 0)) /* at opposite corners, so that most are apart */
    plot_panel_add_text (panel, number, style, box[CALC_LEFT], box[CALC_TOP])->width = 3;
  else if (now)
    plot_panel_add_text (panel, number, style, box[CALC_RIGHT], box[CALC_BOTTOM])->width = 3;
}

static void
add_scene (PlotFigure *figure, const Scene *scene, const char *title)
{
  PlotPanel *panel = plot_figure_add_panel (figure, title, NULL, NULL);
  set_ranges (panel, scene->rows, scene->n);
  panel->x.hidden = panel->y.hidden = true;
  for (int i = 0; i < scene->n; i++)
    if ((CalcMark) scene->rows[i * CALC_BOX + CALC_MARK] == CALC_TRUTH)
      add_box (panel, _ ("object"), -1, scene->rows + i * CALC_BOX)->fill = 0.18;
  for (int state = 0; state < N_STATES; state++)
    for (int i = scene->n_ranked - 1; i >= 0; i--)
      if (state_of (scene, scene->rows + scene->order[i] * CALC_BOX) == (State) state)
        add_detection (panel, scene, scene->order[i]);
}

/* The boxes in the order of their scores; over what is suppressed the number of the box that did it. */
static void
add_scores (PlotFigure *figure, const Scene *scene, const char *title)
{
  static const char *const labels[N_STATES] = { N_ ("suppressed, by box number"), N_ ("waits"), N_ ("kept"), N_ ("picked now") };
  static const int styles[N_STATES] = { 1, -1, 0, 2 };
  PlotPanel *panel = plot_figure_add_panel (figure, title, _ ("box, best first"), _ ("score"));
  panel->y.min = 0, panel->y.max = 1.1;
  panel->x.whole = true;
  panel->x.min = 0.4, panel->x.max = scene->n_ranked + 0.6;
  for (int state = 0; state < N_STATES; state++) {
    double left[MOST], score[MOST];
    g_auto (GStrv) texts = g_new0 (char *, scene->n_ranked + 1), says = g_new0 (char *, scene->n_ranked + 1);
    int n = 0;
    for (int i = 0; i < scene->n_ranked; i++) {
      const double *box = scene->rows + scene->order[i] * CALC_BOX;
      if (state_of (scene, box) != (State) state)
        continue;
      int by = (int) box[CALC_BY];
      left[n] = i + 0.6;
      score[n] = box[CALC_SCORE];
      says[n] = say_box (scene, scene->order[i]);
      texts[n++] = by >= 0 ? g_strdup_printf ("%d", scene->rank[by]) : g_strdup ("");
    }
    PlotMark *bars = n > 0 ? plot_panel_add_bars (panel, _ (labels[state]), styles[state], n, left, score, 0.8) : NULL;
    if (n > 0) {
      plot_set_texts (&bars->says, (const char *const *) says);
      bars->alpha = state == GONE ? 0.6 : 1;
    }
    if (n > 0 && state == GONE)
      plot_set_texts (&bars->texts, (const char *const *) texts);
  }
}

/* "turn 2: box 5 suppresses 7 (IoU 0.71), 9 (0.64)" */
static char *
say_turn (const Scene *scene)
{
  GString *text = g_string_new (NULL);
  for (int i = 0; i < scene->n_ranked; i++)
    if (state_of (scene, scene->rows + scene->order[i] * CALC_BOX) == PICKED)
      g_string_printf (text, _ ("Turn %d: box %d"), scene->turn, i + 1);
  const char *before = _ (" suppresses ");
  for (int i = 0; i < scene->n_ranked; i++) {
    const double *box = scene->rows + scene->order[i] * CALC_BOX;
    if (state_of (scene, box) != GONE || box[CALC_TURN] != scene->turn || box[CALC_BY] < 0)
      continue;
    g_string_append_printf (text, _ ("%s%d (IoU %.2f)"), before, i + 1, iou_of (box, scene->rows + (int) box[CALC_BY] * CALC_BOX));
    before = _ (", ");
  }
  return g_string_free (text, FALSE);
}

static void
add_suppression (const LabViewer *viewer, PlotFigure *figure, int lane, const CalcValue *boxes)
{
  Scene scene;
  scene_make (&scene, boxes);
  scene.alone = lab_lane_name (viewer, lane) == NULL;
  g_autofree char *said = say_turn (&scene), *title = NULL;
  int n_kept = 0;
  for (int i = 0; i < scene.n_ranked; i++)
    n_kept += state_of (&scene, scene.rows + scene.order[i] * CALC_BOX) >= KEPT;
  g_autofree char *count = g_strdup_printf (_ ("%d of %d boxes kept"), n_kept, scene.n_ranked);
  title = lab_lane_says (viewer, lane, count);
  add_scene (figure, &scene, title);
  add_scores (figure, &scene, NULL);
  if (*said != '\0' && figure->caption == NULL)
    plot_set_text (&figure->caption, said);
}

static PlotFigure *
figure (LabViewer *viewer, const TrainSnapshot *snapshot)
{
  const CalcCalculator *calculator = lab_experiment_results (viewer->experiment, 0)->calculator;
  PlotFigure *figure = plot_figure_new (_ (calculator->entry.label));
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    const CalcResults *results = lab_experiment_results (viewer->experiment, lane);
    int output = boxes_output (results->calculator);
    if (output < 0)
      continue;
    if (lab_result (viewer->experiment, lane, "giou") != NULL) {
      add_pair (viewer, figure, lane, results->values[output].values);
    } else {
      add_suppression (viewer, figure, lane, &results->values[output]);
      figure->n_together = 2;
    }
  }
  return figure;
}

const LabView lab_view_boxes = {
  { "boxes", N_ ("Overlap and suppression"), N_ ("The boxes of a calculator: two with what they share, or those of a detector, suppressed turn by turn"),
    "Felzenszwalb et al. 2010, Discriminatively trained part-based models", NULL },
  .help = N_ ("Of two boxes, what both share is shaded; IoU is that area over the area of the union. Of a detector, grey areas are the objects. "
              "In each turn the best box left is picked (filled) and deletes those that overlap it too much (dashed); what is kept has a solid "
              "edge. Numbers are places in the order of scores, as in the bars. Set the number of turns to walk through it."),
  .calculated = true,
  .refuses = refuses,
  .figure = figure,
  .example = "calculator = nms scenes=20 objects=4 duplicates=4 false-boxes=2 jitter=0.12 turns=2\n",
};
