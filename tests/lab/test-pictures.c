/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "lab/viewer.h"
#include "texts.h"

#include <math.h>
#include <string.h>

/* What single views show of experiments made for them. */

/* The number in which lanes differ stands behind their names, unless they bear it, however written. */
static void
test_values_in_names (void)
{
  static const char head[] = "data = moons n=60\nnetwork = dense 2 tanh | dense 1\nloss = bce\noptimizer = sgd\n";
  static const struct {
    const char *lanes, *first;
    bool caption;
  } rows[] = {
    { "lane all : batch = all\nlane b32 : batch = 32\n", "all", false },
    { "lane low : optimizer.lr = 1e-5\nlane r0.00001 : optimizer.lr = 0.1\n", "low (1e-05)", true },
    { "lane r0.00001 : optimizer.lr = 1e-5\nlane r0.1 : optimizer.lr = 0.1\n", "r0.00001", false },
    { "lane x : network = dense 3 | dense 1\nlane y : network = dense 4 | dense 1\n", "x", false },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BaseError error = { "" };
    g_autofree char *text = g_strconcat (head, rows[i].lanes, NULL);
    Lesson *lesson = fixture_lesson (text, NULL);
    LabExperiment *experiment = fixture_experiment (lesson);
    LabViewer *viewer = lab_viewer_new_named (experiment, "curve", &error);
    PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
    g_assert_cmpstr (figure->panels[0].marks[0].label, ==, rows[i].first);
    g_assert_true ((figure->caption != NULL) == rows[i].caption);
    plot_figure_free (figure);
    lab_viewer_free (viewer);
    lab_experiment_free (experiment);
    lesson_free (lesson);
  }
}

/* A single unit's weights are bars on one scale in all lanes, several units' a matrix. */
static void
test_unit_weights (void)
{
  PlotFigure *figure = fixture_figure ("data = moons n=60\nnetwork = dense 3 tanh as hidden | dense 1\nloss = bce\noptimizer = sgd\nlane a\n"
                             "lane b : hidden.units = 5\n", "weights layer=2");
  g_assert_cmpint (figure->n_panels, ==, 4);
  g_assert_cmpint (figure->panels[0].marks[0].n, ==, 3);
  g_assert_cmpint (figure->panels[1].marks[0].n, ==, 5);
  g_assert_true (figure->panels[0].y.min <= 0 && figure->panels[0].y.max >= 0 && figure->panels[0].y.max == figure->panels[1].y.max);
  plot_figure_free (figure);
  figure = fixture_figure ("data = moons n=60\nnetwork = dense 3 tanh | dense 1\nloss = bce\noptimizer = sgd\n", "weights layer=1");
  g_assert_cmpint (figure->panels[0].marks[0].columns, ==, 3);
  plot_figure_free (figure);
}

/* Where samples are no images, an input after the other has its mean: the one that the classes differ in counts, by a bar from 0. */
static void
test_covered_inputs (void)
{
  PlotFigure *figure = fixture_figure ("data = moons n=200 noise=0.05\nnetwork = dense 1\nloss = bce\noptimizer = sgd\nlane a\n"
                              "lane b : steps = 3\n", "covered-inputs");
  g_assert_cmpint (figure->n_panels, ==, 2);
  for (int p = 0; p < 2; p++) {
    const PlotMark *bars = &figure->panels[p].marks[0];
    g_assert_cmpint (bars->n, ==, 2);
    g_assert_cmpfloat (figure->panels[p].y.min, <=, 0);
    g_assert_cmpfloat (fabs (bars->y[0] - bars->y[1]), >, 0.001);
  }
  plot_figure_free (figure);
  figure = fixture_figure ("data = sine n=50\nnetwork = dense 4 tanh | dense 1\nloss = mse\noptimizer = sgd\n", "covered-inputs");
  g_assert_cmpint (figure->panels[0].marks[0].n, ==, 1);
  g_assert_cmpfloat (figure->panels[0].marks[0].y[0], >, 0);
  g_assert_nonnull (strstr (figure->panels[0].y.label, "output moves"));
  plot_figure_free (figure);
}

/* A line over the layers for each lane; of more layers than styles, depth is a ramp. */
static void
test_depth (void)
{
  static const char deep[] = "data = moons n=60\nnetwork = 9 * dense 4 tanh as hidden | dense 1\nloss = bce\noptimizer = sgd\nlane a\n"
                             "lane b : hidden.repeat = 3\n";
  PlotFigure *figure = fixture_figure (deep, "layers metric=weight_norm");
  g_assert_cmpint (figure->panels[0].marks[1].n, ==, 10);
  g_assert_cmpint (figure->panels[0].marks[3].n, ==, 4);
  g_assert_cmpfloat (figure->panels[0].marks[3].x[3], ==, 4);
  plot_figure_free (figure);
  figure = fixture_figure (deep, "curve metric=weight_norm");
  g_assert_cmpfloat (figure->panels[0].marks[9].shade, ==, 1);
  g_assert_true (isnan (figure->panels[1].marks[3].shade));
  plot_figure_free (figure);
}

/* Small pictures of calculators keep what they are there for: slopes, and bits with no name over them. */
static void
test_small_calculators (void)
{
  PlotFigure *figure = fixture_figure ("calculator = derivative x=1\n", "computation-graph");
  g_assert_cmpint (texts_count (figure, 360, 240, "∂ 1.4"), ==, 1);
  g_assert_cmpint (texts_count (figure, 360, 240, "×0.54"), ==, 1);
  plot_figure_free (figure);
  figure = fixture_figure ("calculator = number-format value=0.1\nlane float32 : calculator.format = float32\n"
                           "lane float16 : calculator.format = float16\nlane bfloat16 : calculator.format = bfloat16\n", "bits");
  g_assert_cmpstr (figure->panels[0].title, ==, "float32: 0.1, off by 1.5×10⁻⁶ %");
  g_assert_cmpint (texts_count (figure, 800, 500, "sign"), ==, 3);
  g_assert_cmpint (texts_count (figure, 360, 240, "sign"), ==, 0); /* it would stand where the exponent's name does */
  g_assert_cmpint (texts_count (figure, 360, 240, "exponent"), ==, 3);
  plot_figure_free (figure);
}

/* Of many boxes those are numbered that are a matter of the turn. */
static void
test_numbered_boxes (void)
{
  static const char detector[] = "calculator = nms scenes=20 objects=4 duplicates=4 false-boxes=2 jitter=0.12 turns=2\n";
  PlotFigure *figure = fixture_figure (detector, "boxes");
  g_assert_cmpint (texts_count (figure, 800, 500, "16"), ==, 1); /* suppressed now */
  g_assert_cmpint (texts_count (figure, 800, 500, "18"), ==, 0); /* waits */
  plot_figure_free (figure);
}

/* Behind the name of a lane a title goes on in small letters; an abbreviation stays as it is. */
static void
test_titles_of_lanes (void)
{
  static const char kernels[] = "calculator = kernel-factors kernels=1\nlane random\nlane blur : calculator.target = blur\n";
  static const char scores[] = "calculator = score-curves\nlane even : calculator.prevalence = 0.5\nlane rare : calculator.prevalence = 0.02\n";
  PlotFigure *figure = fixture_figure (kernels, "images");
  g_assert_cmpstr (figure->panels[0].title, ==, "random: the kernel");
  plot_figure_free (figure);
  figure = fixture_figure (scores, "chart");
  g_assert_cmpstr (figure->panels[0].title, ==, "ROC curve");
  g_assert_cmpstr (figure->panels[2].title, ==, "even: at each threshold");
  plot_figure_free (figure);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/pictures/values-in-names", test_values_in_names);
  g_test_add_func ("/lab/pictures/unit-weights", test_unit_weights);
  g_test_add_func ("/lab/pictures/covered-inputs", test_covered_inputs);
  g_test_add_func ("/lab/pictures/depth", test_depth);
  g_test_add_func ("/lab/pictures/small-calculators", test_small_calculators);
  g_test_add_func ("/lab/pictures/numbered-boxes", test_numbered_boxes);
  g_test_add_func ("/lab/pictures/titles-of-lanes", test_titles_of_lanes);
  return g_test_run ();
}
