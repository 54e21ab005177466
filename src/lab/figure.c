/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/viewer.h"

#include "plot/axis.h"

#include <math.h>
#include <string.h>

/* What the views have in common. */

int
lab_lane_style (const LabViewer *viewer, int lane)
{
  return lane % PLOT_STYLES;
}

const char *
lab_lane_name (const LabViewer *viewer, int lane)
{
  const char *label = lab_setup_lane_label (lab_experiment_setup (viewer->experiment), lane);
  return *label != '\0' ? label : NULL;
}

char *
lab_lane_says (const LabViewer *viewer, int lane, const char *text)
{
  const char *name = lab_lane_name (viewer, lane);
  char *said = name != NULL ? g_strdup_printf (_ ("%s: %s"), name, text) : g_strdup (text);
  if (name != NULL && g_ascii_islower (text[0] != '\0' ? text[1] : '\0')) { /* "ROC" stays as it is */
    char *first = said + strlen (said) - strlen (text);
    *first = g_ascii_tolower (*first);
  }
  return said;
}

void
lab_metric_choices (Param *param, const char *preset)
{
  static char names[4096];
  int n = train_metrics.n_entries;
  gsize used = 0;
  for (int i = 0; i < n && used < sizeof names; i++) {
    used += (gsize) g_snprintf (names + used, sizeof names - used, "%s|", train_metrics.entries[i]->name);
    if (strcmp (train_metrics.entries[i]->name, preset) == 0)
      param->def = i;
  }
  g_snprintf (names + used, sizeof names - used, "batch_loss");
  param->choices = names;
  param->max = n;
}

const char *
lab_metric_name (double choice)
{
  return choice < train_metrics.n_entries ? train_metrics.entries[(int) choice]->name : "batch_loss";
}

char *
lab_short_number (double value)
{
  char text[48];
  g_snprintf (text, sizeof text, "%.1e", value); /* rounded */
  plot_number (g_ascii_strtod (text, NULL), false, text, sizeof text);
  return g_strdup (text);
}

char *
lab_grouped_number (double value)
{
  static const char *const units[] = { "M", "G", "T" }; /* as on the axes */
  char text[48];
  bool whole = fabs (value) >= 1000 && fabs (value) < 1e7, large = fabs (value) >= 1e7 && fabs (value) < 9.995e14;
  int unit = large ? (int) floor (log10 (fabs (value) * 1.0005) / 3) - 2 : 0; /* 999.9 would be written as 1e+03 */
  if (whole)
    g_snprintf (text, sizeof text, "%.0f", fabs (value));
  else if (large)
    g_snprintf (text, sizeof text, "%s%.3g%s", value < 0 ? "−" : "", fabs (value) / pow (1000, unit + 2), units[unit]);
  else
    plot_number (value, false, text, sizeof text);
  GString *number = g_string_new (text);
  for (gsize at = number->len; whole && at > 3; at -= 3)
    g_string_insert_c (number, (gssize) at - 3, ',');
  if (whole && value < 0)
    g_string_prepend (number, "−");
  return g_string_free (number, FALSE);
}

void
lab_map_write_values (PlotMark *map)
{
  enum { NUMBERS = 128, SIGNS = 1024, NOTHING = 25 };
  int n = map->rows * map->columns;
  float largest = 0;
  g_auto (GStrv) texts = g_new0 (char *, n + 1);
  for (int i = 0; i < n; i++)
    largest = fmaxf (largest, fabsf (map->cells[i]));
  for (int i = 0; i < n; i++) {
    const char *sign = map->cells[i] < 0 ? "−" : "+";
    g_autofree char *number = n <= NUMBERS ? lab_short_number (fabs ((double) map->cells[i])) : g_strdup ("");
    texts[i] = NOTHING * fabsf (map->cells[i]) > largest ? g_strconcat (sign, number, NULL) : g_strdup ("");
  }
  if (n <= SIGNS)
    plot_set_texts (&map->texts, (const char *const *) texts);
}

char *
lab_layer_name (const char *label)
{
  const char *number = strchr (label, ' ');
  g_autofree char *kind = g_strndup (label, number != NULL ? (gsize) (number - label) : 0);
  const BaseEntry *entry = base_registry_find (&nn_layers, kind);
  return entry != NULL ? g_strconcat (_ (entry->label), number, NULL) : g_strdup (label);
}

char *
lab_class_name (const DataSet *set, int index)
{
  bool named = set->class_names != NULL && index >= 0 && index < set->n_classes;
  return named ? g_strdup (set->class_names[index]) : g_strdup_printf ("%d", index);
}

char *
lab_input_name (const DataSet *set, int index)
{
  return set->input_names != NULL ? g_strdup (set->input_names[index]) : g_strdup_printf ("x%d", index + 1);
}

const real *
lab_layer_weights (const LabViewer *viewer, const TrainSnapshot *snapshot, int lane, int layer, const NnLayerView **view)
{
  const NnGraph *graph = lab_experiment_graph (viewer->experiment, lane);
  if (layer < 1 || layer > nn_graph_n_layers (graph))
    return NULL;
  *view = nn_graph_layer (graph, layer - 1);
  return snapshot->lanes[lane].parameters + (*view)->weight->offset;
}

const char *
lab_part_label (const LabViewer *viewer, const char *name)
{
  const LessonPart *part =
      lesson_part_find (lab_setup_experiment (lab_experiment_setup (viewer->experiment)), name);
  return part != NULL ? part->label : _ (name); /* "validation" is no part */
}

PlotFigure *
lab_figure_empty (const char *title, const char *why)
{
  PlotFigure *figure = plot_figure_new (title);
  plot_set_text (&figure->empty, why);
  return figure;
}

/* ---- series ---- */

static bool
has_diverged (const TrainSnapshot *snapshot, int lane)
{
  for (int i = 0; i < snapshot->n_events; i++)
    if (snapshot->events[i].kind == TRAIN_DIVERGED && snapshot->events[i].lane == lane)
      return true;
  return false;
}

PlotMark *
lab_panel_add_series (PlotPanel *panel, const char *label, int style, const TrainSnapshot *snapshot, int lane,
                      const TrainSeries *series)
{
  PlotMark *line = plot_panel_add_line (panel, label, style, series->n, series->step, series->last);
  bool spread = false;
  for (int i = 0; i < series->n; i++)
    spread |= series->low[i] != series->high[i];
  if (spread)
    plot_mark_set_spread (line, series->low, series->high);
  line->diverged = has_diverged (snapshot, lane);
  line->about = 1 + lane * LAB_ABOUT_SERIES + (int) (series - snapshot->lanes[lane].series);
  return line;
}

PlotMark *
lab_panel_add_shown (PlotPanel *panel, const char *label, const LabShown *shown, const TrainSeries *series)
{
  PlotMark *line = lab_panel_add_series (panel, label, shown->style, shown->snapshot, shown->lane, series);
  if (shown->pin == NULL)
    return line;
  line->alpha = 0.8;
  line->about = 0; /* what it was made of is gone */
  g_clear_pointer (&line->low, g_free); /* bands of frozen runs would cover those that go on */
  g_clear_pointer (&line->high, g_free);
  panel->x.max = fmax (panel->x.max, (double) shown->snapshot->furthest);
  return line;
}

void
lab_panel_set_steps (const LabViewer *viewer, PlotPanel *panel, const TrainSnapshot *snapshot)
{
  long end = train_session_status (lab_experiment_session (viewer->experiment)).steps;
  panel->x.min = 0;
  panel->x.max = fmax (end > 0 ? MIN (10, (double) end) : 10, (double) snapshot->furthest);
  panel->x.whole = true;
  panel->cursor = (double) snapshot->step;
}

/* Of more layers than there are styles, depth is told by a ramp. */
static void
shade_layer (PlotMark *line, int layer, int n)
{
  if (n > PLOT_STYLES)
    line->shade = (layer - 1.0) / (n - 1);
}

/* The layers of a pinned lane over those of the lane that it was; the first bears its name. */
static void
add_pinned_layers (PlotPanel *panel, LabShown shown, const char *metric)
{
  shown.style -= shown.style % PLOT_STYLES;
  for (int layer = 1; layer <= shown.snapshot->lanes[shown.lane].n_layers; layer++, shown.style++) {
    const TrainSeries *series = train_snapshot_series (shown.snapshot, shown.lane, metric, layer);
    g_autofree char *say = g_strdup_printf (_ ("%s, layer %d: {y} at step {x}"), shown.pin->name, layer);
    if (series != NULL)
      plot_set_text (&lab_panel_add_shown (panel, layer == 1 ? shown.pin->name : NULL, &shown, series)->say, say);
  }
}

void
lab_figure_add_layers (const LabViewer *viewer, PlotFigure *figure, const TrainSnapshot *snapshot,
                       const char *metric, PlotScale scale)
{
  const BaseEntry *entry = base_registry_find (&train_metrics, metric);
  g_autoptr (GArray) shown = lab_shown (viewer->experiment, snapshot);
  for (int lane = 0; lane < snapshot->n_lanes; lane++) {
    PlotPanel *panel = plot_figure_add_panel (figure, lab_lane_name (viewer, lane), _ ("step"),
                                              entry != NULL ? _ (entry->label) : metric);
    panel->y.scale = scale;
    lab_panel_set_steps (viewer, panel, snapshot);
    for (int layer = 1; layer <= snapshot->lanes[lane].n_layers; layer++) {
      const TrainSeries *series = train_snapshot_series (snapshot, lane, metric, layer);
      g_autofree char *label = g_strdup_printf (_ ("layer %d"), layer);
      if (series != NULL)
        shade_layer (lab_panel_add_series (panel, label, (layer - 1) % PLOT_STYLES, snapshot, lane, series), layer,
                     snapshot->lanes[lane].n_layers);
    }
    for (guint i = 0; i < shown->len; i++) {
      const LabShown *pinned = &g_array_index (shown, LabShown, i);
      if (pinned->pin != NULL && pinned->live == lane)
        add_pinned_layers (panel, *pinned, metric);
    }
  }
}

static void
widen (const double *values, int n, bool positive, double *min, double *max)
{
  for (int i = 0; i < n && values != NULL; i++)
    if (isfinite (values[i]) && (!positive || values[i] > 0)) {
      *min = fmin (*min, values[i]);
      *max = fmax (*max, values[i]);
    }
}

/* Ten decades tell a vanished gradient from a small one; what lies lower would only squeeze the rest. */
static void
share_log_range (PlotFigure *figure, double min, double max)
{
  double top = pow (10, ceil (log10 (max))), bottom = fmax (pow (10, floor (log10 (min))), top * 1e-10);
  bool below = false;
  for (int p = 0; p < figure->n_panels; p++)
    for (int m = 0; m < figure->panels[p].n_marks; m++) {
      const PlotMark *mark = &figure->panels[p].marks[m];
      for (int i = 0; i < mark->n; i++)
        below |= mark->y[i] >= 0 && mark->y[i] < bottom;
    }
  for (int p = 0; p < figure->n_panels; p++) {
    PlotAxis *y = &figure->panels[p].y;
    y->min = bottom, y->max = top > bottom ? top : bottom * 10, y->floor = below ? bottom : 0;
  }
}

void
lab_figure_share_ranges (PlotFigure *figure, bool x_too)
{
  double x_min = INFINITY, x_max = -INFINITY, y_min = INFINITY, y_max = -INFINITY;
  for (int p = 0; p < figure->n_panels; p++) {
    const PlotPanel *panel = &figure->panels[p];
    for (int m = 0; m < panel->n_marks; m++) {
      widen (panel->marks[m].x, panel->marks[m].n, panel->x.scale == PLOT_LOG, &x_min, &x_max);
      widen (panel->marks[m].y, panel->marks[m].n, panel->y.scale == PLOT_LOG, &y_min, &y_max);
      if (strcmp (((const BaseEntry *) panel->marks[m].type)->name, "bars") == 0) /* stand on 0 */
        widen (&(double){ 0 }, 1, panel->y.scale == PLOT_LOG, &y_min, &y_max);
    }
  }
  for (int p = 0; p < figure->n_panels; p++) {
    PlotPanel *panel = &figure->panels[p];
    if (y_min <= y_max)
      panel->y.min = y_min, panel->y.max = y_max;
    if (x_too && x_min <= x_max)
      panel->x.min = x_min, panel->x.max = x_max;
  }
  if (y_min <= y_max && figure->panels[0].y.scale == PLOT_LOG)
    share_log_range (figure, y_min, y_max);
}

void
lab_figure_add_changes (const LabViewer *viewer, PlotPanel *panel, const TrainSnapshot *snapshot)
{
  for (int i = 0; i < snapshot->n_events; i++) {
    const TrainEvent *event = &snapshot->events[i];
    if (event->kind == TRAIN_CHANGED)
      plot_panel_add_rule (panel, event->text, event->lane >= 0 ? lab_lane_style (viewer, event->lane) : -1,
                           (double) event->step);
  }
}

/* ---- samples ---- */

void
lab_predict (NnGraph *graph, NnLink link, const float *samples, int n, double *predictions)
{
  NnNode *input = nn_graph_input_node (graph), *output = nn_graph_output (graph);
  int capacity = nn_graph_capacity (graph), n_outputs = (int) output->size;
  for (int first = 0; first < n; first += capacity) {
    int rows = n - first < capacity ? n - first : capacity;
    memcpy (input->value, samples + (size_t) first * input->size,
            (size_t) rows * input->size * sizeof (real));
    nn_graph_predict (graph, rows);
    for (int r = 0; r < rows; r++)
      nn_link_apply (link, output->value + (size_t) r * output->size, n_outputs,
                     predictions + (size_t) (first + r) * output->size);
  }
}

void
lab_predictions_make (LabPredictions *predictions, const LabProbeJob *job, int first, int n)
{
  int least = INT_MAX; /* samples that every lane has */
  for (int lane = 0; lane < job->n_lanes; lane++)
    least = MIN (least, lab_shown_set (job->experiment, lane)->n);
  predictions->n_lanes = job->n_lanes;
  predictions->n = MIN (n, least);
  predictions->first = MIN (first, least - predictions->n);
  for (int lane = 0; lane < job->n_lanes; lane++) {
    const DataSet *set = lab_shown_set (job->experiment, lane);
    int n_outputs = predictions->n_outputs[lane] = (int) nn_graph_output (job->graphs[lane])->size;
    predictions->predictions[lane] = g_new (double, predictions->n *n_outputs);
    lab_predict (job->graphs[lane], lab_experiment_loss (job->experiment, lane)->link,
                 set->inputs + (size_t) predictions->first * (size_t) data_set_n_inputs (set), predictions->n,
                 predictions->predictions[lane]);
  }
}

void
lab_predictions_clear (LabPredictions *predictions)
{
  for (int lane = 0; lane < predictions->n_lanes; lane++)
    g_free (predictions->predictions[lane]);
}

const DataSet *
lab_shown_set (const LabExperiment *experiment, int lane)
{
  const DataSet *test = lab_experiment_test_set (experiment, lane);
  return test != NULL && test->n > 0 ? test : lab_experiment_train_set (experiment, lane);
}

bool
lab_has_images (const LabExperiment *experiment)
{
  for (int lane = 0; lane < lab_setup_n_lanes (lab_experiment_setup (experiment)); lane++) {
    const DataSet *set = lab_experiment_train_set (experiment, lane);
    const DataSet *first = lab_experiment_train_set (experiment, 0);
    if (set->height < 2 || set->width < 2 || set->target != DATA_CLASSES)
      return false;
    if (set->height != first->height || set->width != first->width || set->channels != first->channels)
      return false;
  }
  return true;
}

PlotPanel *
lab_figure_add_image_panel (PlotFigure *figure, const char *title, int height, int width)
{
  PlotPanel *panel = plot_figure_add_panel (figure, title, NULL, NULL);
  panel->x.hidden = panel->y.hidden = panel->square = true;
  panel->x.min = 0, panel->x.max = width, panel->y.min = 0, panel->y.max = height;
  return panel;
}

PlotMark *
lab_panel_add_image (PlotPanel *panel, int height, int width, const float *cells, PlotColours colours)
{
  PlotMark *map = plot_panel_add_map (panel, height, width, cells, colours);
  map->left = 0, map->right = width, map->bottom = 0, map->top = height;
  if (colours == PLOT_GREY) {
    map->cell_min = 0, map->cell_max = 1;
    plot_set_text (&map->say, "");
  }
  return map;
}

/* The gap between tiles, of their width. */
#define GAP 0.12

PlotPanel *
lab_figure_add_tiles (PlotFigure *figure, const char *title, int rows, int columns, int height, int width)
{
  PlotPanel *panel = lab_figure_add_image_panel (figure, title, 1, 1);
  panel->bare = true;
  panel->x.max = width * (columns + GAP * (columns - 1));
  panel->y.max = rows * height + (rows - 1) * GAP * width;
  return panel;
}

/* In a frame that is half as wide again as high; holes in the last row count against it. */
int
lab_tile_columns (int n, int height, int width)
{
  int best = 1;
  double largest = 0;
  for (int columns = 1; columns <= n; columns++) {
    int rows = (n + columns - 1) / columns;
    double size = fmin (1.5 / (columns * width), 1.0 / (rows * height)) * n / (rows * columns);
    if (size >= largest)
      best = columns;
    largest = fmax (largest, size);
  }
  return best;
}

PlotMark *
lab_panel_add_tile (PlotPanel *panel, int index, int height, int width, const float *cells, PlotColours colours)
{
  double step = width * (1 + GAP);
  int columns = (int) nearbyint ((panel->x.max + GAP * width) / step);
  PlotMark *map = plot_panel_add_map (panel, height, width, cells, colours);
  map->fade = false;
  map->edge = true;
  map->left = index % columns * step, map->right = map->left + width;
  map->top = panel->y.max - index / columns * (height + GAP * width), map->bottom = map->top - height;
  return map;
}

float *
lab_image (const DataSet *set, int sample)
{
  int pixels = set->height * set->width;
  const float *from = set->inputs + (size_t) sample * (size_t) data_set_n_inputs (set);
  float *image = g_new0 (float, pixels);
  for (int i = 0; i < pixels; i++)
    for (int c = 0; c < set->channels; c++)
      image[i] += from[i * set->channels + c] / (float) set->channels;
  return image;
}
