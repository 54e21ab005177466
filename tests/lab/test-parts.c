/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of an experiment besides its lanes: test sets, changes at a step, lanes that end early. */
#include "fixture.h"

#include "lab/answers.h"

#include <string.h>

static const char text[] = "data = moons n=60 test=40 noise=0.1\nnetwork = dense 8 tanh | dense 1\nloss = bce\n"
                           "optimizer = sgd lr=0.5\nsteps = 60\nrecord = every 10\n"
                           "test clean : data.noise = 0\ntest same : data.noise = 0.1\n"
                           "at 20 in frozen : optimizer.lr = 1e-8\nat 40 : batch = 60\n"
                           "lane plain\nlane frozen\nlane brief : steps = 30\nlane noisy : data.noise = 0.4\n";

static void
test_claims (void)
{
  const FixtureClaim rows[] = {
    { "test_loss[plain,test=clean] < test_loss[noisy]", 2 },
    { "test_loss[plain,test=same] == test_loss[plain] @all", 2 },
    { "test_loss[noisy,test=clean] < test_loss[noisy]", 2 },
    { "train_loss[frozen]@20 == train_loss[frozen]@60 +- 1e-5", 2 },
    { "train_loss[plain]@60 < train_loss[plain]@20", 2 },
    { "train_loss[brief] == train_loss[plain]@30", 2 },
    { "min (train_loss[brief]) == train_loss[plain]@30", 2 },
    { "train_loss[brief]@40 < 1", 0 },
    { "steps_to (train_loss[brief] < 0) == 30", 2 },
  };
  fixture_check_claims (text, rows, G_N_ELEMENTS (rows));
}

static void
test_csv (void)
{
  g_autofree char *csv = fixture_check_seek (text);
  g_assert_nonnull (strstr (csv, "\ntest,plain,60,test_acc[test=clean],0,"));
  g_assert_nonnull (strstr (csv, "\ntest,brief,30,batch_loss,0,"));
  g_assert_null (strstr (csv, "\ntest,brief,31,"));
}

/* What any data set takes stands beside the source's own settings, in lanes and test sets, too; sequences keep their steps. */
static void
test_data_options (void)
{
  static const char *const texts = "data = seq-latch n=200 test=100 length=6 label_noise=0.2\n"
                                   "network = flatten | dense 4 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.5\n"
                                   "steps = 100\nlane noisy\nlane clean : data.label_noise = 0\n"
                                   "lane many : data = multilabel-prototypes n=200 test=100 scale=3, network = dense 8 tanh | dense 4\n"
                                   "test scaled : data.scale = 0.01\n";
  static const char claims[] = "a : train_acc[clean] > 0.95\nb : train_acc[noisy] < 0.9\nc : test_acc[noisy] > 0.9\n"
                               "d : test_loss[clean,test=scaled] > 2 * test_loss[clean]\ne : test_acc[many] > 0.8\n";
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (texts, claims);
  const LabVerifyOptions options = { .n_seeds = 2, .jobs = 1 };
  g_autoptr (GPtrArray) verdicts = lab_verify (lesson, &options, &error);
  g_assert_cmpstr (error.text, ==, "");
  for (guint i = 0; i < verdicts->len; i++)
    if (((const LabVerdict *) verdicts->pdata[i])->held != 2)
      g_error ("%u: %s", i, ((const LabVerdict *) verdicts->pdata[i])->numbers);
  lesson_free (lesson);
}

/* Time is measured of each lane alone, judged once, and decides nothing in a null run. */
static void
test_timing (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson (text, "more steps take longer : seconds[plain] > 0 and seconds[brief] < 1000 ; timing\n"
                                         "never : seconds[plain] < 0 ; timing\n"
                                         "untimed : seconds[plain] > 0\n");
  const LabVerifyOptions options = { .n_seeds = 2, .jobs = 1 }, null = { .n_seeds = 2, .jobs = 1, .null_run = true };
  g_autoptr (GPtrArray) verdicts = lab_verify (lesson, &options, &error);
  g_autoptr (GPtrArray) equal = lab_verify (lesson, &null, &error);
  const LabVerdict *first = verdicts->pdata[0], *second = verdicts->pdata[1], *third = verdicts->pdata[2];
  g_assert_cmpint (first->n_seeds, ==, 1);
  g_assert_true (first->passed && !second->passed && !third->passed);
  g_assert_cmpstr (third->problem, ==, "seconds are known only to claims tagged timing");
  g_assert_cmpuint (equal->len, ==, 1);
  lesson_free (lesson);
}

/* The last mark of a view that shows @metric of the last lane is about this part of it, under this label. */
static void
check_view (LabExperiment *experiment, const char *words, const char *label, const char *metric, int layer, const char *part)
{
  BaseError error = { "" };
  g_autofree char *line = g_strconcat ("data = moons\nview ", words, "\n", NULL);
  LessonExperiment *notation = lesson_experiment_read ("x.md", line, (LessonPlace){ 1, 1 }, &error);
  LabViewer *viewer = lab_viewer_new (experiment, notation->views->pdata[0], &error);
  g_assert_cmpstr (error.text, ==, "");
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  const PlotPanel *panel = &figure->panels[figure->n_panels - 1];
  const PlotMark *mark = &panel->marks[panel->n_marks - 1];
  double value;
  g_assert_cmpstr (g_str_has_prefix (words, "curve") ? mark->label : panel->y.label != NULL ? panel->y.label : panel->title, ==, label);
  g_assert_true (train_record_part_value (train_session_record (lab_experiment_session (experiment), 2), metric, layer, part, 60, &value));
  g_assert_cmpfloat (mark->y[mark->n - 1], ==, value);
  plot_figure_free (figure);
  lab_viewer_free (viewer);
  lesson_experiment_free (notation);
}

/* What a view of answers shows of a test set has the accuracy that was recorded on it. */
static void
check_answers (LabExperiment *experiment, const char *view, const char *test, const char *part, const char *title)
{
  BaseError error = { "" };
  LabViewer *viewer = lab_viewer_new_named (experiment, view, &error);
  g_assert_true (lab_viewer_set (viewer, "test", test, &error));
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  const LabAnswers *answers = (const LabAnswers *) viewer->result + 2;
  double right = 0, value;
  for (int i = 0; i < answers->n; i++)
    right += lab_answer (answers, i) == answers->truth[i];
  g_assert_true (train_record_part_value (train_session_record (lab_experiment_session (experiment), 2), "test_acc", 0, part, 60, &value));
  g_assert_cmpfloat_with_epsilon (right / answers->n, value, 1e-6);
  g_assert_cmpstr (figure->title, ==, title);
  plot_figure_free (figure);
  lab_viewer_free (viewer);
}

/* Views name further test sets, that for validation among them, and layers. */
static void
test_views (void)
{
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = moons n=60 test=40 noise=0.1 validation=10\nnetwork = dense 8 tanh | dense 1\nloss = bce\n"
                                   "optimizer = sgd lr=0.5\nsteps = 60\nrecord = every 10\ntest clean : data.noise = 0\n"
                                   "test far : data.noise = 0.9\nlane low : optimizer.lr = 0.01\nlane mid : optimizer.lr = 0.1\nlane high\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  train_session_run (lab_experiment_session (experiment));
  train_session_wait (lab_experiment_session (experiment));
  check_view (experiment, "sweep metric=test_loss test=far", "Test loss (far)", "test_loss", 0, "test=far");
  check_view (experiment, "sweep metric=test_loss test=validation", "Test loss (validation)", "test_loss", 0, "test=validation");
  check_view (experiment, "sweep metric=test_loss", "Test loss", "test_loss", 0, "");
  check_view (experiment, "sweep metric=grad_norm layer=2", "Gradient size (layer 2)", "grad_norm", 2, "");
  check_view (experiment, "scatter y=grad_norm", "Gradient size (layer 1)", "grad_norm", 1, "");
  check_view (experiment, "scatter x=test_acc y=test_loss test=clean", "Test loss (clean)", "test_loss", 0, "test=clean");
  check_view (experiment, "compare show=accuracies test=far", "Test accuracy (far)", "test_acc", 0, "test=far");
  check_view (experiment, "curve metric=test_acc test=far", "high (0.5), far", "test_acc", 0, "test=far");
  check_view (experiment, "curve metric=train_loss test=clean", "high (0.5), clean", "test_loss", 0, "test=clean");
  check_view (experiment, "curve metric=test_loss test=1", "high (0.5), validation", "test_loss", 0, "test=validation");
  check_view (experiment, "curve metric=train_loss test=1", "high (0.5), test", "test_loss", 0, "");
  check_answers (experiment, "confusion", "far", "test=far", "Confusion matrix, step 60 (far)");
  check_answers (experiment, "calibration", "validation", "test=validation", "Calibration, step 60 (validation)");
  check_answers (experiment, "roc", "own", "", "ROC of class 1, step 60");
  check_answers (experiment, "pr", "clean", "test=clean", "Precision and recall of class 1, step 60 (clean)");
  lab_experiment_free (experiment);
  lesson_free (lesson);
  g_autofree char *wrong = g_strconcat (text, "view sweep test=fare\n", NULL);
  lesson = fixture_lesson (wrong, NULL);
  g_autoptr (GPtrArray) messages = lab_check (lesson);
  g_assert_cmpuint (messages->len, ==, 1);
  g_assert_cmpstr (messages->pdata[0], ==, "test.md:37:12: test = fare: no such choice; there are: own, clean, same");
  lesson_free (lesson);
  g_assert_cmpstr (error.text, ==, "");
}

/* The points over a decision boundary, and images with their answers, are those of the test set that is asked for. */
static void
test_points (void)
{
  static const struct {
    const char *test, *title;
  } rows[] = { { "train", "Decision boundary, step 60" }, { "own", "Decision boundary, step 60 (test)" }, { "far", "Decision boundary, step 60 (far)" } };
  BaseError error = { "" };
  Lesson *lesson = fixture_lesson ("data = moons n=60 test=40\nnetwork = dense 8 tanh | dense 1\nloss = bce\noptimizer = sgd lr=0.5\nsteps = 60\n"
                                   "test far : data.noise = 0.9, data.test = 50\nview boundary test=far\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  train_session_run (lab_experiment_session (experiment));
  train_session_wait (lab_experiment_session (experiment));
  const DataSet *sets[] = { lab_experiment_train_set (experiment, 0), lab_experiment_test_set (experiment, 0), lab_named_set (experiment, 0, "far") };
  LabViewer *viewer = lab_viewer_new (experiment, ((LessonExperiment *) lesson->experiments->pdata[0])->views->pdata[0], &error);
  for (int i = 2; i >= 0; i--) {
    g_assert_true (lab_viewer_set (viewer, "test", rows[i].test, &error));
    PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
    const PlotMark *map = &figure->panels[0].marks[0], *points = &figure->panels[0].marks[1];
    g_assert_cmpstr (figure->title, ==, rows[i].title);
    g_assert_cmpint (points->n, ==, sets[i]->n);
    for (int p = 0; p < points->n; p++) {
      g_assert_cmpfloat (points->x[p], ==, (double) sets[i]->inputs[2 * p]);
      g_assert_true (points->x[p] > map->left && points->x[p] < map->right && points->y[p] > map->bottom && points->y[p] < map->top);
    }
    plot_figure_free (figure);
  }
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

static void
test_samples (void)
{
  BaseError error = { "" };
  double value;
  Lesson *lesson = fixture_lesson ("data = digits28 n=80 test=40\nnetwork = flatten | dense 10\nloss = softmax-ce\noptimizer = adam lr=0.01\nbatch = 16\nsteps = 20\n"
                                   "test moved : data.shift = 6\nview samples test=moved count=60\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  train_session_run (lab_experiment_session (experiment));
  train_session_wait (lab_experiment_session (experiment));
  g_assert_true (train_record_part_value (train_session_record (lab_experiment_session (experiment), 0), "test_acc", 0, "test=moved", 20, &value));
  LabViewer *viewer = lab_viewer_new (experiment, ((LessonExperiment *) lesson->experiments->pdata[0])->views->pdata[0], &error);
  PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
  g_autofree char *title = g_strdup_printf ("Prediction → truth: %.0f of 40 wrong, step 20 (moved)", 40 * (1 - value));
  g_autofree float *image = lab_image (lab_named_set (experiment, 0, "moved"), 0);
  g_assert_cmpstr (figure->title, ==, title);
  bool found = false;
  for (int p = 0; p < figure->n_panels; p++)
    found |= memcmp (figure->panels[p].marks[0].cells, image, 28 * 28 * sizeof *image) == 0;
  g_assert_true (found);
  plot_figure_free (figure);
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

/* Across runs the batch loss of a lane that ended before the others is that of its end, as other metrics are; so it stays after
 * the record was cut and run again. */
static void
test_ended (void)
{
  BaseError error = { "" };
  double value;
  Lesson *lesson = fixture_lesson ("data = moons n=60 test=40\nnetwork = dense 8 tanh | dense 1\nloss = bce\nsteps = 60\nrecord = every 10\n"
                                   "lane brief : steps = 23, optimizer.lr = 0.1\nlane long : optimizer.lr = 0.3\noptimizer = sgd lr=0.5\nview sweep metric=batch_loss\n", NULL);
  LabExperiment *experiment = fixture_experiment (lesson);
  TrainSession *session = lab_experiment_session (experiment);
  LabViewer *viewer = lab_viewer_new (experiment, ((LessonExperiment *) lesson->experiments->pdata[0])->views->pdata[0], &error);
  for (int run = 0; run < 2; run++) {
    train_session_run (session);
    train_session_wait (session);
    PlotFigure *figure = lab_viewer_figure_now (viewer, lab_experiment_snapshot_now (experiment));
    const TrainSeries *series = train_snapshot_series (lab_experiment_snapshot_now (experiment), 0, "batch_loss", 0);
    g_assert_true (train_record_value (train_session_record (session, 0), "batch_loss", 0, 23, &value));
    g_assert_cmpfloat (lab_metric_at (lab_experiment_snapshot_now (experiment), 0, "batch_loss", 0, 60), ==, value);
    g_assert_cmpfloat (series->step[series->n - 1], ==, 23);
    bool found = false;
    for (int m = 0; m < figure->panels[0].n_marks; m++) {
      const PlotMark *mark = &figure->panels[0].marks[m];
      g_assert_true (mark->label == NULL || strstr (mark->label, "diverged") == NULL);
      found |= g_strcmp0 (mark->label, "brief") == 0 && mark->n == 1 && mark->y[0] == value;
    }
    g_assert_true (found);
    plot_figure_free (figure);
    train_session_seek (session, 30);
    train_session_wait (session);
    train_session_set (session, 1, TRAIN_OPTIMIZER, 0, 0.2);
    train_session_wait (session);
  }
  lab_viewer_free (viewer);
  lab_experiment_free (experiment);
  lesson_free (lesson);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab/parts/claims", test_claims);
  g_test_add_func ("/lab/parts/csv", test_csv);
  g_test_add_func ("/lab/parts/views", test_views);
  g_test_add_func ("/lab/parts/points", test_points);
  g_test_add_func ("/lab/parts/samples", test_samples);
  g_test_add_func ("/lab/parts/ended", test_ended);
  g_test_add_func ("/lab/parts/timing", test_timing);
  g_test_add_func ("/lab/parts/data-options", test_data_options);
  return g_test_run ();
}
