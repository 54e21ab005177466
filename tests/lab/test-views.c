/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "fixture.h"
#include "lab/viewer.h"
#include "texts.h"

#include <locale.h>
#include <math.h>
#include <string.h>
#include <time.h>

/* Whether anything finite is there to be seen. */
static bool
has_finite (const PlotFigure *figure)
{
  for (int p = 0; p < figure->n_panels; p++)
    for (int m = 0; m < figure->panels[p].n_marks; m++) {
      const PlotMark *mark = &figure->panels[p].marks[m];
      for (int i = 0; i < mark->n; i++)
        if (mark->y != NULL && isfinite (mark->y[i]))
          return true;
      for (int i = 0; i < mark->rows * mark->columns; i++)
        if (isfinite (mark->cells[i]))
          return true;
    }
  return false;
}

static void
draw (const PlotFigure *figure)
{
  const PlotRectangle rectangle = { 0, 0, 320, 240 };
  const PlotTheme theme = { 0 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 320, 240);
  cairo_t *cr = cairo_create (surface);
  plot_figure_draw (cr, figure, &rectangle, &theme);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Every view applies to points or to images; where it does it shows something, else it says why. */
static void
check_view (LabExperiment *experiment, const char *name, int *n_applies)
{
  BaseError error = { "" };
  LabViewer *viewer = lab_viewer_new_named (experiment, name, &error);
  g_assert_nonnull (viewer);
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (experiment);
  guint before = lab_viewer_serial (viewer);
  PlotFigure *figure = lab_viewer_figure_now (viewer, snapshot);
  g_autofree char *description = plot_figure_describe (figure);
  const char *refusal = lab_view_refuses (lab_viewer_view (viewer), experiment);
  draw (figure);
  g_assert_cmpuint (strlen (description), >, 10);
  if (refusal == NULL) {
    (*n_applies)++;
    g_assert_null (figure->empty);
    g_assert_true (has_finite (figure));
    g_assert_cmpuint (lab_viewer_serial (viewer), !=, before);
    g_assert_nonnull (strstr (description, figure->title));
  } else {
    g_assert_cmpstr (figure->empty, ==, refusal);
    g_assert_nonnull (strstr (description, refusal));
  }
  plot_figure_free (figure);
  lab_viewer_free (viewer);
}

static void
test_all (void)
{
  const char *const texts[] = { fixture_points, fixture_images };
  int n_applies[64] = { 0 };
  for (guint t = 0; t < G_N_ELEMENTS (texts); t++) {
    Lesson *lesson = fixture_lesson (texts[t], NULL);
    LabExperiment *experiment = fixture_experiment (lesson);
    train_session_run (lab_experiment_session (experiment));
    for (int i = 0; i < lab_views.n_entries; i++)
      check_view (experiment, lab_views.entries[i]->name, &n_applies[i]);
    lab_experiment_free (experiment);
    lesson_free (lesson);
  }
  for (int i = 0; i < lab_views.n_entries; i++) /* others need another experiment, which they bring as their example */
    g_assert_true (n_applies[i] > 0 || ((const LabView *) lab_views.entries[i])->example != NULL);
}

/* At three sizes; the other schemes differ in colours alone. */
static void
check_texts (const PlotFigure *figure, const char *name, int example, const char *language)
{
  static const struct {
    double width, height;
    bool compact;
  } sizes[] = { { 960, 600, false }, { 360, 240, false }, { 190, 110, true } };
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int scheme = 0; scheme < (s == 0 ? 4 : 1); scheme++) {
      PlotTheme theme = { (PlotScheme) scheme, .compact = sizes[s].compact, .language = language };
      g_autofree char *what = g_strdup_printf ("%s, example %d, %s, %gx%g", name, example, language, sizes[s].width, sizes[s].height);
      texts_check (figure, sizes[s].width, sizes[s].height, &theme, what);
    }
}

static void
test_examples (void)
{
  for (int i = 0; i < lab_views.n_entries; i++)
    for (int example = 0; example < LAB_N_EXAMPLES; example++) {
      BaseError error = { "" };
      PlotFigure *figure =
          lab_view_example ((const LabView *) lab_views.entries[i], (LabExample) example, &error);
      g_assert_cmpstr (error.text, ==, "");
      g_assert_nonnull (figure);
      g_assert_true ((figure->empty != NULL) == (example == LAB_EXAMPLE_EMPTY));
      check_texts (figure, lab_views.entries[i]->name, example, "en");
      plot_figure_free (figure);
    }
}

/* Names stand at the ends of lines, where there is room: so a chart's lines end at the right, however its column runs. */
static void
test_lines_of_charts_end_right (void)
{
  BaseError error = { "" };
  const LabView *chart = (const LabView *) base_registry_need (&lab_views, "chart", &error);
  PlotFigure *figure = lab_view_example (chart, LAB_EXAMPLE_TYPICAL, &error);
  int n_lines = 0;
  for (int p = 0; p < figure->n_panels; p++)
    for (int m = 0; m < figure->panels[p].n_marks; m++) {
      const PlotMark *mark = &figure->panels[p].marks[m];
      if (mark->label == NULL || mark->n < 3)
        continue;
      g_assert_cmpfloat (mark->x[mark->n - 1], >, mark->x[0]);
      n_lines++;
    }
  g_assert_cmpint (n_lines, >, 4);
  plot_figure_free (figure);
}

/* @text by every view that shows it; returns how many. */
static int
check_calculation (const char *text, bool finite)
{
  BaseError error = { "" };
  int n_drawn = 0;
  Lesson *lesson = fixture_lesson (text, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  for (int i = 0; i < lab_views.n_entries; i++) {
    const LabView *view = (const LabView *) lab_views.entries[i];
    if (!view->calculated || lab_view_refuses (view, experiment) != NULL)
      continue;
    LabViewer *viewer = lab_viewer_new_named (experiment, view->entry.name, &error);
    PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
    g_autofree char *what = g_strdup_printf ("%s of %s", view->entry.name, text + strlen ("calculator = "));
    g_assert_true (has_finite (figure) || !finite);
    check_texts (figure, what, LAB_EXAMPLE_TYPICAL, "en");
    n_drawn++;
    plot_figure_free (figure);
    lab_viewer_free (viewer);
  }
  lab_experiment_free (experiment);
  lesson_free (lesson);
  return n_drawn;
}

/* Every calculator, one lane or two: as numbers, and as a picture of its own. */
static void
test_calculators (void)
{
  for (int c = 0; c < calc_calculators.n_entries; c++)
    for (int two = 0; two < 2; two++) {
      g_autofree char *text = g_strdup_printf ("calculator = %s\n%s", calc_calculators.entries[c]->name, two ? "lane first\nlane second\n" : "");
      g_assert_cmpint (check_calculation (text, true), >=, 2);
    }
}

/* Results that are not finite, huge, a single one or very many. */
static void
test_extremes (void)
{
  static const char *const settings[] = {
    "softmax z1=1000 z2=-1000", "softmax classes=2 temperature=0.01", "number-format value=1e38 format=float8-e4m3",
    "number-format factor=1000 layers=200 format=float32", "number-format factor=0.001 layers=200", "iou b-left=1000 b-top=-1000",
    "iou a-width=1 b-width=1000", "nms objects=8 duplicates=20 false-boxes=50", "nms method=none", "nms method=soft turns=3",
    "nms scenes=1 objects=1 duplicates=1 false-boxes=0", "nms floor=1", "convolution kernel=15 pad=16 dilation=2 stride=16",
    "convolution height=1 width=1 kernel=1", "convolution height=3 width=40 channels=2", "receptive-field height=256 width=20 draws=1",
    "receptive-field height=1 width=1 draws=1", "saturation-edge function=relu z=1e6", "saturation-edge function=hard-tanh share=0.5",
    "score-curves prevalence=1e-6 n=10", "score-curves separation=0 threshold=20", "double-descent ridge=1000 noise=0",
    "derivative function=sigmoids length=100 x=10", "derivative x=-10 h=1e-12", "bias-variance degree=15 n=2",
    "bias-variance degree=0 resamples=2 noise=0", "tree-ensemble n=2 trees=1 resamples=2 noise=0",
    "tree-ensemble method=boosting rate=1 depth=8 n=200 noise=2", "neuron w1=0 w2=0 bias=0", "neuron scale=100 function=sigmoid",
    "input-pipeline workers=8 read=1000 prefetch=64", "input-pipeline n=1 read=0 augment=0", "batches n=1 batch=100000 minority=0",
    "grid-collision objects=100 side=1", "best-of models=1000 n=2", "accuracy-interval accuracy=1", "kernel-centre layers=1 kernel=1",
  };
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    g_autofree char *text = g_strdup_printf ("calculator = %s\n", settings[i]);
    g_test_message ("%s", settings[i]);
    g_assert_cmpint (check_calculation (text, false), >=, 2);
  }
}

static void
test_lenses (void)
{
  for (int i = 0; i < LAB_N_LENSES; i++)
    g_assert_nonnull (base_registry_find (&lab_views, lab_lenses[i]));
}

/* How to read it: sentences, and other ones in Chinese. Last, since it changes the language. */
static void
test_help (void)
{
  setlocale (LC_ALL, "");
  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  bindtextdomain (BASE_TEXT_DOMAIN, TEST_PO);
  bind_textdomain_codeset (BASE_TEXT_DOMAIN, "UTF-8");
  for (int i = 0; i < lab_views.n_entries; i++) {
    const char *help = ((const LabView *) lab_views.entries[i])->help;
    g_test_message ("%s", lab_views.entries[i]->name);
    g_assert_nonnull (help);
    g_assert_true (g_str_has_suffix (help, ".") && strstr (help, ". ") != NULL);
    g_assert_true (g_str_has_suffix (_ (help), "。"));
  }
  BaseError error = { "" };
  g_assert_null (base_registry_need (&lab_views, "wibble", &error));
  g_assert_true (g_str_has_prefix (error.text, "没有名为“wibble”的图；"));
  base_error_clear (&error);
  for (int i = 0; i < lab_views.n_entries; i++) { /* examples speak the language, too, and their texts have room */
    PlotFigure *drawn = lab_view_example ((const LabView *) lab_views.entries[i], LAB_EXAMPLE_TYPICAL, &error);
    check_texts (drawn, lab_views.entries[i]->name, LAB_EXAMPLE_TYPICAL, "zh_CN");
    plot_figure_free (drawn);
  }
  PlotFigure *figure = lab_view_example ((const LabView *) base_registry_find (&lab_views, "gradients"), LAB_EXAMPLE_TYPICAL, &error);
  g_assert_cmpstr (figure->panels[0].title, ==, "慢");
  plot_figure_free (figure);
}

/* The notation's word for a layer is not what people call it; a name that was given stays. */
static void
test_layer_names (void)
{
  static const char *const rows[][2] = { { "conv2d 1", "Convolution 1" }, { "maxpool 3", "Max pooling 3" }, { "encoder 2", "encoder 2" }, { "dense", "dense" }, { "", "" } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *name = lab_layer_name (rows[i][0]);
    g_assert_cmpstr (name, ==, rows[i][1]);
  }
}

/* The curve ends at the recorded value, the boundary has a panel for each lane, the title names the step. */
static void
test_contents (void)
{
  BaseError error = { "" };
  double value;
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  train_session_run (lab_experiment_session (experiment));
  const TrainSnapshot *snapshot = lab_experiment_snapshot_now (experiment);
  LabViewer *curve = lab_viewer_new_named (experiment, "curve", &error);
  PlotFigure *figure = lab_viewer_figure_now (curve, snapshot);
  g_assert_cmpint (figure->n_panels, ==, 1);
  g_assert_cmpint (figure->panels[0].n_marks, ==, 2);
  const PlotMark *line = &figure->panels[0].marks[1];
  g_assert_cmpstr (line->label, ==, "quick (0.5)");
  g_assert_true (train_record_value (train_session_record (lab_experiment_session (experiment), 1),
                                     "train_loss", 0, 40, &value));
  g_assert_true (line->x[line->n - 1] == 40 && line->y[line->n - 1] == value);
  plot_figure_free (figure);
  g_assert_true (lab_viewer_set (curve, "metric", "grad_norm", &error));
  figure = lab_viewer_figure_now (curve, snapshot);
  g_assert_cmpint (figure->n_panels, ==, 2); /* a panel for each lane, a line for each layer */
  g_assert_cmpint (figure->panels[0].n_marks, ==, 3);
  plot_figure_free (figure);
  g_assert_false (lab_viewer_set (curve, "metric", "beauty", &error));
  lab_viewer_free (curve);
  LabViewer *boundary = lab_viewer_new_named (experiment, "boundary", &error);
  figure = lab_viewer_figure_now (boundary, snapshot);
  g_assert_cmpint (figure->n_panels, ==, 2);
  g_assert_nonnull (strstr (figure->title, "40"));
  const PlotMark *map = &figure->panels[1].marks[0];
  g_assert_cmpint (map->rows, ==, 84); /* 100 of a panel that has all the room, two have less */
  for (int i = 0; i < map->rows * map->columns; i++)
    g_assert_true (map->cells[i] >= -0.5f && map->cells[i] <= 0.5f);
  plot_figure_free (figure);
  lab_viewer_free (boundary);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* Gradients that fall by thirty decades do not squeeze the others: ten are shown, in all panels the same. */
static void
test_share_floor (void)
{
  PlotFigure *figure = plot_figure_new (NULL);
  const double x[] = { 0, 1 }, calm[] = { 0.5, 2 }, fallen[] = { 1, 1e-30 };
  for (int p = 0; p < 2; p++) {
    PlotPanel *panel = plot_figure_add_panel (figure, NULL, NULL, NULL);
    panel->y.scale = PLOT_LOG;
    plot_panel_add_line (panel, NULL, 0, 2, x, p == 0 ? calm : fallen);
  }
  lab_figure_share_ranges (figure, false);
  for (int p = 0; p < 2; p++) {
    g_assert_cmpfloat_with_epsilon (log10 (figure->panels[p].y.max), 1, 1e-9);
    g_assert_cmpfloat_with_epsilon (log10 (figure->panels[p].y.min), -9, 1e-9);
    g_assert_cmpfloat (figure->panels[p].y.floor, ==, figure->panels[p].y.min);
  }
  plot_figure_free (figure);
}

/* Of a stream the points that went by last are shown, of a shuffled set always the same. */
static void
test_stream (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = drift-stream n=2000\nnetwork = dense 1\nloss = bce\noptimizer = sgd\nbatch = 10\nsteps = 201\n"
                                   "lane stream : sampler = sequential\nlane replay : sampler = replay-buffer old=1\nlane mixed\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  LabViewer *viewer = lab_viewer_new_named (experiment, "boundary", &error);
  const struct {
    long step;
    int first[3];
  } rows[] = { { 0, { 0, 0, 0 } }, { 100, { 409, 0, 0 } }, { 200, { 1400, 404, 0 } }, { 201, { 0, 409, 0 } } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    train_session_seek (lab_experiment_session (experiment), rows[i].step);
    PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
    for (int lane = 0; lane < 3; lane++) {
      const float *sample = &lab_experiment_train_set (experiment, lane)->inputs[2 * rows[i].first[lane]];
      const PlotMark *points = &figure->panels[lane].marks[1];
      g_assert_cmpint (points->n, ==, 600);
      g_assert_cmpfloat (points->x[0], ==, (double) sample[0]);
      g_assert_cmpfloat (points->y[0], ==, (double) sample[1]);
    }
    plot_figure_free (figure);
  }
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* Gradients that are exactly 0 are values: each layer has its "0", whether other lanes need a log axis or not. */
static void
test_zero_gradients (void)
{
  static const char *const lanes[] = { "", "lane dead\nlane alive : initializer = he\n" };
  for (guint i = 0; i < G_N_ELEMENTS (lanes); i++) {
    g_autofree char *text = g_strconcat ("data = moons n=60\nnetwork = dense 4 relu | dense 1\nloss = bce\noptimizer = sgd\n"
                                         "initializer = zero\n", lanes[i], NULL);
    PlotFigure *figure = fixture_figure (text, "gradient-bars");
    g_assert_cmpint (texts_count (figure, 600, 400, "0"), >=, 2);
    g_assert_cmpint (texts_count (figure, 600, 400, figure->panels[0].empty), ==, 0);
    plot_figure_free (figure);
  }
}

/* Of a layer that shares nothing each place has its kernel where it looks. */
static void
test_places (void)
{
  enum { SIDE = 6, KERNEL = 5, FILTERS = 2, FILTER = 1 };
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = digits28 n=20 test=10\nnetwork = locally-connected 2 5 stride=5 pad=2 | flatten | dense 10\n"
                                   "loss = softmax-ce\noptimizer = sgd\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  LabViewer *viewer = lab_viewer_new_named (experiment, "filters", &error);
  NnGraph *graph = train_session_probe_graph (lab_experiment_session (experiment), 0, 1);
  const real *weights = nn_graph_layer (graph, 0)->weight->value;
  g_assert_true (lab_viewer_set (viewer, "filter", "2", &error));
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  g_assert_cmpstr (figure->panels[0].title, ==, "filter 2 of 2 at 6 × 6 places");
  const PlotMark *map = &figure->panels[0].marks[0];
  g_assert_true (map->rows == SIDE * KERNEL && map->columns == SIDE * KERNEL);
  for (int row = 0; row < map->rows; row++)
    for (int column = 0; column < map->columns; column++) {
      int place = row / KERNEL * SIDE + column / KERNEL, tap = row % KERNEL * KERNEL + column % KERNEL;
      g_assert_cmpfloat (map->cells[row * map->columns + column], ==, weights[(place * KERNEL * KERNEL + tap) * FILTERS + FILTER]);
    }
  plot_figure_free (figure);
  nn_graph_free (graph);
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* Bars of results say their number in full, thousands set apart. */
static void
test_grouped_numbers (void)
{
  static const struct { double value; const char *text; } rows[] = {
    { 10000, "10,000" }, { 999.5, "999.5" }, { 1234.6, "1,235" }, { 123456, "123,456" }, { -1e6, "−1,000,000" },
    { 2e7, "20M" }, { -1.3836e8, "−138M" }, { 9.999e8, "1G" }, { 1e16, "1.00e16" }, { 0.25, "0.25" }, { 0, "0" }, { NAN, "NaN" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = lab_grouped_number (rows[i].value);
    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

/* Many requests while the session runs, viewers freed while their probe works: nothing is lost or used after
 * it is gone. */
static void
count_notice (gpointer data)
{
  atomic_fetch_add ((atomic_int *) data, 1);
}

static void
test_prober (void)
{
  BaseError error = { "" };
  atomic_int n_notices = 0;
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  TrainSession *session = lab_experiment_session (experiment);
  lab_experiment_set_notify (experiment, count_notice, &n_notices);
  LabViewer *kept = lab_viewer_new_named (experiment, "boundary", &error);
  for (int round = 0; round < 20; round++) {
    LabViewer *dropped = lab_viewer_new_named (experiment, "boundary", &error);
    train_session_step (session, 2);
    const TrainSnapshot *snapshot = lab_experiment_snapshot_now (experiment);
    lab_viewer_request (kept, snapshot, 1);
    lab_viewer_request (dropped, snapshot, 1);
    plot_figure_free (lab_viewer_figure (kept, snapshot));
    lab_viewer_free (dropped);
  }
  PlotFigure *figure = lab_viewer_figure_now (kept, lab_experiment_snapshot_now (experiment));
  g_assert_nonnull (strstr (figure->title, "step 40")); /* the latest request has won */
  g_assert_cmpint (atomic_load (&n_notices), >, 0);
  plot_figure_free (figure);
  lab_viewer_free (kept);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* ms of CPU for one call: the least of several. */
static double
least_ms (void (*call) (gpointer data), gpointer data)
{
  double best = INFINITY;
  for (int i = 0; i < 15; i++) {
    clock_t start = clock ();
    call (data);
    best = fmin (best, 1000.0 * (double) (clock () - start) / CLOCKS_PER_SEC);
  }
  return best;
}

typedef struct {
  LabViewer *viewer;
  const TrainSnapshot *snapshot;
  PlotFigure *figure;
  cairo_t *cr;
} Speed;

static void
build_once (gpointer data)
{
  Speed *speed = data;
  plot_figure_free (speed->figure);
  speed->figure = lab_viewer_figure (speed->viewer, speed->snapshot);
}

static void
draw_once (gpointer data)
{
  Speed *speed = data;
  plot_figure_draw (speed->cr, speed->figure, &(PlotRectangle){ 0, 0, 900, 600 }, &(PlotTheme){ 0 });
}

/* What a view costs the main thread, on its own example or on the first fixture that it takes; with -m perf. */
static void
measure (const LabView *view)
{
  static const char *const fixtures[] = { fixture_points, fixture_images };
  BaseError error = { "" };
  for (guint t = 0; t < (view->example != NULL ? 1 : G_N_ELEMENTS (fixtures)); t++) {
    Lesson *lesson = fixture_lesson (view->example != NULL ? view->example : fixtures[t], NULL);
    LabSetup *setup = fixture_setup (lesson), *part = lab_setup_part (setup, 0, &error);
    LabExperiment *experiment = lab_experiment_new (part, (LabWorkers) { 0 }, &error);
    if (lab_view_refuses (view, experiment) == NULL) {
      train_session_run (lab_experiment_session (experiment));
      Speed speed = { lab_viewer_new_named (experiment, view->entry.name, &error), lab_experiment_snapshot_now (experiment), NULL, NULL };
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 900, 600);
      speed.figure = lab_viewer_figure_now (speed.viewer, speed.snapshot);
      speed.cr = cairo_create (surface);
      double build = least_ms (build_once, &speed), paint = least_ms (draw_once, &speed);
      g_test_minimized_result (paint, "%-14s %5.2f ms to build, %5.2f ms to draw at 900x600 (aims: 2, 5)", view->entry.name, build, paint);
      cairo_destroy (speed.cr);
      cairo_surface_destroy (surface);
      plot_figure_free (speed.figure);
      lab_viewer_free (speed.viewer);
      t = G_N_ELEMENTS (fixtures);
    }
    lab_experiment_free (experiment);
    lab_setup_free (part);
    lab_setup_free (setup);
    lesson_free (lesson);
  }
}

static void
test_speed (void)
{
  for (int i = 0; i < lab_views.n_entries; i++)
    measure ((const LabView *) lab_views.entries[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/views/all", test_all);
  g_test_add_func ("/lab/views/layer-names", test_layer_names);
  g_test_add_func ("/lab/views/examples", test_examples);
  g_test_add_func ("/lab/views/lines-of-charts-end-right", test_lines_of_charts_end_right);
  g_test_add_func ("/lab/views/calculators", test_calculators);
  g_test_add_func ("/lab/views/extremes", test_extremes);
  g_test_add_func ("/lab/views/lenses", test_lenses);
  g_test_add_func ("/lab/views/contents", test_contents);
  g_test_add_func ("/lab/views/share-floor", test_share_floor);
  g_test_add_func ("/lab/views/stream", test_stream);
  g_test_add_func ("/lab/views/zero-gradients", test_zero_gradients);
  g_test_add_func ("/lab/views/places", test_places);
  g_test_add_func ("/lab/views/grouped-numbers", test_grouped_numbers);
  g_test_add_func ("/lab/views/prober", test_prober);
  g_test_add_func ("/lab/views/help", test_help);
  if (g_test_perf ())
    g_test_add_func ("/lab/views/speed", test_speed);
  return g_test_run ();
}
