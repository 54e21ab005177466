/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "cli/common.h"
#include "lab/lessons.h"

#include <math.h>
#include <string.h>

/* gradus run: trains a lesson's experiments, writes metrics and pictures, prints a summary. */

static char *seed, *steps, *lane, *data, *test_data, *out, *format_name, *size, *lang;
static char **sets;
static gboolean dark, page;
static int n_frames;

enum { MOST_FRAMES = 9999 };

static const GOptionEntry options[] = {
  { "seed", 0, 0, G_OPTION_ARG_STRING, &seed, "Seed of data, weights and order", "N" },
  { "steps", 0, 0, G_OPTION_ARG_STRING, &steps, "Length of the run", "N" },
  { "lane", 0, 0, G_OPTION_ARG_STRING, &lane, "This lane alone", "NAME" },
  { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &sets,
    "Changes a setting in all lanes: optimizer.lr=0.3; may be repeated", "KEY=VALUE" },
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Other data: a folder of IDX files or a CSV file", "PATH" },
  { "test-data", 0, 0, G_OPTION_ARG_FILENAME, &test_data, "Other data for the test alone", "PATH" },
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &out,
    "Folder for metrics.csv, timing.csv and a picture of each view", "DIR" },
  { "frames", 0, 0, G_OPTION_ARG_INT, &n_frames,
    "Animations, too: so many pictures of each view, evenly over the run, as DIR/frames/1-VIEW-0001.png …", "N" },
  { "page", 0, 0, G_OPTION_ARG_NONE, &page, "All views of an experiment on one page, too: DIR/page.png", NULL },
  { "format", 0, 0, G_OPTION_ARG_STRING, &format_name, "Of the pictures: png, svg or pdf", "FORMAT" },
  { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Of the pictures, in pixels", "WxH" },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark pictures", NULL },
  { "lang", 0, 0, G_OPTION_ARG_STRING, &lang, "Language of labels: en or zh_CN", "LANGUAGE" },
  { NULL },
};

/* ---- settings from the command line ---- */

/* An experiment without such a setting ("layer3.units") stays as it is, as long as another takes it; a whole part has to
 * fit all of them. */
static bool
apply_set (const GPtrArray *setups, const char *text, BaseError *error)
{
  const char *equals = strchr (text, '=');
  if (equals == NULL)
    return base_error_set (error, "--set %s: expected KEY=VALUE", text);
  g_autofree char *key = g_strstrip (g_strndup (text, (gsize) (equals - text)));
  g_autofree char *value = g_strstrip (g_strdup (equals + 1));
  BaseError own = { "" };
  guint n_taken = 0;
  for (guint i = 0; i < setups->len; i++) {
    BaseError here = { "" };
    n_taken += lab_setup_set (setups->pdata[i], -1, key, value, &here);
    if (*here.text != '\0')
      base_error_set (&own, "%s", here.text); /* the first message stays */
  }
  return n_taken >= (strchr (key, '.') != NULL ? 1 : setups->len) || base_error_set (error, "--set %s: %s", text, own.text);
}

static bool
apply_options (const GPtrArray *setups, BaseError *error)
{
  bool fine = true;
  for (guint i = 0; fine && i < setups->len; i++) {
    if (data != NULL || test_data != NULL) /* else what the text names */
      lab_setup_set_data (setups->pdata[i], data, test_data);
    fine = lane == NULL || lab_setup_only_lane (setups->pdata[i], lane, error);
  }
  for (int i = 0; fine && sets != NULL && sets[i] != NULL; i++)
    fine = apply_set (setups, sets[i], error);
  for (guint i = 0; fine && i < setups->len; i++)
    fine = (seed == NULL || lab_setup_set (setups->pdata[i], -1, "seed", seed, error)) &&
           (steps == NULL || lab_setup_set (setups->pdata[i], -1, "steps", steps, error));
  return fine;
}

/* ---- what is printed ---- */

static void
progress (const LabExperiment *experiment, long step, long n_steps, gpointer user_data)
{
  cli_progress (lab_setup_name (lab_experiment_setup (experiment)),
                n_steps > 0 ? (double) step / (double) n_steps : 1);
}

/* A folder without train-… files holds the test digits of MNIST alone: how they are divided is worth a line.
 */
static void
print_split (const char *path)
{
  g_autoptr (GDir) folder = path != NULL ? g_dir_open (path, 0, NULL) : NULL;
  bool has_training = false;
  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL;)
    has_training |= g_str_has_prefix (name, "train-");
  if (folder != NULL && !has_training)
    printf (_ ("%s holds test digits only: its first 8000 are for training, its last 2000 for the test\n"),
            path);
}

static void
print_data (const LabExperiment *experiment)
{
  const DataSet *train = lab_experiment_train_set (experiment, 0),
                *test = lab_experiment_test_set (experiment, 0);
  printf (_ ("trains on %d samples of %s"), train->n, train->name);
  if (test != NULL)
    printf (_ (", tests on %d samples of %s"), test->n, test->name);
  printf ("\n");
}

/* The columns of the summary: metrics of the whole network that say how well it does. */
static const char *const summary_metrics[] = { "train_loss", "test_loss", "train_acc", "test_acc" };

static void
print_lane (const LabRun *run, int index)
{
  const LabSetup *setup = lab_experiment_setup (run->experiment);
  const TrainRecord *record = train_session_record (lab_experiment_session (run->experiment), index);
  long last = record->n_rows > 0 ? record->steps[record->n_rows - 1] : 0;
  const char *id = lab_setup_lane_id (setup, index);
  printf ("%-34s %8ld", *id != '\0' ? id : lab_setup_name (setup), last);
  for (guint m = 0; m < G_N_ELEMENTS (summary_metrics); m++) {
    double value;
    if (!train_record_value (record, summary_metrics[m], 0, last, &value))
      printf (" %12s", "-");
    else if (isnan (value))
      printf (" %12s", "nan");
    else
      printf (" %12.5g", value);
  }
  printf ("\n");
}

static void
print_events (const LabRun *run)
{
  const TrainEvent *events;
  int n = train_session_events (lab_experiment_session (run->experiment), &events);
  for (int i = 0; i < n; i++) {
    g_autofree char *text = lab_experiment_event_text (run->experiment, &events[i]);
    printf ("  %s\n", text);
  }
}

static void
print_header (const LabRun *run)
{
  const LabSetup *setup = lab_experiment_setup (run->experiment);
  const LessonExperiment *experiment = lab_setup_experiment (setup);
  if (experiment->name != NULL)
    printf ("%s\n", experiment->label);
  if (experiment->calculator)
    return;
  print_data (run->experiment);
  printf ("%-34s %8s", lab_setup_n_lanes (setup) > 1 ? "lane" : "experiment", "step");
  for (guint m = 0; m < G_N_ELEMENTS (summary_metrics); m++)
    printf (" %12s", summary_metrics[m]);
  printf ("\n");
}

/* @before: the run printed before, NULL: none; parts of a sweep make one table. */
static void
print_run (const LabRun *run, const LabRun *before)
{
  const LabSetup *setup = lab_experiment_setup (run->experiment);
  if (before == NULL ||
      lab_setup_experiment (lab_experiment_setup (before->experiment)) != lab_setup_experiment (setup))
    print_header (run);
  for (int i = 0; i < lab_setup_n_lanes (setup); i++) {
    const CalcResults *results = lab_experiment_results (run->experiment, i);
    g_autofree char *prefix = g_strconcat (lab_setup_lane_id (setup, i), "\t", NULL);
    if (results != NULL)
      cli_print_results (results, prefix);
    else
      print_lane (run, i);
  }
  if (lab_setup_experiment (setup)->calculator)
    return;
  print_events (run);
  printf (_ ("%.1f s of training\n"), run->seconds);
}

static void
print_files (const LabRun *run)
{
  if (out == NULL)
    return;
  for (guint i = 0; i < run->pictures->len; i++)
    printf ("%s\n", (const char *) run->pictures->pdata[i]);
  printf ("%s/metrics.csv\n%s/timing.csv\n", out, out);
}

/* ---- running ---- */

/* With several experiments --lane leaves out those that have no such lane, as long as one has it. */
static bool
is_left_out (const Lesson *lesson, const LessonExperiment *experiment)
{
  bool elsewhere = false;
  for (guint i = 0; lane != NULL && i < lesson->experiments->len; i++)
    elsewhere |= lesson_lane_find (lesson->experiments->pdata[i], lane) != NULL;
  return elsewhere && lesson_lane_find (experiment, lane) == NULL;
}

/* The runs of a sweep, some lanes at a time. */
static bool
add_parts (GPtrArray *setups, const LabSetup *setup, BaseError *error)
{
  bool fine = true;
  for (int i = 0; fine && i < lab_setup_n_parts (setup); i++) {
    LabSetup *part = lab_setup_part (setup, i, error);
    fine = part != NULL;
    if (fine)
      g_ptr_array_add (setups, part);
  }
  return fine;
}

static bool
make_setups (const Lesson *lesson, GPtrArray *setups, int *status, BaseError *error)
{
  g_autoptr (GPtrArray) whole = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_setup_free);
  *status = CLI_BAD_INPUT;
  for (guint i = 0; i < lesson->experiments->len; i++) {
    if (is_left_out (lesson, lesson->experiments->pdata[i]))
      continue;
    LabSetup *setup = lab_setup_new (lesson, lesson->experiments->pdata[i], error);
    if (setup == NULL)
      return false;
    g_ptr_array_add (whole, setup);
  }
  if (whole->len == 0)
    return base_error_set (error, "%s: has no experiment", lesson->path);
  *status = CLI_USAGE;
  bool fine = apply_options (whole, error);
  for (guint i = 0; fine && i < whole->len; i++)
    fine = add_parts (setups, whole->pdata[i], error);
  return fine;
}

static int
run_lesson (const Lesson *lesson, LabRunOptions *run_options)
{
  BaseError error = { "" };
  int status;
  g_autoptr (GPtrArray) setups = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_setup_free);
  if (!make_setups (lesson, setups, &status, &error))
    return cli_fail (status, "%s", error.text);
  g_autofree LabRun *runs = g_new0 (LabRun, setups->len);
  bool fine = lab_run ((LabSetup *const *) setups->pdata, (int) setups->len, run_options, runs, &error);
  cli_progress_end ();
  if (!fine)
    return cli_fail (CLI_BAD_INPUT, "%s", error.text);
  print_split (data);
  print_split (test_data);
  for (guint i = 0; i < setups->len; i++)
    print_run (&runs[i], i > 0 ? &runs[i - 1] : NULL);
  print_files (&runs[0]);
  for (guint i = 0; i < setups->len; i++)
    lab_run_clear (&runs[i]);
  return CLI_FINE;
}

static int
run (int argc, char **argv)
{
  BaseError error = { "" };
  LabRunOptions run_options = { .progress = progress };
  if (!cli_parse (&argc, &argv, "LESSON|FILE.md",
                  "Trains a lesson's experiments; the pictures show the last step.", options))
    return CLI_USAGE;
  if (argc != 2)
    return cli_fail (CLI_USAGE, "run needs one lesson; \"gradus list lessons\" shows all");
  if (n_frames < 0 || n_frames > MOST_FRAMES || (n_frames > 0 && out == NULL))
    return cli_fail (CLI_USAGE, "--frames takes 1 to %d, and a folder: --out DIR", MOST_FRAMES);
  if (page && out == NULL)
    return cli_fail (CLI_USAGE, "--page needs a folder: --out DIR");
  if (!cli_format (format_name, NULL, &run_options.format, &error) ||
      !cli_size (size, &run_options.width, &run_options.height, &error))
    return cli_fail (CLI_USAGE, "%s", error.text);
  const char *language = cli_language (lang);
  run_options.out = out;
  run_options.n_frames = n_frames;
  run_options.page = page;
  run_options.theme.scheme = dark ? PLOT_DARK : PLOT_LIGHT;
  run_options.theme.language = strcmp (language, "zh_CN") == 0 ? "zh-cn" : "en";
  Lesson *lesson = lab_lesson_open (argv[1], language, &error);
  if (lesson == NULL)
    return cli_fail (CLI_BAD_INPUT, "%s", error.text);
  int status = run_lesson (lesson, &run_options);
  lesson_free (lesson);
  return status;
}

const CliCommand cli_command_run = {
  { "run", "run",
    "trains a lesson, writes metrics and pictures: run LESSON|FILE.md [--seed N] [--out DIR] …" },
  run,
};
