/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "lab/viewer.h"

#include <string.h>

const char fixture_points[] = "data = moons n=60 test=30 noise=0.1\n"
                              "network = dense 8 tanh | dense 4 tanh | dense 1\n"
                              "loss = bce\n"
                              "optimizer = sgd lr=0.5\n"
                              "batch = 16\n"
                              "steps = 40\n"
                              "record = every 5\n"
                              "lane slow : optimizer.lr = 0.01\n"
                              "lane quick : optimizer.lr = 0.5\n"
                              "control optimizer.lr = 1e-4 .. 10 log\n";

const char fixture_images[] = "data = digits28 n=60 test=40\n"
                              "network = conv2d 4 5 pad=2 relu | maxpool 4 | flatten | dense 10\n"
                              "loss = softmax-ce\n"
                              "optimizer = adam lr=0.01\n"
                              "batch = 20\n"
                              "steps = 12\n"
                              "record = every 4\n"
                              "probe map : occlusion patch=7 stride=7 fill=black,white images=5\n";

Lesson *
fixture_lesson (const char *experiment, const char *claims)
{
  BaseError error = { "" };
  g_autofree char *claim_block =
      claims != NULL ? g_strdup_printf ("```claims\n%s```\n\n", claims) : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("# A question?\n\n```lesson\nlevel = 1\nminutes = 1\nasks = a "
                                           "test\n```\n\nWords.\n\n## Predict\n\nWhich?\n\n"
                                           "```predict\n+ this\n- that :: why\n```\n\n## "
                                           "Experiment\n\n```%s\n%s```\n\n%s## Answer\n\nWords.\n\n"
                                           "## Key points\n\n- A point.\n\n## Where the popular answer is "
                                           "wrong\n\nHere.\n\n## Follow-ups\n\n- A question.\n\n"
                                           "## Sources\n\n- A source.\n",
                                           g_str_has_prefix (experiment, "calculator") ? "calc" : "experiment",
                                           experiment, claim_block);
  Lesson *lesson = lesson_read_text ("test.md", text, strlen (text), &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (lesson);
  return lesson;
}

LabSetup *
fixture_setup (const Lesson *lesson)
{
  BaseError error = { "" };
  LabSetup *setup = lab_setup_new (lesson, lesson->experiments->pdata[0], &error);
  g_assert_cmpstr (error.text, ==, "");
  g_assert_nonnull (setup);
  return setup;
}

void
fixture_check_claims (const char *experiment, const FixtureClaim *rows, guint n)
{
  BaseError error = { "" };
  g_autoptr (GString) claims = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (claims, "claim %u : %s\n", i, rows[i].claim);
  Lesson *lesson = fixture_lesson (experiment, claims->str);
  const LabVerifyOptions options = { .n_seeds = 2, .jobs = 1 };
  g_autoptr (GPtrArray) verdicts = lab_verify (lesson, &options, &error);
  g_assert_cmpstr (error.text, ==, "");
  for (guint i = 0; i < n; i++) {
    const LabVerdict *verdict = verdicts->pdata[i];
    if (verdict->held != rows[i].held || (rows[i].problem != NULL && g_strcmp0 (verdict->problem, rows[i].problem) != 0))
      g_error ("%s: %s", rows[i].claim, verdict->numbers);
  }
  lesson_free (lesson);
}

void
fixture_check_mistakes (const char *experiment, const FixtureMistake *rows, guint n)
{
  for (guint i = 0; i < n; i++) {
    BaseError error = { "" };
    g_autofree char *lines = g_strconcat (experiment, rows[i].line, NULL);
    Lesson *lesson = fixture_lesson (lines, NULL);
    g_assert_null (lab_setup_new (lesson, lesson->experiments->pdata[0], &error));
    if (!g_str_has_prefix (error.text, rows[i].message))
      g_error ("%s: %s", rows[i].line, error.text);
    lesson_free (lesson);
  }
}

char *
fixture_check_seek (const char *experiment)
{
  BaseError error = { "" };
  char *texts[2];
  Lesson *lesson = fixture_lesson (experiment, NULL);
  LabSetup *setup = fixture_setup (lesson);
  for (int seeks = 0; seeks < 2; seeks++) {
    LabExperiment *run = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
    g_assert_cmpstr (error.text, ==, "");
    TrainSession *session = lab_experiment_session (run);
    if (seeks) {
      train_session_step (session, 21);
      train_session_seek (session, 4);
      train_session_seek (session, 17);
    }
    train_session_run (session);
    train_session_wait (session);
    texts[seeks] = lab_metrics_csv (run, NULL, false);
    lab_experiment_free (run);
  }
  g_assert_cmpstr (texts[0], ==, texts[1]);
  g_free (texts[1]);
  lab_setup_free (setup);
  lesson_free (lesson);
  return texts[0];
}

LabExperiment *
fixture_experiment (const Lesson *lesson)
{
  BaseError error = { "" };
  LabSetup *setup = fixture_setup (lesson);
  LabExperiment *experiment = lab_experiment_new (setup, (LabWorkers) { 0 }, &error);
  g_assert_cmpstr (error.text, ==, "");
  lab_setup_free (setup);
  train_session_wait (lab_experiment_session (experiment));
  return experiment;
}

PlotFigure *
fixture_figure (const char *experiment_text, const char *view)
{
  BaseError error = { "" };
  g_autofree char *text = g_strconcat (experiment_text, "view ", view, "\n", NULL);
  Lesson *lesson = fixture_lesson (text, NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  LabViewer *viewer = lab_viewer_new (experiment, ((LessonExperiment *) lesson->experiments->pdata[0])->views->pdata[0], &error);
  g_assert_cmpstr (error.text, ==, "");
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lesson_free (lesson);
  return figure;
}

void
fixture_change (LabExperiment *experiment, int lane, const char *key, double value)
{
  BaseError error = { "" };
  int knob = lab_setup_find_knob (lab_experiment_setup (experiment), key);
  g_assert_cmpint (knob, >=, 0);
  g_assert_true (lab_experiment_set (experiment, lane, knob, value, &error));
}
