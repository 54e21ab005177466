/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/across.h"

#include "base/words.h"
#include "lab/lane.h"
#include "lab/sweep.h"

#include "plot/axis.h"

#include <math.h>
#include <string.h>

static void
add_runs (GArray *runs, LabExperiment *experiment, const TrainSnapshot *snapshot, long step)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    LabAcross run = { experiment, snapshot, lane, step, (int) runs->len + 1, lab_sweep_place (setup, lane) };
    g_array_append_val (runs, run);
  }
}

static int
compare_places (const void *a, const void *b)
{
  return ((const LabAcross *) a)->place - ((const LabAcross *) b)->place;
}

/* Of a part that stands still, as a rule without asking its session's thread. */
static const TrainSnapshot *
snapshot_of (LabExperiment *part)
{
  TrainSession *session = lab_experiment_session (part);
  const TrainSnapshot *last = train_session_snapshot (session);
  TrainStatus status = train_session_status (session);
  bool newest = last != NULL && !status.busy && last->step == status.step && last->branch == status.branch;
  return newest ? last : lab_experiment_snapshot_now (part);
}

/* The parts are no sweep of the lesson's, but the whole of it at other rates. */
static bool
has_rates (const LabViewer *viewer)
{
  return viewer->parts != NULL && viewer->parts->len > 0 && lab_setup_has_rates (lab_experiment_setup (viewer->experiment));
}

GArray *
lab_across_runs (const LabViewer *viewer, const TrainSnapshot *snapshot)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (LabAcross));
  bool rates = has_rates (viewer);
  bool ended = snapshot->step == train_session_status (lab_experiment_session (viewer->experiment)).steps || (rates && snapshot->step == 0);
  add_runs (runs, viewer->experiment, snapshot, snapshot->step);
  for (guint i = 0; viewer->parts != NULL && i < viewer->parts->len; i++) {
    const TrainSnapshot *part = snapshot_of (viewer->parts->pdata[i]);
    add_runs (runs, viewer->parts->pdata[i], part, ended ? part->step : snapshot->step);
  }
  if (rates) /* its own is among them, too */
    g_array_remove_range (runs, 0, (guint) snapshot->n_lanes);
  g_array_sort (runs, compare_places);
  return runs;
}

bool
lab_across_unequal (const GArray *runs)
{
  bool unequal = false;
  for (guint i = 1; i < runs->len; i++)
    unequal |= g_array_index (runs, LabAcross, i).step != g_array_index (runs, LabAcross, 0).step;
  return unequal;
}

bool
lab_viewer_run (const LabViewer *viewer, const PlotFigure *figure, const PlotReadout *place, LabExperiment **experiment, int *lane)
{
  if (!viewer->view->across || place->panel < 0 || place->mark < 0)
    return false;
  int left = figure->panels[place->panel].marks[place->mark].about - 1;
  for (guint i = 0; left >= 0 && i <= (viewer->parts != NULL ? viewer->parts->len : 0); i++) {
    *experiment = i == 0 ? viewer->experiment : viewer->parts->pdata[i - 1];
    *lane = left;
    left -= lab_setup_n_lanes (lab_experiment_setup (*experiment));
    if (left < 0)
      return lab_setup_n_lanes (lab_experiment_setup (viewer->experiment)) > 1 || has_rates (viewer);
  }
  return false;
}

const char *
lab_metric_label (const char *metric)
{
  const BaseEntry *entry = base_registry_find (&train_metrics, metric);
  return entry != NULL ? _ (entry->label) : strcmp (metric, "batch_loss") == 0 ? _ ("Loss of the batch") : metric;
}

static int
setting_of (const LabViewer *viewer, const char *name)
{
  int index = params_find (viewer->params, name);
  return index >= 0 ? (int) viewer->values[index] : 0;
}

LabMeasure
lab_measure (const LabViewer *viewer, const char *metric)
{
  const TrainMetric *entry = (const TrainMetric *) base_registry_find (&train_metrics, metric);
  return (LabMeasure){ metric, entry != NULL && entry->per_layer ? MAX (setting_of (viewer, "layer"), 1) : 0,
                       lab_viewer_test_part (viewer) };
}

void
lab_measure_clear (LabMeasure *measure)
{
  g_free (measure->part);
}

bool
lab_across_value (const LabAcross *run, const LabMeasure *measure, double *value)
{
  bool calculated = lab_experiment_results (run->experiment, run->lane) != NULL;
  *value = calculated ? lab_result_number (run->experiment, run->lane, measure->metric, NULL)
                      : lab_part_metric_at (run->snapshot, run->lane, measure->metric, measure->layer, measure->part, run->step);
  return calculated || train_snapshot_series (run->snapshot, run->lane, measure->metric, measure->layer) != NULL;
}

double
lab_shown_measure (const LabShown *shown, const LabMeasure *measure, long step)
{
  return lab_part_metric_at (shown->snapshot, shown->lane, measure->metric, measure->layer, measure->part, step);
}

char *
lab_measure_label (const LabViewer *viewer, const LabMeasure *measure)
{
  const char *label = lab_metric_label (measure->metric), *test = lab_viewer_test (viewer);
  if (lab_experiment_results (viewer->experiment, 0) != NULL)
    lab_result_number (viewer->experiment, 0, measure->metric, &label);
  g_autofree char *layer = measure->layer > 0 ? g_strdup_printf (_ ("layer %d"), measure->layer) : NULL;
  const char *of = layer != NULL ? layer : test != NULL && g_str_has_prefix (measure->metric, "test_") ? lab_part_label (viewer, test) : NULL;
  return of != NULL ? g_strdup_printf (_ ("%s (%s)"), label, of) : g_strdup (label);
}

const char *
lab_across_key (const LabExperiment *experiment, int axis)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  const GPtrArray *sweeps = setup->experiment->sweeps;
  if (sweeps->len > 0)
    return axis < (int) sweeps->len ? ((const LessonRange *) sweeps->pdata[axis])->key : NULL;
  g_autoptr (GArray) shown = lab_shown (experiment, NULL);
  g_autoptr (GPtrArray) keys = lab_shown_differences (shown);
  for (guint i = 0; i < keys->len; i++) {
    int knob = lab_setup_find_knob (setup, keys->pdata[i]);
    if (knob >= 0 && axis-- == 0)
      return lab_setup_knob (setup, knob)->key;
  }
  return NULL;
}

/* The values that @key has been swept through, or NULL. */
static const LessonRange *
find_sweep (const LabSetup *setup, const char *key, int *index)
{
  for (guint s = 0; s < setup->experiment->sweeps->len; s++) {
    const LessonRange *range = setup->experiment->sweeps->pdata[s];
    *index = (int) s;
    if (strcmp (range->key, key) == 0)
      return range;
  }
  return NULL;
}

const char *
lab_across_label (const LabExperiment *experiment, const char *key)
{
  const LabSetup *setup = lab_experiment_setup (experiment);
  int sweep;
  const LessonRange *range = find_sweep (setup, key, &sweep);
  return range != NULL && range->label != NULL ? range->label : lab_setting_label (setup, key);
}

char *
lab_across_group (const LabAcross *run, const char *key)
{
  const LabSetup *setup = lab_experiment_setup (run->experiment);
  const LessonLane *lane = setup->lesson_lanes[run->lane];
  GString *group = g_string_new (lane != NULL && setup->points[run->lane] >= 0 ? lane->label : "");
  for (guint s = 0; s < setup->experiment->sweeps->len && setup->points[run->lane] >= 0; s++) {
    const LessonSetting *value = lab_sweep_value (setup->experiment, (int) s, setup->points[run->lane]);
    g_autofree char *label = lab_inside_a_sentence (lab_across_label (run->experiment, value->key));
    if (strcmp (value->key, key) != 0)
      g_string_append_printf (group, "%s%s = %s", group->len > 0 ? _ (", ") : "", label, value->value);
  }
  return g_string_free (group, FALSE);
}

char *
lab_across_values (const LabAcross *run)
{
  const LabSetup *setup = lab_experiment_setup (run->experiment);
  GString *values = g_string_new (NULL);
  for (guint s = 0; s < setup->experiment->sweeps->len && setup->points[run->lane] >= 0; s++)
    g_string_append_printf (values, "%s%s", s > 0 ? ", " : "", lab_sweep_value (setup->experiment, (int) s, setup->points[run->lane])->value);
  return g_string_free (values, FALSE);
}

/* ---- a metric against a setting ---- */

typedef struct {
  const LabAcross *run;
  double x, y;
  char *text; /* of x, owned */
  char *group;
  int place;  /* of the group, in the order of the runs */
} Point;

static void
clear_point (gpointer data)
{
  Point *point = data;
  g_free (point->text);
  g_free (point->group);
}

/* A number, or the place of a word among the values. */
static void
find_x (Point *point, const char *key)
{
  const LabSetup *setup = lab_experiment_setup (point->run->experiment);
  int sweep, knob = lab_setup_find_knob (setup, key), at = setup->points[point->run->lane];
  const LessonRange *range = at >= 0 ? find_sweep (setup, key, &sweep) : NULL;
  char *end = NULL, number[48];
  if (range == NULL) {
    point->x = knob >= 0 ? lab_setup_value (setup, knob, point->run->lane) : NAN;
    plot_number (point->x, false, number, sizeof number);
    point->text = g_strdup (number);
    return;
  }
  const LessonSetting *value = lab_sweep_value (setup->experiment, sweep, at);
  point->text = g_strdup (value->value);
  point->x = g_ascii_strtod (value->value, &end);
  for (guint v = 0; (*end != '\0' || end == value->value) && v < range->values->len; v++)
    if (range->values->pdata[v] == value)
      point->x = v, end = (char *) "";
}

/* By group, then by x. */
static int
compare_points (const void *a, const void *b)
{
  const Point *p = a, *q = b;
  return p->place != q->place ? p->place - q->place : (p->x > q->x) - (p->x < q->x);
}

/* That of the points before with the same group, or the next one. */
static int
find_place (const GArray *points, const char *group)
{
  int n = 0;
  for (guint i = 0; i < points->len; i++) {
    const Point *point = &g_array_index (points, Point, i);
    if (strcmp (point->group, group) == 0)
      return point->place;
    n = MAX (n, point->place + 1);
  }
  return n;
}

static GArray *
find_points (const GArray *runs, const char *key, const LabMeasure *measure, bool rates)
{
  GArray *points = g_array_new (FALSE, TRUE, sizeof (Point));
  g_array_set_clear_func (points, clear_point);
  for (guint i = 0; i < runs->len; i++) {
    Point point = { .run = &g_array_index (runs, LabAcross, i) };
    if (!lab_across_value (point.run, measure, &point.y))
      continue;
    find_x (&point, key);
    point.group = rates ? g_strdup (lab_setup_lane_label (lab_experiment_setup (point.run->experiment), point.run->lane))
                        : lab_across_group (point.run, key);
    point.place = find_place (points, point.group);
    if (rates && isnan (point.x)) /* a lane that has no rate */
      clear_point (&point);
    else
      g_array_append_val (points, point);
  }
  g_array_sort (points, compare_points);
  return points;
}

/* Words are categories; numbers over more than a factor of 30 are seen on a logarithmic axis. From a third of the smallest to
 * three times the largest: rules and single points need room, too. */
static void
set_axis (const LabViewer *viewer, PlotPanel *panel, const GArray *points, const GArray *shown, const char *key)
{
  const LabSetup *setup = lab_experiment_setup (viewer->experiment);
  int sweep;
  const LessonRange *range = find_sweep (setup, key, &sweep);
  double low = INFINITY, high = -INFINITY;
  bool words = false;
  for (guint i = 0; i < points->len; i++) {
    const Point *point = &g_array_index (points, Point, i);
    words |= range != NULL && !g_ascii_isdigit (point->text[0]) && !strchr ("+-.", point->text[0]);
    low = fmin (low, point->x), high = fmax (high, point->x);
  }
  for (guint i = 0; i < shown->len && !words; i++) {
    double x = lab_shown_value (&g_array_index (shown, LabShown, i), key);
    low = fmin (low, x), high = fmax (high, x);
  }
  if (words) {
    g_auto (GStrv) names = g_new0 (char *, range->values->len + 1);
    for (guint v = 0; v < range->values->len; v++)
      names[v] = g_strdup (((const LessonSetting *) range->values->pdata[v])->value);
    plot_set_texts (&panel->x.categories, (const char *const *) names);
  } else if (low > 0 && high >= 10 * low) {
    panel->x.scale = PLOT_LOG;
    panel->x.min = low / 2, panel->x.max = high * 2;
  } else {
    double margin = high > low ? 0.06 * (high - low) : 1;
    panel->x.min = low - margin, panel->x.max = high + margin;
  }
}

/* Starts have no order: their points are not joined, and bear the name that the line would. */
static bool
is_joined (const char *key)
{
  return strcmp (key, lab_start_param.name) != 0;
}

static void
add_run (const LabViewer *viewer, PlotPanel *panel, const Point *point, bool swept, const char *key)
{
  g_autoptr (GArray) shown = lab_shown (viewer->experiment, point->run->snapshot);
  const char *name = swept ? NULL : g_array_index (shown, LabShown, point->run->lane).name;
  if (swept && !is_joined (key) && *point->group != '\0')
    name = point->group;
  int style = swept ? point->place % PLOT_STYLES : lab_lane_style (viewer, point->run->lane);
  if (!isfinite (point->y)) {
    g_autofree char *say = g_strdup_printf (_ ("%s: diverged"), name != NULL ? name : point->text);
    PlotMark *rule = plot_panel_add_rule (panel, name != NULL ? say : _ ("diverged"), style, point->x); /* the axis has its value */
    plot_set_text (&rule->say, say);
    rule->about = point->run->number;
    return;
  }
  char number[48];
  plot_number (point->y, false, number, sizeof number);
  g_autofree char *say = g_strdup_printf ("%s%s%s: %s", name != NULL ? name : point->group,
                                          name != NULL || *point->group != '\0' ? ", " : "", point->text, number);
  PlotMark *mark = plot_panel_add_points (panel, name, style, 1, &point->x, &point->y, NULL);
  plot_set_text (&mark->say, say);
  mark->about = point->run->number;
}

/* A quiet line through the finite values of one group. */
static void
add_line (PlotPanel *panel, const GArray *points, guint first, guint end, bool swept)
{
  g_autofree double *x = g_new (double, end - first), *y = g_new (double, end - first);
  const Point *head = &g_array_index (points, Point, first);
  int n = 0;
  for (guint i = first; i < end; i++)
    if (isfinite (g_array_index (points, Point, i).y)) {
      x[n] = g_array_index (points, Point, i).x;
      y[n++] = g_array_index (points, Point, i).y;
    }
  if (n < 2)
    return;
  PlotMark *line = plot_panel_add_line (panel, *head->group != '\0' ? head->group : NULL,
                                        swept ? head->place % PLOT_STYLES : -1, n, x, y);
  line->alpha = swept ? 0.8 : 0.4;
  plot_set_text (&line->say, "");
}

static void
add_points (const LabViewer *viewer, PlotPanel *panel, const GArray *points, const char *key)
{
  bool swept = lab_experiment_setup (viewer->experiment)->experiment->sweeps->len > 0 || has_rates (viewer);
  for (guint i = 0, first = 0; i < points->len && is_joined (key); i++)
    if (i + 1 == points->len || g_array_index (points, Point, i).place != g_array_index (points, Point, i + 1).place) {
      add_line (panel, points, first, i + 1, swept);
      first = i + 1;
    }
  for (guint i = 0; i < points->len; i++)
    add_run (viewer, panel, &g_array_index (points, Point, i), swept, key);
}

/* Pinned runs that have such a setting stand beside the others. */
static void
add_pins (PlotPanel *panel, const GArray *lanes, const char *key, const LabMeasure *measure, long step)
{
  for (guint i = 0; i < lanes->len && panel->x.categories == NULL; i++) {
    const LabShown *shown = &g_array_index (lanes, LabShown, i);
    double x = lab_shown_value (shown, key), y = lab_shown_measure (shown, measure, step);
    if (shown->pin == NULL || isnan (x))
      continue;
    g_autofree char *diverged = g_strdup_printf (_ ("%s: diverged"), shown->name);
    if (isfinite (y))
      plot_panel_add_points (panel, shown->name, shown->style, 1, &x, &y, NULL);
    else
      plot_panel_add_rule (panel, diverged, shown->style, x);
  }
}

long
lab_across_step (const GArray *runs, const LabMeasure *measure)
{
  long newest = -1;
  for (guint i = 0; i < runs->len; i++) {
    const LabAcross *run = &g_array_index (runs, LabAcross, i);
    newest = MAX (newest, lab_part_metric_step (run->snapshot, run->lane, measure->metric, measure->layer, measure->part, run->step));
  }
  return newest >= 0 ? newest : 0;
}

/* What is shown of the runs, of which step; owned. A calculation has no steps. */
static char *
title_of (const LabViewer *viewer, const GArray *runs, const char *name, const char *setting, long step)
{
  if (lab_experiment_results (viewer->experiment, 0) != NULL)
    return g_strdup_printf (_ ("%s by %s"), name, setting);
  if (lab_across_unequal (runs))
    return g_strdup_printf (_ ("%s by %s, each run at its end"), name, setting);
  return g_strdup_printf (_ ("%s by %s, step %ld"), name, setting, step);
}

PlotFigure *
lab_figure_across (const LabViewer *viewer, const TrainSnapshot *snapshot, const char *key, const LabMeasure *measure)
{
  const char *label = lab_across_label (viewer->experiment, key);
  g_autofree char *inner = lab_inside_a_sentence (label), *name = lab_measure_label (viewer, measure);
  g_autoptr (GArray) runs = lab_across_runs (viewer, snapshot);
  g_autofree char *title = title_of (viewer, runs, name, inner, lab_across_step (runs, measure));
  g_autoptr (GArray) points = find_points (runs, key, measure, has_rates (viewer)), shown = lab_shown (viewer->experiment, snapshot);
  PlotFigure *figure = plot_figure_new (title);
  PlotPanel *panel = plot_figure_add_panel (figure, NULL, label, name);
  plot_set_text (&panel->empty, _ ("not finite"));
  if (points->len == 0)
    plot_set_text (&panel->empty, _ ("No such metric is recorded here."));
  if (g_str_has_suffix (measure->metric, "_loss"))
    panel->y.scale = PLOT_LOG;
  set_axis (viewer, panel, points, shown, key);
  add_points (viewer, panel, points, key);
  add_pins (panel, shown, key, measure, g_array_index (runs, LabAcross, 0).step);
  lab_figure_note_missing (viewer, figure);
  return figure;
}

void
lab_figure_note_missing (const LabViewer *viewer, PlotFigure *figure)
{
  int n = lab_setup_n_elsewhere (lab_experiment_setup (viewer->experiment));
  for (guint i = 0; viewer->parts != NULL && i < viewer->parts->len; i++)
    n -= lab_setup_n_lanes (lab_experiment_setup (viewer->parts->pdata[i]));
  if (n <= 0)
    return;
  g_autofree char *text = g_strdup_printf (ngettext ("%d run of the sweep is not in this picture.",
                                                     "%d runs of the sweep are not in this picture.", (unsigned long) n), n);
  plot_set_text (&figure->caption, text);
}
