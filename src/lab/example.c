/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "lab/run.h"

#include <string.h>

/* The examples of views are no drawings but small experiments: what is shown was really trained. */

static const char head[] = "# Example\n\n```lesson\nlevel = 1\nminutes = 1\nasks = example\n```\n\nAn "
                           "example.\n\n## Predict\n\nNothing.\n\n"
                           "```predict\n+ yes\n- no :: why\n```\n\n## Experiment\n\n```";
static const char points[] =
    "data = moons n=200 test=100 noise=0.15\nnetwork = dense 16 tanh | dense 16 tanh | dense 1\nloss = bce\n"
    "optimizer = sgd lr=0.5\nbatch = 32\nsteps = 300\nrecord = every 5\n"
    "lane slow : optimizer.lr = 0.02\nlane good : optimizer.lr = 0.5\n";
static const char images[] =
    "data = digits28 n=600 test=100\n"
    "network = conv2d 4 5 pad=2 relu | maxpool 4 | flatten | dense 10\nloss = softmax-ce\n"
    "optimizer = adam lr=0.01\nbatch = 32\nsteps = 60\nrecord = every 5\n";
static const char *const experiments[] = { points, images };
static const char diverging[] = "lane diverged : optimizer = sgd lr=1e6, activation = relu\n";
static const char huge[] = "lane huge : data.scale = 1e4, initializer = gaussian std=1000, activation = relu, "
                           "optimizer = sgd lr=1e6\n";
static const char diverging_point[] = "lane diverged : optimizer = sgd lr=1e6\n";
static const char tail[] = "```\n\n## Answer\n\nNothing.\n\n## Key points\n\n- Nothing.\n\n## Where the "
                           "popular answer is wrong\n\nNowhere.\n\n"
                           "## Follow-ups\n\n- None.\n\n## Sources\n\n- None.\n";

/* What their lanes are called; words of the field ("lstm") stay as they are. */
#define C_(context, word) word
static const char *const lane_names[] = {
  C_ ("lane", "slow"), C_ ("lane", "good"), C_ ("lane", "quick"), C_ ("lane", "small"), C_ ("lane", "large"), C_ ("lane", "huge"),
  C_ ("lane", "diverged"), C_ ("lane", "squared"), C_ ("lane", "density"), C_ ("lane", "momentum"), C_ ("lane", "stiff"), C_ ("lane", "right"),
  C_ ("lane", "flexible"), C_ ("lane", "even"), C_ ("lane", "rare"), C_ ("lane", "random"), C_ ("lane", "blur"), C_ ("lane", "alone"),
  C_ ("lane", "one"), C_ ("lane", "two"), C_ ("lane", "plain"), C_ ("lane", "warm"), C_ ("lane", "smoothed"), C_ ("lane", "sparse"), NULL,
};

static void
translate_lanes (const LessonExperiment *experiment)
{
  for (guint i = 0; i < experiment->lanes->len; i++) {
    LessonLane *lane = experiment->lanes->pdata[i];
    char *id = lane->label;
    if (!g_strv_contains (lane_names, id))
      continue;
    lane->label = g_strdup (g_dpgettext2 (BASE_TEXT_DOMAIN, "lane", id));
    g_free (id);
  }
}

/* A line with the view asks for the metrics that it shows. */
static Lesson *
example_lesson (const LabView *view, const char *experiment, LabExample example, BaseError *error)
{
  bool point = strstr (experiment, "objective") != NULL;
  const char *wrong = point ? diverging_point : example == LAB_EXAMPLE_NAN ? diverging : huge;
  bool calculated = g_str_has_prefix (experiment, "calculator");
  const char *more = !calculated && (example == LAB_EXAMPLE_NAN || example == LAB_EXAMPLE_HUGE) ? wrong : "";
  g_autofree char *text = g_strconcat (head, calculated ? "calc\n" : "experiment\n", experiment, "view ", view->entry.name, "\n", more, tail, NULL);
  Lesson *lesson = lesson_read_text ("example.md", text, strlen (text), error);
  if (lesson != NULL)
    translate_lanes (lesson->experiments->pdata[0]);
  return lesson;
}

/* One update makes the numbers of the huge lane huge; a second would leave the finite ones. */
static void
train (TrainSession *session, LabExample example)
{
  if (example == LAB_EXAMPLE_TYPICAL || example == LAB_EXAMPLE_NAN)
    train_session_run (session);
  else if (example == LAB_EXAMPLE_HUGE)
    train_session_step (session, 1);
}

/* Draws the view over a run of @lesson; NULL without a message where it refuses. */
static PlotFigure *
draw (const LabView *view, const Lesson *lesson, LabExample example, BaseError *error)
{
  PlotFigure *figure = NULL;
  LabSetup *setup = lab_setup_new (lesson, lesson->experiments->pdata[0], error);
  LabSetup *part = setup != NULL ? lab_setup_part (setup, 0, error) : NULL;
  LabExperiment *experiment = part != NULL ? lab_experiment_new (part, (LabWorkers) { 0 }, error) : NULL;
  if (experiment != NULL && lab_view_refuses (view, experiment) == NULL) {
    LabViewer *viewer = lab_viewer_new_named (experiment, view->entry.name, error);
    train (lab_experiment_session (experiment), example);
    figure = example == LAB_EXAMPLE_EMPTY
                 ? lab_viewer_figure (viewer, NULL)
                 : lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
    lab_viewer_free (viewer);
  }
  lab_experiment_free (experiment);
  lab_setup_free (part);
  lab_setup_free (setup);
  return figure;
}

PlotFigure *
lab_view_example (const LabView *view, LabExample example, BaseError *error)
{
  PlotFigure *figure = NULL;
  int n = view->example != NULL ? 1 : (int) G_N_ELEMENTS (experiments);
  for (int i = 0; figure == NULL && i < n; i++) {
    Lesson *lesson = example_lesson (view, view->example != NULL ? view->example : experiments[i], example, error);
    if (lesson == NULL)
      return NULL;
    figure = draw (view, lesson, example, error);
    lesson_free (lesson);
  }
  if (figure == NULL)
    base_error_set (error, _ ("%s: there is no example for this view"), view->entry.name);
  return figure;
}
