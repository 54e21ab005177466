/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "lab/principal.h"
#include "lab/viewer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* What views show of a run is compared with what the run itself says. */

typedef struct {
  Lesson *lesson;
  LabExperiment *experiment;
  LabViewer *viewer;
  const TrainSnapshot *snapshot;
} Scene;

static PlotFigure *
look (Scene *scene)
{
  scene->snapshot = lab_experiment_snapshot_now (scene->experiment);
  return lab_viewer_figure_now (scene->viewer, scene->snapshot);
}

/* The view over the end of a run. */
static PlotFigure *
open_scene (Scene *scene, const char *experiment, const char *view, const char *key, const char *value)
{
  BaseError error = { "" };
  g_autofree char *lines = g_strdup_printf ("%sview %s\n", experiment, view);
  scene->lesson = fixture_lesson (lines, NULL);
  scene->experiment = fixture_experiment (scene->lesson);
  scene->viewer = lab_viewer_new_named (scene->experiment, view, &error);
  if (key != NULL)
    g_assert_true (lab_viewer_set (scene->viewer, key, value, &error));
  train_session_run (lab_experiment_session (scene->experiment));
  PlotFigure *figure = look (scene);
  g_assert_null (figure->empty);
  return figure;
}

static void
close_scene (Scene *scene, PlotFigure *figure)
{
  plot_figure_free (figure);
  lab_viewer_free (scene->viewer);
  lab_experiment_free (scene->experiment);
  lesson_free (scene->lesson);
}

static const PlotMark *
find_mark (const PlotPanel *panel, const char *type, const char *label, int which)
{
  for (int m = 0; m < panel->n_marks; m++)
    if (strcmp (((const BaseEntry *) panel->marks[m].type)->name, type) == 0 &&
        (label == NULL || g_strcmp0 (panel->marks[m].label, label) == 0) && which-- == 0)
      return &panel->marks[m];
  g_error ("no %s %s", type, label);
}

static void
test_principal (void)
{
  const float points[] = { 3, 4, 1, -3, -4, 1, 0.8f, -0.6f, 1, -0.8f, 0.6f, 1 }, broken[] = { 1, NAN, 2, 3 };
  double mean[3], axes[6], shares[2];
  lab_principal (points, 4, 3, mean, axes, shares);
  g_assert_cmpfloat_with_epsilon (mean[2], 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (axes[0], 0.6, 1e-5); /* the larger entry is positive */
  g_assert_cmpfloat_with_epsilon (axes[1], 0.8, 1e-5);
  g_assert_cmpfloat_with_epsilon (axes[3], 0.8, 1e-5);
  g_assert_cmpfloat_with_epsilon (axes[4], -0.6, 1e-5);
  g_assert_cmpfloat_with_epsilon (shares[0], 50.0 / 52, 1e-6);
  g_assert_cmpfloat_with_epsilon (shares[1], 2.0 / 52, 1e-6);
  g_assert_cmpfloat_with_epsilon (lab_principal_place (points, 3, mean, axes), 5, 1e-5);
  lab_principal (broken, 2, 2, mean, axes, shares);
  g_assert_true (shares[0] == 0 && axes[0] == 0);
}

/* A point of the path is where the lane stood at that step. */
static void
test_paths (void)
{
  Lesson *lesson = fixture_lesson (fixture_points, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  TrainSession *session = lab_experiment_session (experiment);
  train_session_run (session);
  g_assert_cmpint (lab_experiment_snapshot_now (experiment)->lanes[1].n_path, ==, 0);
  train_session_want_paths (session);
  const TrainLaneSnapshot *lane = &lab_experiment_snapshot_now (experiment)->lanes[1];
  long n = lane->n_path;
  size_t size = lane->n_parameters;
  g_assert_cmpint (n, ==, 11); /* every fourth of forty */
  g_autofree real *points = g_memdup2 (lane->path, (gsize) n * size * sizeof (real)), *here = g_new (real, size);
  for (long i = 0; i < n; i++) {
    g_assert_cmpint (lane->path_steps[i], ==, 4 * i);
    train_session_seek (session, 4 * i);
    train_session_wait (session);
    train_session_copy_parameters (session, 1, here);
    g_assert_cmpmem (here, size * sizeof (real), points + (size_t) i * size, size * sizeof (real));
  }
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* The ways begin at the start, every step is there, the minimum is found, and Adam's moments have the size of its gradients. */
static void
test_race (void)
{
  Scene scene;
  PlotFigure *figure = open_scene (&scene,
                                   "objective = surface-quadratic x=10 y=1 kappa=20\noptimizer = sgd lr=0.01\nsteps = 50\n"
                                   "lane sgd : optimizer = sgd lr=0.01\nlane adam : optimizer = adam lr=0.1\n",
                                   "surface", NULL, NULL);
  g_assert_cmpint (figure->n_panels, ==, 1);
  const PlotPanel *panel = &figure->panels[0];
  const PlotMark *minimum = find_mark (panel, "text", "minimum", 0);
  g_assert_cmpfloat_with_epsilon (minimum->x[0], 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (minimum->y[0], 0, 1e-6);
  const PlotMark *way = find_mark (panel, "line", NULL, 1); /* the first one is the way ahead */
  g_assert_cmpint (way->n, ==, 51);
  g_assert_true (way->x[0] == 10 && way->y[0] == 1);
  g_assert_cmpfloat_with_epsilon (way->x[50], 10 * pow (0.99, 50), 1e-4);
  g_assert_cmpfloat_with_epsilon (way->y[50], pow (0.8, 50), 1e-4);
  const PlotMark *oval = find_mark (panel, "ellipse", NULL, 0);
  double along_x = (oval->right - oval->left) / 2, place_x = (oval->right + oval->left) / 2;
  g_assert_cmpfloat (along_x, >, 0);
  g_assert_cmpfloat_with_epsilon (place_x, find_mark (panel, "points", "adam", 0)->x[0], 1e-6);
  close_scene (&scene, figure);
}

/* The picture that a run writes has the ways, too, though nobody had asked for them while it trained. */
static void
test_written (void)
{
  BaseError error = { "" };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL), *path = g_build_filename (folder, "1-surface.svg", NULL), *written = NULL, *own = NULL;
  Lesson *lesson = fixture_lesson ("objective = surface-quadratic x=10 y=1 kappa=20\noptimizer = sgd lr=0.01\nsteps = 50\nview surface\n", NULL);
  LabSetup *setup = fixture_setup (lesson);
  LabRun run;
  const LabRunOptions options = { .out = folder, .format = PLOT_SVG, .width = 600, .height = 400 };
  g_assert_true (lab_run (&setup, 1, &options, &run, &error));
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  LabViewer *viewer = lab_viewer_new_named (run.experiment, "surface", &error);
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (run.experiment));
  g_assert_cmpint (find_mark (&figure->panels[0], "line", NULL, 1)->n, ==, 51);
  g_assert_true (plot_figure_write (figure, path, PLOT_SVG, 600, 400, 1, &options.theme, &error));
  g_assert_true (g_file_get_contents (path, &own, NULL, NULL));
  g_assert_cmpstr (written, ==, own);
  plot_figure_free (figure);
  lab_viewer_free (viewer);
  lab_run_clear (&run);
  lab_setup_free (setup);
  lesson_free (lesson);
  static const char *const names[] = { "1-surface.svg", "metrics.csv", "timing.csv" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *file = g_build_filename (folder, names[i], NULL);
    g_unlink (file);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Where the network stands, the plane says the loss that was recorded, up to a cell's width. */
static void
test_plane (void)
{
  static const char *const directions[] = { "path", "random" };
  for (int d = 0; d < 2; d++) {
    Scene scene;
    double loss;
    PlotFigure *figure = open_scene (&scene, fixture_points, "surface", "directions", directions[d]);
    g_assert_cmpint (figure->n_panels, ==, 2);
    for (int lane = 0; lane < 2; lane++) {
      const PlotMark *map = find_mark (&figure->panels[lane], "map", NULL, 0);
      const PlotMark *way = find_mark (&figure->panels[lane], "line", NULL, 1);
      double x = way->x[way->n - 1], y = way->y[way->n - 1];
      int column = (int) ((x - map->left) / (map->right - map->left) * map->columns);
      int row = (int) ((map->top - y) / (map->top - map->bottom) * map->rows);
      g_assert_true (train_record_value (train_session_record (lab_experiment_session (scene.experiment), lane), "train_loss", 0, 40, &loss));
      g_assert_cmpfloat (fabs ((double) map->cells[row * map->columns + column] - loss), <, 0.06 * loss);
      g_assert_true (d == 1 || strstr (figure->panels[lane].title, "of the way") != NULL);
    }
    close_scene (&scene, figure);
  }
}

/* Of ½ (x² + κ y²) the eigenvalues are 1 and κ, and the edge is 2 over the rate. */
static void
test_hessian (void)
{
  Scene scene;
  PlotFigure *figure = open_scene (&scene, "objective = surface-quadratic x=1 y=1 kappa=8\noptimizer = sgd lr=0.1\nsteps = 20\n", "hessian",
                                   NULL, NULL);
  g_assert_cmpint (figure->n_panels, ==, 2);
  const PlotMark *bars = find_mark (&figure->panels[1], "bars", NULL, 0);
  g_assert_cmpfloat_with_epsilon (bars->x[0], 1, 1e-3);
  g_assert_cmpfloat_with_epsilon (bars->x[bars->n - 1] + bars->width, 8, 1e-3);
  g_assert_true (bars->y[0] == 1 && bars->y[bars->n - 1] == 1);
  g_assert_cmpfloat_with_epsilon (find_mark (&figure->panels[1], "rule", NULL, 0)->x[0], 20, 1e-9);
  const PlotMark *largest = find_mark (&figure->panels[0], "line", "largest", 0);
  g_assert_cmpfloat_with_epsilon (largest->y[0], 8, 1e-3);
  g_assert_cmpfloat_with_epsilon (find_mark (&figure->panels[0], "line", "2 / lr", 0)->y[0], 20, 1e-3);
  close_scene (&scene, figure);
}

/* The gradient of a linear network is its weights. */
static void
test_saliency (void)
{
  Scene scene;
  PlotFigure *figure = open_scene (&scene, "data = moons n=60\nnetwork = dense 1\nloss = bce\noptimizer = sgd lr=0.1\nbatch = 20\nsteps = 10\n",
                                   "saliency", "show", "gradient");
  const PlotMark *bars = find_mark (&figure->panels[0], "bars", NULL, 0);
  const NnLayerView *layer;
  const real *weights = lab_layer_weights (scene.viewer, scene.snapshot, 0, 1, &layer);
  for (int i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (bars->y[i], (double) weights[i], 1e-6);
  close_scene (&scene, figure);
}

/* Class 0 lies on the left and class 1 on the right at every step, whatever the principal directions do. */
static void
test_embedding (void)
{
  Scene scene;
  PlotFigure *figure = open_scene (&scene, fixture_points, "embedding", "layer", "1");
  for (long step = 0; step <= 40; step += 4) {
    train_session_seek (lab_experiment_session (scene.experiment), step);
    train_session_wait (lab_experiment_session (scene.experiment));
    plot_figure_free (figure);
    figure = look (&scene);
    for (int lane = 0; lane < 2; lane++) {
      const PlotMark *points = find_mark (&figure->panels[lane], "points", NULL, 0);
      double sums[2] = { 0 };
      for (int i = 0; i < points->n; i++)
        sums[points->group[i]] += points->x[i];
      g_assert_cmpint (points->n, ==, 30);
      g_assert_cmpfloat (sums[0], <, sums[1]);
    }
  }
  close_scene (&scene, figure);
}

static const char latch[] = "data = seq-latch n=60 test=20 length=12\nnetwork = lstm 5 | dense 1\nloss = bce\noptimizer = adam lr=0.01\n"
                            "batch = 20\nsteps = 20\n";

/* Gates lie between 0 and 1, states between −1 and 1, and h = o · tanh c at every step, unit by unit. */
static void
test_gates (void)
{
  Scene scene;
  PlotFigure *figure = open_scene (&scene, latch, "gates", NULL, NULL);
  g_assert_cmpint (figure->n_panels, ==, 7); /* the input; i, f, g, o; c; h */
  const float *o = find_mark (&figure->panels[4], "map", NULL, 0)->cells, *c = find_mark (&figure->panels[5], "map", NULL, 0)->cells;
  const float *h = find_mark (&figure->panels[6], "map", NULL, 0)->cells;
  for (int i = 0; i < 5 * 12; i++) {
    g_assert_true (o[i] > 0 && o[i] < 1);
    g_assert_cmpfloat_with_epsilon ((double) h[i], (double) o[i] * tanh ((double) c[i]), 1e-5);
  }
  close_scene (&scene, figure);
  figure = open_scene (&scene, latch, "gradient-over-time", NULL, NULL);
  const PlotMark *line = find_mark (&figure->panels[0], "line", NULL, 0);
  g_assert_cmpint (line->n, ==, 12);
  g_assert_true (line->x[0] == 1 && line->y[11] > 0 && isfinite (line->y[0]));
  close_scene (&scene, figure);
}

/* The overlap at a proposal is that of the source's own boxes. */
static void
test_boxes (void)
{
  Scene scene;
  PlotFigure *figure = open_scene (&scene, "data = box-crops n=50 test=20\nnetwork = flatten | dense 4\nloss = mse\noptimizer = adam lr=0.01\n"
                                           "batch = 10\nsteps = 10\n", "detection", "count", "3");
  const DataSet *set = lab_shown_set (scene.experiment, 0);
  g_assert_cmpint (figure->n_panels, ==, 3);
  for (int s = 0; s < 3; s++) {
    const float *p = set->notes + 8 * s, *g = p + 4;
    double w = fmin (p[0] + p[2] / 2, g[0] + g[2] / 2) - fmax (p[0] - p[2] / 2, g[0] - g[2] / 2);
    double h = fmin (p[1] + p[3] / 2, g[1] + g[3] / 2) - fmax (p[1] - p[3] / 2, g[1] - g[3] / 2);
    double iou = w * h / ((double) p[2] * p[3] + (double) g[2] * g[3] - w * h);
    g_autofree char *say = g_strdup_printf ("proposal: IoU %.2f", iou);
    g_assert_cmpstr (find_mark (&figure->panels[s], "box", "proposal", 0)->say, ==, say);
  }
  close_scene (&scene, figure);
}

/* What a token's place says is how the prediction changes when it is padding. */
static void
test_tokens (void)
{
  Scene scene;
  PlotFigure *figure = open_scene (&scene, "data = seq-toy-sentiment n=60 test=20 length=6\nnetwork = embedding 31 4 | rnn 6 | dense 1\nloss = bce\n"
                                           "optimizer = adam lr=0.01\nbatch = 20\nsteps = 20\n", "sequence", NULL, NULL);
  const PlotMark *map = find_mark (&figure->panels[0], "map", NULL, 0);
  const DataSet *set = lab_shown_set (scene.experiment, 0);
  NnGraph *graph = train_session_probe_graph (lab_experiment_session (scene.experiment), 0, 2);
  float rows[2][6];
  double p[2];
  memcpy (rows[0], set->inputs + 6, sizeof rows[0]);
  memcpy (rows[1], set->inputs + 6, sizeof rows[1]);
  rows[1][3] = 0;
  lab_predict (graph, NN_LINK_SIGMOID, rows[0], 2, p);
  g_assert_cmpfloat_with_epsilon ((double) map->cells[6 + 3], p[0] - p[1], 1e-5);
  g_assert_cmpint (atoi (map->texts[6 + 3]), ==, (int) rows[0][3]);
  nn_graph_free (graph);
  close_scene (&scene, figure);
}

static void
test_timing (void)
{
  Scene scene;
  PlotFigure *figure = open_scene (&scene, fixture_points, "timing", NULL, NULL);
  for (int lane = 0; lane < 2; lane++) {
    g_assert_cmpint (scene.snapshot->lanes[lane].n_times, >, 0);
    g_assert_cmpfloat (find_mark (&figure->panels[0], "bars", NULL, lane)->y[0], >, 0);
  }
  close_scene (&scene, figure);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/landscapes/principal", test_principal);
  g_test_add_func ("/lab/landscapes/paths", test_paths);
  g_test_add_func ("/lab/landscapes/race", test_race);
  g_test_add_func ("/lab/landscapes/written", test_written);
  g_test_add_func ("/lab/landscapes/plane", test_plane);
  g_test_add_func ("/lab/landscapes/hessian", test_hessian);
  g_test_add_func ("/lab/landscapes/saliency", test_saliency);
  g_test_add_func ("/lab/landscapes/embedding", test_embedding);
  g_test_add_func ("/lab/landscapes/gates", test_gates);
  g_test_add_func ("/lab/landscapes/boxes", test_boxes);
  g_test_add_func ("/lab/landscapes/tokens", test_tokens);
  g_test_add_func ("/lab/landscapes/timing", test_timing);
  return g_test_run ();
}
