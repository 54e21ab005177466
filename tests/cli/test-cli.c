/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

/* The program as people run it: exit status, output, files. */

static char *program, *folder;

typedef struct {
  int status;
  char *out, *err;
} Outcome;

static void
clear (Outcome *outcome)
{
  g_free (outcome->out);
  g_free (outcome->err);
}

/* Runs gradus in the folder @where with the words of @line, divided by "|". */
static Outcome
gradus_in (const char *where, const char *line)
{
  Outcome outcome = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = g_strdup_printf ("%s|%s", program, line);
  g_auto (GStrv) argv = g_strsplit (whole, "|", -1);
  int wait_status = 0;
  g_spawn_sync (where, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &outcome.out, &outcome.err, &wait_status,
                &error);
  g_assert_no_error (error);
  outcome.status = g_spawn_check_wait_status (wait_status, &error) ? 0 : error->code;
  return outcome;
}

static Outcome
gradus (const char *line)
{
  return gradus_in (folder, line);
}

static void
expect_in (const char *where, const char *line, int status, const char *out, const char *err)
{
  Outcome outcome = gradus_in (where, line);
  if (outcome.status != status || (out != NULL && strstr (outcome.out, out) == NULL) ||
      (err != NULL && strstr (outcome.err, err) == NULL)) {
    g_test_message ("gradus %s\nstatus %d\nstdout: %s\nstderr: %s", line, outcome.status, outcome.out,
                    outcome.err);
    g_test_fail ();
  }
  clear (&outcome);
}

static void
expect (const char *line, int status, const char *out, const char *err)
{
  expect_in (folder, line, status, out, err);
}

/* A file of a lesson or an experiment goes to the window, here without a display. */
static void
test_files_open_the_window (void)
{
  static const char *const files[] = { "own.md", "own.gradus" };
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    Outcome outcome = gradus (files[i]);
    g_assert_cmpint (outcome.status, !=, 0);
    g_assert_null (strstr (outcome.err, "among the commands"));
    clear (&outcome);
  }
}

static void
test_usage (void)
{
  expect ("frobnicate", 2, NULL, "\"frobnicate\" is not among the commands; there are: list");
  expect ("--help", 0, "Usage: gradus", NULL);
  expect ("--help", 0, "gradus FILE.md", NULL);
  expect ("--version", 0, "gradus ", NULL);
  expect ("run", 2, NULL, "run needs one lesson");
  expect ("run|--wibble", 2, NULL, "wibble");
  expect ("run|learning-rate-extreme", 3, NULL,
          "there is no lesson \"learning-rate-extreme\"; near: learning-rate-extremes");
  expect ("run|qqq", 3, NULL, "\"gradus list lessons\" shows all");
  expect ("run|none.md", 3, NULL, "gradus: none.md: there is no such file\n");
  expect ("check|none.md", 3, "none.md: there is no such file\n", "1 mistake");
  expect ("verify|no/en.md", 3, "0 passed, 0 failed\n", "gradus: no/en.md: there is no such file\n");
  expect ("run|learning-rate-extremes|--set|optimizer.speed=3", 2, NULL, "there is no setting \"speed\"");
  expect ("run|learning-rate-extremes|--set|optimizer.lr", 2, NULL, "expected KEY=VALUE");
  expect ("run|learning-rate-extremes|--steps|x", 2, NULL, "steps = x: expected a number");
  expect ("run|learning-rate-extremes|--lane|none", 2, NULL, "there are: too-low, good, too-high");
  expect ("run|learning-rate-extremes|--format|bmp", 2, NULL, "expected png, svg or pdf");
  expect ("run|learning-rate-extremes|--size|big", 2, NULL, "expected WIDTHxHEIGHT");
  expect ("calc", 2, NULL, "needs the name of a calculator");
  expect ("calc|ion", 2, NULL, "is not among the calculators; did you mean \"iou\"?");
  expect ("calc|nothing-like-it", 2, NULL, "is not among the calculators; there are: ");
  expect ("calc|iou|gap=3", 2, NULL, "there is no setting \"gap\"; there are: a-left,");
  expect ("calc|iou|b-left=50|b-top=0", 0, "iou\t0.3333333333\t\n", NULL);
  expect ("calc|iou|b-left=50|b-top=0", 0, "union\t15000\tpx²\n", NULL);
  expect ("verify|--seeds|0", 2, NULL, "--seeds wants");
  expect ("bench|W99", 2, NULL, "is not among the workloads");
  expect ("plot|wibble|--out|x.png", 2, NULL, "is not among the plots");
  expect ("plot|curve", 2, NULL, "--out FILE");
}

static void
test_list (void)
{
  expect ("list|lessons|--tsv", 0, "learning-rate-extremes\t04-optimisation\t", NULL);
  expect ("list|layers|--tsv", 0, "conv2d\t", NULL);
  expect ("list|plots|--tsv", 0, "occlusion\t", NULL);
  expect ("list|plots", 0, "Above, the activation function of a layer; below,", NULL);
  expect ("list|data", 0, "noise=0.15 (0…1)", NULL);
  expect ("list|optimizers|--tsv", 0, "adam\t", NULL);
  expect ("list|schedules|--tsv", 0, "cosine\t", NULL);
  expect ("list|regularizers|--tsv", 0, "clip-norm\t", NULL);
  expect ("list|workloads|--tsv", 0, "W1", NULL);
  expect ("list|calculators", 0, "→ iou, giou, diou", NULL);
  expect ("list|things", 2, NULL, "\"things\" is no kind of thing; there are: lessons, data");
  expect ("list|calculators|--tsv", 0, "iou\t", NULL);
}

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
read_file (const char *name)
{
  g_autofree char *path = in_folder (name);
  char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* The same seed: the same bytes; another: others. */
static void
test_run (void)
{
  expect ("run|learning-rate-extremes|--steps|60|--out|a|--format|svg", 0, "too-high", "100 %");
  expect ("run|learning-rate-extremes|--steps|60|--out|b|--format|svg|--dark|--lang|zh_CN", 0,
          "b/metrics.csv", NULL);
  expect ("run|learning-rate-extremes|--steps|60|--seed|2|--out|c|--format|pdf", 0, "c/1-curve.pdf", NULL);
  g_autofree char *a = read_file ("a/metrics.csv"), *b = read_file ("b/metrics.csv"),
                  *c = read_file ("c/metrics.csv");
  g_autofree char *picture = read_file ("a/1-curve.svg"), *timing = read_file ("a/timing.csv");
  g_assert_true (
      g_str_has_prefix (a, "experiment,lane,step,metric,layer,value\nlearning-rate-extremes,too-low,0,"));
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_nonnull (strstr (picture, "<svg"));
  g_assert_true (g_str_has_prefix (timing, "experiment,lanes,steps,seconds,steps_per_second\n"));
}

/* Pictures over the run; those of the first and last step differ, and the run is the same as without. */
/* All views of an experiment on one page, which is as large as they need. */
static void
test_page (void)
{
  expect ("run|learning-rate-extremes|--steps|20|--page|--format|svg|--out|page", 0, "page/page.svg", NULL);
  expect ("run|learning-rate-extremes|--page", 2, NULL, "--page needs a folder");
  g_autofree char *page = read_file ("page/page.svg"), *curve = read_file ("page/1-curve.svg");
  g_assert_nonnull (strstr (page, "width=\"1280px\""));
  g_assert_cmpuint (strlen (page), >, strlen (curve));
}

static void
test_frames (void)
{
  expect ("run|learning-rate-extremes|--steps|60|--out|plain", 0, NULL, NULL);
  expect ("run|learning-rate-extremes|--steps|60|--frames|3|--format|svg|--out|film", 0, "film/frames/1-curve-0003.svg", NULL);
  expect ("run|learning-rate-extremes|--frames|3", 2, NULL, "--frames takes 1 to 9999, and a folder");
  expect ("run|learning-rate-extremes|--frames|-1|--out|film", 2, NULL, "--frames takes 1 to 9999");
  g_autofree char *first = read_file ("film/frames/1-curve-0001.svg"), *last = read_file ("film/frames/1-curve-0003.svg");
  g_autofree char *end = read_file ("film/1-curve.svg"), *past = in_folder ("film/frames/1-curve-0004.svg");
  g_autofree char *plain = read_file ("plain/metrics.csv"), *metrics = read_file ("film/metrics.csv");
  g_assert_cmpstr (first, !=, last);
  g_assert_cmpstr (end, ==, last);
  g_assert_false (g_file_test (past, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (metrics, ==, plain);
}

static void
test_settings (void)
{
  expect ("run|learning-rate-extremes|--steps|20|--lane|good|--set|optimizer=adam "
          "lr=0.01|--set|layer1.units=4|--out|d",
          0, "good", NULL);
  g_autofree char *text = read_file ("d/metrics.csv");
  g_assert_null (strstr (text, "too-low"));
  /* an experiment and a calc block without that layer; one of them has to take it */
  expect ("run|activation-zoo|--steps|2|--set|hidden.init.gain=0.5", 0, NULL, NULL);
  expect ("run|activation-zoo|--steps|2|--set|nose.init.gain=0.5", 2, NULL, "--set nose.init.gain=0.5: there is no layer \"nose\"");
}

/* A text's own data and its views count before the first step. */
static void
test_own_experiment (void)
{
  static const char head[] = "data = moons\ndata-file = own.csv\nnetwork = dense 1\nloss = bce\noptimizer = sgd\nsteps = 5\n";
  g_autofree char *text = in_folder ("own.gradus"), *csv = in_folder ("own.csv"), *bad = in_folder ("bad-view.gradus");
  g_autofree char *with_view = g_strconcat (head, "view curv\n", NULL);
  g_autoptr (GString) rows = g_string_new ("u,v,class\n");
  for (int i = 0; i < 20; i++)
    g_string_append_printf (rows, "%d,%d,%d\n", i, i * i, i % 2);
  g_assert_true (g_file_set_contents (text, head, -1, NULL));
  g_assert_true (g_file_set_contents (bad, with_view, -1, NULL));
  expect ("run|own.gradus", 3, NULL, "own.csv");
  g_assert_true (g_file_set_contents (csv, rows->str, -1, NULL));
  expect ("run|own.gradus", 0, "trains on 16 samples of own.csv", NULL);
  expect ("run|bad-view.gradus", 3, NULL, "bad-view.gradus:7:6: \"curv\" is not among the plots; did you mean \"curve\"?");
}

/* Damaged data: one message with file, place and reason, nothing half-written, within a second. */
static void
test_damaged_data (void)
{
  static const unsigned char huge[] = { 0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3 };
  g_autofree char *data = in_folder ("data"), *images = in_folder ("data/t10k-images-idx3-ubyte"),
                  *labels = in_folder ("data/t10k-labels-idx1-ubyte"), *out = in_folder ("e");
  g_assert_cmpint (g_mkdir (data, 0777), ==, 0);
  g_assert_true (g_file_set_contents (images, (const char *) huge, sizeof huge, NULL));
  g_assert_true (g_file_set_contents (labels, (const char *) huge, 8, NULL));
  gint64 start = g_get_monotonic_time ();
  expect ("run|occlusion-map|--data|data|--out|e", 3, NULL, "t10k-images-idx3-ubyte");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS) && g_rmdir (out) != 0);
  expect ("run|occlusion-map|--data|none.csv", 3, NULL, "none.csv");
}

static void
test_check (void)
{
  g_autofree char *path = in_folder ("bad.md");
  Outcome silent = gradus ("check");
  g_assert_cmpint (silent.status, ==, 0);
  g_assert_cmpstr (silent.out, ==, "");
  g_assert_cmpstr (silent.err, ==, "");
  clear (&silent);
  g_assert_true (g_file_set_contents (path, "no title\n", -1, NULL));
  expect ("check|bad.md", 3, "bad.md:1", "1 mistake");
  expect ("run|bad.md", 3, NULL, "bad.md:1");
}

static void
test_verify (void)
{
  expect ("verify|learning-rate-extremes|--seeds|1", 0, "PASS\tlearning-rate-extremes\t", NULL);
  expect ("verify|learning-rate-extremes|--seeds|1|--null", 1, "FAIL\tlearning-rate-extremes\ttoo low", NULL);
}

static const char own_lesson[] =
    "# Is it so?\n\n```lesson\nlevel = 1\nminutes = 1\n```\n\n## Predict\n\nWhich?\n\n```predict\n- a :: no\n+ b\n```\n\n## Experiment\n\n"
    "```experiment\ndata = moons n=40\nnetwork = dense 1\nloss = bce\noptimizer = sgd lr=0.5\nsteps = 10\nlane slow : optimizer.lr = 0.01\nlane fast\n```\n\n"
    "```claims\nfast : train_loss[fast] < train_loss[slow]\nequal at first : train_loss[fast]@0 == train_loss[slow]@0 +- 0.25%s\n```\n\n"
    "## Answer\n\nYes.\n\n## Key points\n\n- one\n\n## Where the popular answer is wrong\n\nNowhere.\n\n## Follow-ups\n\n- What?\n\n## Sources\n\n- none\n";

/* A tolerance stands beside its figure; a null run says what is wanted of it; and a lesson has its folder's name wherever it was
 * started from. */
static void
test_verify_own (void)
{
  g_autofree char *place = in_folder ("own-lesson"), *path = g_build_filename (place, "en.md", NULL), *inner = g_build_filename (place, "inner", NULL);
  g_autofree char *same = g_strdup_printf (own_lesson, " ; same"), *compared = g_strdup_printf (own_lesson, "");
  g_assert_cmpint (g_mkdir_with_parents (inner, 0777), ==, 0);
  g_assert_true (g_file_set_contents (path, same, -1, NULL));
  expect ("verify|own-lesson/en.md|--seeds|1", 0, "PASS\town-lesson\tequal at first\t1/1\t", NULL);
  expect ("verify|own-lesson/en.md|--seeds|1", 0, " +- 0.25\n2 passed, 0 failed\n", "");
  expect_in (place, "verify|en.md|--seeds|1", 0, "PASS\town-lesson\tfast\t", NULL);
  expect_in (inner, "verify|../en.md|--seeds|1", 0, "PASS\town-lesson\tfast\t", NULL);
  expect_in (place, "verify|en.md|--seeds|1|--null", 1, "FAIL\town-lesson\tfast\t", "FAIL is what is wanted of claims that compare; none passed\n");
  g_assert_true (g_file_set_contents (path, compared, -1, NULL));
  expect_in (place, "verify|en.md|--seeds|1|--null", 1, "\n1 passed, 1 failed\n", "FAIL is what is wanted of claims that compare; 1 passed");
}

static void
test_plot (void)
{
  expect ("plot|boundary|--out|p.png|--size|300x200", 0, NULL, NULL);
  expect ("plot|gradients|--example|nan|--out|p.svg", 0, NULL, NULL);
  expect ("plot|curve|--example|some|--out|p.svg", 2, NULL, "expected typical, empty, nan");
  g_autofree char *picture = in_folder ("p.png");
  g_assert_true (g_file_test (picture, G_FILE_TEST_IS_REGULAR));
}

static void
test_bench (void)
{
  expect ("bench|W1|--seconds|0", 0, "W1\tgradus\t1\tloss", NULL);
}

/* The digits of MNIST are no part of the sources. */
static void
test_mnist (void)
{
  const char *shared = g_getenv ("GRADUS_SHARED");
  g_autofree char *beside = g_test_build_filename (G_TEST_DIST, "..", "..", "shared", NULL);
  g_autofree char *data = g_build_filename (shared != NULL ? shared : beside, "data", "mnist", NULL);
  if (!g_file_test (data, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("no MNIST digits: neither ../shared/data/mnist nor $GRADUS_SHARED/data/mnist");
    return;
  }
  g_autofree char *line = g_strdup_printf ("run|occlusion-map|--steps|20|--data|%s", data);
  expect (line, 0, "8000 samples", NULL);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = g_test_build_filename (G_TEST_BUILT, "..", "src", "gradus", NULL);
  folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_test_add_func ("/cli/usage", test_usage);
  g_test_add_func ("/cli/files-open-the-window", test_files_open_the_window);
  g_test_add_func ("/cli/list", test_list);
  g_test_add_func ("/cli/run", test_run);
  g_test_add_func ("/cli/page", test_page);
  g_test_add_func ("/cli/frames", test_frames);
  g_test_add_func ("/cli/settings", test_settings);
  g_test_add_func ("/cli/own-experiment", test_own_experiment);
  g_test_add_func ("/cli/damaged-data", test_damaged_data);
  g_test_add_func ("/cli/check", test_check);
  g_test_add_func ("/cli/verify", test_verify);
  g_test_add_func ("/cli/verify-own", test_verify_own);
  g_test_add_func ("/cli/plot", test_plot);
  g_test_add_func ("/cli/bench", test_bench);
  g_test_add_func ("/cli/mnist", test_mnist);
  int status = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  g_free (program);
  return status;
}
